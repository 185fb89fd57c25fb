"""What people paste, read once for the box, the filters and the caller check. Pure."""
