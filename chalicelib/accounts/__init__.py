"""Accounts: signing in by an e-mailed link, and the sessions that follow."""
