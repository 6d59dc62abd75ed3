"""A wire as readers see it, as plain data."""
