"""Programs that change wires."""
