"""How people, organisations, notifications and the record are read."""
