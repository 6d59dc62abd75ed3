"""Two versions of one wire."""
