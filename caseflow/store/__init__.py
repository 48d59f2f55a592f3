"""The database: tables, the one transaction, the one scope; no HTTP and no queue."""
