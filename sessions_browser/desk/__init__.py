"""What staff leave for themselves and for each other: saved views, notes on sessions."""
