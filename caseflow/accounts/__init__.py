"""Accounts: signing in, registering a firm, the people of the offices and their roles."""
