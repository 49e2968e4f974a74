"""Fixes: the steps they are made of, the edits that come out, and the documents they mend."""
