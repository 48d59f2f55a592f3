"""Reading: the library of documents, routes explained, drafts of rules, dry runs."""
