"""HTTP furniture shared by the stages: access, sessions, forms, errors, pages."""
