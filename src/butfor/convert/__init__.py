"""Records of other archives, pages and forms, as wires."""
