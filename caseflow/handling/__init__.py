"""办理: the unit's desk. Sign or object, record what was done and paid, extend, write, sign and serve the result."""
