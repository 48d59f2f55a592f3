"""A busy port is passed over."""

import socket

from caseflow.local.ports import LOOPBACK, accepts, answers, free_port


def test_a_busy_port_gives_way_to_another() -> None:
    with socket.socket() as busy:
        busy.bind((LOOPBACK, 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert accepts(port)
        assert free_port(port) != port
        assert not answers(port, "/healthz", seconds=0.2)


def test_a_free_port_is_taken_as_wanted() -> None:
    port = free_port()
    assert free_port(port) == port
    assert not accepts(port)
