"""The embedded Valkey: closed to strangers, durable, on the same port again."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from caseflow.local.children import PROC
from caseflow.local.valkey import EmbeddedValkey


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    embedded = EmbeddedValkey(tmp_path / "队列 目录")
    embedded.start()
    yield embedded
    embedded.stop()


def test_it_wants_its_password_and_does_not_show_it(server: EmbeddedValkey) -> None:
    with Redis(port=server.port) as stranger, pytest.raises(AuthenticationError):
        stranger.ping()
    password = server.url.split("@")[0].rpartition(":")[2]
    assert password not in (PROC / str(server.pid) / "cmdline").read_text()


@pytest.mark.parametrize(
    ("setting", "value"),
    [("appendonly", "yes"), ("appendfsync", "everysec"), ("maxmemory-policy", "noeviction"), ("bind", "127.0.0.1")],
)
def test_settings(server: EmbeddedValkey, setting: str, value: str) -> None:
    with Redis.from_url(server.url, decode_responses=True) as client:
        assert client.config_get(setting) == {setting: value}


def test_a_kill_keeps_what_is_older_than_a_second(server: EmbeddedValkey) -> None:
    with Redis.from_url(server.url) as client:
        client.rpush("queue", "first")
        time.sleep(1.2)
    server.stop(at_once=True)
    url = server.url
    assert server.start() == url
    with Redis.from_url(url) as client:
        assert client.lrange("queue", 0, -1) == [b"first"]
