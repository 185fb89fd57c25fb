"""What a manager sees of the facts: figures, bars and tables, each number with its rows."""
