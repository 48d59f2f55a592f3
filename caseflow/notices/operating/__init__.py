"""Operating: the figures, troubles, histories and signs of life that the operator sees."""
