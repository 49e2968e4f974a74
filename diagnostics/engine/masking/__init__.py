"""Secrets: found by their form, their name or their randomness, and masked before anything else reads a text."""
