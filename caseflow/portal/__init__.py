"""Portal: what everybody may see — how it works, the figures, the progress of one case for whoever holds its code."""
