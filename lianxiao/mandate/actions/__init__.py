"""What can be done with the facts of the mandate."""
