"""What happens when …: one function per verb."""
