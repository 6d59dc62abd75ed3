"""What readers see: one wire in three forms, and the archive as a static site."""
