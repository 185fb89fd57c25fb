"""Of the read log."""
