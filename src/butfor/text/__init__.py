"""Pure functions on text; nothing here knows what a wire is."""
