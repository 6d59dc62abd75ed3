"""Bytes on disk and in git."""
