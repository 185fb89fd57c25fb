"""The site with a view that somebody forgot to protect, and one that fails."""
