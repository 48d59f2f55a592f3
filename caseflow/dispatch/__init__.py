"""转办: the routing decision, its confirmation or override, and the adjudication of objections."""
