"""Rules about what git and other systems make of the archive's files: a checkout must say what was checked."""
