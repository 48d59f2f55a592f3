"""The policy book: library, finding, drafts of rules, publication."""
