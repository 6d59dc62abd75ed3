"""Running rules over an archive."""
