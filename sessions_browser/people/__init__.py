"""The sessions of one person, joined from two lists and summed up."""
