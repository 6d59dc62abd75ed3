"""``python -m butfor``, and ``python src/butfor`` straight from a checkout (the pre-commit hook)."""

import sys
from pathlib import Path

if not __package__:  # run as a folder: make the package importable and keep its modules from shadowing others
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from butfor.cli import run

if __name__ == "__main__":
    run()
