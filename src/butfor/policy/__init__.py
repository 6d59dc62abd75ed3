"""What an archive decides for itself: `schema/*.yaml` and `butfor.toml` as data."""
