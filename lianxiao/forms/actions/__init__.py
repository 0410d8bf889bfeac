"""What is done with forms: one function per verb, by a person."""
