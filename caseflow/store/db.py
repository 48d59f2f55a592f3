"""The engine and the declarative base. The engine is made on first use, so never before a fork."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, MetaData, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, registry

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


TYPES: dict[Any, Any] = {
    int: BigInteger,
    str: String,
    datetime: DateTime(timezone=True),
    Decimal: Numeric(18, 2),
    dict[str, Any]: JSONB,
    list[Any]: JSONB,
}


class Base(DeclarativeBase):
    """Base of all tables; money is numeric(18,2) yuan, moments are timestamptz, ids are bigint identities."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=TYPES)


db = SQLAlchemy(model_class=Base)

LIMITS = {
    "statement_timeout": "15s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "30s",
}
"""A forgotten transaction or a runaway query must not hold a case longer than a person waits."""


def engine_options() -> dict[str, Any]:
    """Options of the application's pool: checked before use, and waiting no longer than a person would.

    The limits hold on every PostgreSQL, however its role was made. Errors do not quote the values of a statement: they
    are names and texts, and errors go to logs.
    """
    options = " ".join(f"-c {name}={value}" for name, value in {"timezone": "UTC", **LIMITS}.items())
    return {
        "hide_parameters": True,
        "pool_size": 6,
        "max_overflow": 2,
        "pool_timeout": 5,
        "pool_pre_ping": True,
        "connect_args": {"options": options, "connect_timeout": 3, "application_name": "caseflow"},
    }
