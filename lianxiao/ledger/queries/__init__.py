"""How the ledger is read: its list, one project with what led there, and its totals."""
