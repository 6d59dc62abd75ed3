#!/bin/sh
# A hook as people write it by hand; it stands for pre-commit in tests/test_versions.py.
exec "$BUTFOR_PYTHON" -m butfor check --staged --format concise >&2
