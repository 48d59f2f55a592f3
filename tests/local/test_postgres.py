"""The embedded PostgreSQL: roles, limits, Chinese, copies, and what a kill leaves."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from caseflow.local.children import PROC, wait_until
from caseflow.local.ports import accepts
from caseflow.local.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    embedded = EmbeddedPostgres(tmp_path_factory.mktemp("路径 有空格") / "数据库")
    embedded.start()
    yield embedded
    embedded.stop()


def connect(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def one(url: str, query: str) -> object:
    with connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def test_it_never_runs_as_root(server: EmbeddedPostgres) -> None:
    assert (PROC / str(server.pid)).stat().st_uid != 0


def test_secrets_and_data_are_closed_to_others(server: EmbeddedPostgres) -> None:
    assert (server.directory / "passwords.json").stat().st_mode & 0o777 == 0o600
    assert server.data.stat().st_mode & 0o777 == 0o700


def test_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    url = f"postgresql://caseflow_app:wrong@127.0.0.1:{server.port}/caseflow"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_the_application_role_has_no_ddl_and_sees_only_what_it_was_granted(server: EmbeddedPostgres) -> None:
    with connect(server.urls().owner) as owner:
        owner.execute("CREATE TABLE shown (id int)")
        owner.execute("CREATE TABLE hidden (id int)")
        owner.execute("GRANT SELECT ON shown TO caseflow_app")
    with connect(server.urls().app) as app:
        assert app.execute("SELECT count(*) FROM shown").fetchone() == (0,)
        for forbidden in (
            "SELECT * FROM hidden",
            "INSERT INTO shown VALUES (1)",
            "CREATE TABLE mine (id int)",
            "CREATE TEMP TABLE mine (id int)",
            "CREATE DATABASE mine",
            "ALTER ROLE caseflow_app SUPERUSER",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                app.execute(forbidden)  # type: ignore[arg-type]


def test_neither_role_passes_by_row_security(server: EmbeddedPostgres) -> None:
    powers = "rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole"
    query = f"SELECT bool_or({powers}) FROM pg_roles WHERE rolname LIKE 'caseflow%'"
    assert one(server.urls().superuser, query) is False


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("statement_timeout", "15s"),
        ("lock_timeout", "3s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("log_parameter_max_length", "0"),
        ("log_min_error_statement", "panic"),
        ("synchronous_commit", "on"),
        ("fsync", "on"),
        ("listen_addresses", "127.0.0.1"),
        ("server_encoding", "UTF8"),
    ],
)
def test_settings_of_the_application_role(server: EmbeddedPostgres, setting: str, value: str) -> None:
    assert one(server.urls().app, f"SHOW {setting}") == value


def test_trigrams_index_chinese(server: EmbeddedPostgres) -> None:
    with connect(server.urls().owner) as owner:
        owner.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert one(server.urls().owner, "SELECT cardinality(show_trgm('张掖市住房'))") == 6


def test_a_copy_of_a_database_holds_its_rows_though_somebody_is_connected(server: EmbeddedPostgres) -> None:
    template = server.create_database("original")
    with connect(template.owner) as busy:
        busy.execute("CREATE TABLE kept AS SELECT 7 AS id")
        copy = server.create_database("copy", "original")
    assert one(copy.owner, "SELECT id FROM kept") == 7
    with pytest.raises(errors.InsufficientPrivilege):
        one(copy.app, "CREATE TABLE mine (id int)")
    server.drop_database("copy")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(copy.owner)


@pytest.mark.parametrize("stale", ["postmaster", "self"])
def test_after_a_kill_it_starts_on_the_same_port_with_everything_committed(tmp_path: Path, stale: str) -> None:
    server = EmbeddedPostgres(tmp_path / "数据")
    url = server.start().owner
    with connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS id")
    os.kill(server.pid, signal.SIGKILL)
    assert wait_until(lambda: not server.alive(), 5)
    # after a restart of the machine the number in the lock file may belong to any process
    lock = server.data / "postmaster.pid"
    number = str(server.pid if stale == "postmaster" else os.getpid())
    lock.write_text("\n".join([number, *lock.read_text().splitlines()[1:]]) + "\n")
    try:
        assert server.start().owner == url
        assert one(url, "SELECT id FROM kept") == 7
    finally:
        server.stop()
    assert not accepts(server.port)


def test_an_unfinished_data_directory_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "数据" / "data.unfinished" / "base").mkdir(parents=True)
    server = EmbeddedPostgres(tmp_path / "数据")
    try:
        assert one(server.start().app, "SELECT current_user") == "caseflow_app"
    finally:
        server.stop(at_once=True)
