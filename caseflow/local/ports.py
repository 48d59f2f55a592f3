"""Free ports on the loopback interface."""

import http.client
import socket
from contextlib import closing

LOOPBACK = "127.0.0.1"
NEIGHBOURS = 20


def free_port(wanted: int = 0) -> int:
    """`wanted` if it is free, else the next free one after it, else any; 0 asks for any."""
    neighbours = range(wanted, min(wanted + NEIGHBOURS, 65536)) if wanted else range(0)
    return next((port for port in neighbours if _bind(port)), 0) or _bind(0)


def answers(port: int, path: str, seconds: float = 2) -> bool:
    """Whether an HTTP server on the loopback `port` answers `path` with success. No proxy is asked."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=seconds)
    with closing(connection):
        try:
            connection.request("GET", path)
            return 200 <= connection.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False


def accepts(port: int) -> bool:
    """Whether anything listens on the loopback `port`."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1):
            return True
    except OSError:
        return False


def _bind(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])
