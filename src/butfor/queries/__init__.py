"""Questions to a whole archive."""
