"""The public account of corrections, and its comparison with git's history."""
