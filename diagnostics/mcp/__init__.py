"""The door for assistants: the Model Context Protocol over HTTP, without sessions, streams or cookies.

protocol reads messages and knows the revisions of the protocol, tools holds what can be called, door is the view.
"""
