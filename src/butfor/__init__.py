"""Schema and validation toolkit for a git-backed archive of AI-incident wires."""

__version__ = "0.1.0"
