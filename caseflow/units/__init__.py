"""Offices as living data: found, corrected, renamed, their contacts confirmed before anything goes to them."""
