"""What a pasted text means: a session, a person, a list, or why none of them. Pure."""
