"""A wire as readers see it: plain data, and lines for a terminal."""
