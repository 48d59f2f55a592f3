"""The two database roles and what each may do; made anew at every start, so that it always holds."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from caseflow.local.children import Account
from caseflow.store.db import LIMITS

OWNER = "caseflow_owner"
APP = "caseflow_app"
SUPERUSER = "postgres"
DATABASE = "caseflow"


@dataclass(frozen=True)
class Passwords:
    """One password per role; they live beside the data, readable by its owner alone."""

    superuser: str
    owner: str
    app: str


@dataclass(frozen=True)
class Urls:
    """SQLAlchemy addresses of one database: `owner` for migrations, `app` for everything else."""

    owner: str
    app: str
    superuser: str


def kept_passwords(file: Path, account: Account | None) -> Passwords:
    """The passwords in `file`; made on first use with mode 0600."""
    if file.exists():
        return Passwords(**json.loads(file.read_text(encoding="utf-8")))
    fresh = Passwords(*(secrets.token_hex(24) for _ in range(3)))
    unfinished = file.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(asdict(fresh)), encoding="utf-8")
    if account is not None:
        os.chown(unfinished, account.uid, account.gid)
    unfinished.replace(file)
    return fresh


def connect(port: int, passwords: Passwords, database: str = SUPERUSER) -> "psycopg.Connection[tuple[object, ...]]":
    """A superuser's connection, each statement its own transaction (databases are made outside any)."""
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user=SUPERUSER,
        password=passwords.superuser,
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


def urls(port: int, passwords: Passwords, database: str) -> Urls:
    """The addresses of `database` for each role."""
    return Urls(
        owner=_url(OWNER, passwords.owner, port, database),
        app=_url(APP, passwords.app, port, database),
        superuser=_url(SUPERUSER, passwords.superuser, port, database),
    )


def prepare_roles(port: int, passwords: Passwords) -> None:
    """Both roles with their passwords, powers and limits, and the database."""
    with connect(port, passwords) as connection:
        for role, password in ((OWNER, passwords.owner), (APP, passwords.app)):
            _prepare_role(connection, role, password)
        for name, value in LIMITS.items():
            connection.execute(_compose("ALTER ROLE {} SET {} = {}", APP, name, literal=value))
    if not database_exists(port, passwords, DATABASE):
        create_database(port, passwords, DATABASE, None)


def database_exists(port: int, passwords: Passwords, name: str) -> bool:
    """Whether there is a database of this name."""
    with connect(port, passwords) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None


def create_database(port: int, passwords: Passwords, name: str, template: str | None) -> None:
    """A database that belongs to the owner role and lets the application role in; a copy of `template` if named."""
    with connect(port, passwords) as connection:
        if template is not None:  # a template in use cannot be copied
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (template,))
        connection.execute(_compose("CREATE DATABASE {} OWNER {} TEMPLATE {}", name, OWNER, template or "template1"))
        connection.execute(_compose("REVOKE ALL ON DATABASE {} FROM PUBLIC", name))
        connection.execute(_compose("GRANT CONNECT ON DATABASE {} TO {}", name, APP))
    with connect(port, passwords, name) as connection:
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute(_compose("GRANT USAGE ON SCHEMA public TO {}", APP))


def drop_database(port: int, passwords: Passwords, name: str) -> None:
    """Remove a database, whoever is connected to it."""
    with connect(port, passwords) as connection:
        connection.execute(_compose("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def _prepare_role(connection: "psycopg.Connection[tuple[object, ...]]", role: str, password: str) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
        connection.execute(_compose("CREATE ROLE {}", role))
    powers = "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
    connection.execute(_compose(powers, role, literal=password))


def _compose(text: LiteralString, *names: str, literal: str | None = None) -> sql.Composed:
    """`text` with quoted names, then the literal if any, in its places."""
    parts: list[sql.Composable] = [sql.Identifier(name) for name in names]
    if literal is not None:
        parts.append(sql.Literal(literal))
    return sql.SQL(text).format(*parts)


def _url(role: str, password: str, port: int, database: str) -> str:
    return f"postgresql+psycopg://{role}:{password}@127.0.0.1:{port}/{database}"
