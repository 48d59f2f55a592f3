"""督办: clocks that run out, and what the units hear of it."""
