"""The wires of an archive, each understood as far as it goes."""
