"""Every session read once and remembered without personal data, summed up by quarter-hours."""
