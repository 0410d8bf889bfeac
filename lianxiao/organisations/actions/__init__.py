"""What can be done with organisations, people and texts."""
