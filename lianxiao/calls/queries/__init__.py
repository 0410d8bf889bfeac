"""How calls, applications and public notices are read. First argument: who asks."""
