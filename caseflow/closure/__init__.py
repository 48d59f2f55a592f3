"""销号: the dossier, the call back, the ordered review, the write-off, and what happens when it does not hold."""
