"""Servers and processes for a machine without any: embedded databases, and the tree that keeps them alive."""
