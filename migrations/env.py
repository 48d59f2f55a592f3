"""Alembic's entry: runs as the owner role on the connection that `caseflow.store.schema` hands over."""

from alembic import context

import caseflow.store.models  # noqa: F401 -- makes the tables known
from caseflow.store.db import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
