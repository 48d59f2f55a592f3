"""政策库: the policy documents with their clauses, and every routing decision explained."""
