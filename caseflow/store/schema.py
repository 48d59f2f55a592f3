"""Bringing the database to the newest schema, as its owner."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from caseflow import settings
from caseflow.store.db import Base


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(settings.ROOT / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(owner_url: str, target: str = "head") -> None:
    """Upgrade the database at `owner_url` (role caseflow_owner) to revision `target`."""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        command.upgrade(_config(connection), target)
    engine.dispose()


def downgrade(owner_url: str, target: str) -> None:
    """Take the database back to revision `target` ('base' for an empty one)."""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        command.downgrade(_config(connection), target)
    engine.dispose()


def differences(owner_url: str) -> list[Any]:
    """What the models say and the migrated database does not have, or the reverse; empty when they agree."""
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    return list(found)


def draft_revision(owner_url: str, message: str, revision_id: str) -> None:
    """Write a new revision with what the models have and the database at `owner_url` lacks."""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision_id)
    engine.dispose()
