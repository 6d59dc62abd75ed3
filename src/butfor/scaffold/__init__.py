"""Starting points that people fill in."""
