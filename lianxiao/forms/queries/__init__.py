"""How forms are read."""
