"""The running house for journeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.servers import Servers
from tests.journeys.stack import Stack


@pytest.fixture(scope="module")
def stack(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Web, worker and sweep as processes on a fresh database."""
    log: Path = tmp_path_factory.mktemp("stack") / "log.txt"
    servers.sink.mails.clear()
    running = Stack(servers, servers.fresh(), log)
    running.start()
    yield running
    running.stop()
