"""Work for processes that import it anew; see test_system.py."""

import os


def process_of(_: str) -> int:
    """Return which process this is."""
    return os.getpid()
