"""Rules about which wire a file is: its id, its name and its place."""
