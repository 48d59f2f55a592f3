"""The pure core: rules as values and functions; standard library only (python-stdnum for identifiers)."""
