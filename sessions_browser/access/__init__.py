"""Who may do what, and in which account: permissions, ready roles, and the words of a refusal."""
