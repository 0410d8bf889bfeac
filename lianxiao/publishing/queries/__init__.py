"""How notices are read."""
