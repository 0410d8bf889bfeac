"""Pages of calls: the desk where they are drafted and decided, and what the public sees."""
