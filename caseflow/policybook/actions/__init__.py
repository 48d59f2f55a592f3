"""Changing: drafts of rules, their check and publication, full texts of documents."""
