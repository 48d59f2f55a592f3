"""Notices to robots of group chats: apprise makes the message that 企业微信, 钉钉 or a webhook expects.

The call itself is made here: to the stored address alone, following no redirect and no proxy of the environment, and
the answer is read, for these services refuse with status 200 and an `errcode`, which apprise takes for success. Robots
know no reference, so what broke off after it was sent may come twice; the number in its text says that it is one.
"""

import contextlib
import importlib.util
import ipaddress
import json
import logging
import socket
import threading
from collections.abc import Callable, Mapping
from types import ModuleType, SimpleNamespace, TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

from caseflow.core.errors import BadInput, RuleError
from caseflow.core.robots import DINGTALK, WEBHOOK, WECOM, checked_address
from caseflow.notices.sending.mail import Letter, Undelivered
from caseflow.settings import Settings
from caseflow.store import editions

LONGEST_ANSWER = 5.0  # seconds for the whole exchange; a robot that stands still or drips must not hold up the others
MOST_BYTES = 64 * 1024
PASSING = frozenset({408, 425, 429})
BUSY = frozenset({-1, 45009, 45033, 130101, 410100})
"""`errcode` of a service that is busy or was called too often; every other one is a refusal for good."""
REMOVED = "群机器人已经移除"

logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its warnings quote tokens


class Deadline:
    """Ends an exchange after so many seconds in all: the client's own limit begins anew with every byte that comes."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._stream: Any = None
        self._over = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, step: str, info: Mapping[str, Any]) -> None:
        """The client tells each step: which connection is to be ended, and whether it is too late to go on."""
        if step in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._stream = info["return_value"]
        self.require()

    def require(self) -> None:
        """Raise httpx.ReadTimeout once the time is over."""
        if self._over:
            raise httpx.ReadTimeout("the exchange took too long")

    def _end(self) -> None:
        self._over = True
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


class Exchange:
    """What a plugin of apprise sees as `requests`: one call, whose answer is kept."""

    codes = SimpleNamespace(ok=200)
    RequestException = httpx.HTTPError

    def __init__(self, address: str, timeout: float, *, inside: bool = False) -> None:
        """`inside`: the deployment itself named the host, which may then be a machine of the house."""
        self._address = address
        self._timeout = timeout
        self._inside = inside
        self.status = 0
        self.content = b""
        self.broken = ""

    def post(self, _url: str, *, data: Any, headers: Mapping[str, str], **given: Any) -> SimpleNamespace:
        """Send `data` to the address of the robot, whatever address the plugin has in mind."""
        # apprise has quoted these already, and the client does so once more
        extra = {name: unquote(value) for name, value in (given.get("params") or {}).items()}
        url = httpx.URL(self._address).copy_merge_params(extra)
        plain = {**headers, "Accept-Encoding": "identity"}  # so that an answer is never longer than what was read
        try:
            with (
                Deadline(self._timeout) as deadline,
                httpx.Client(timeout=self._timeout, trust_env=False, follow_redirects=False) as client,
                client.stream("POST", url, content=data, headers=plain, extensions={"trace": self._watched(deadline)}) as answer,
            ):
                self.status = answer.status_code
                self.content = next(answer.iter_raw(MOST_BYTES), b"")
                deadline.require()
        except httpx.HTTPError as broken:
            self.broken = type(broken).__name__
            raise
        return SimpleNamespace(status_code=self.status, content=self.content)

    def _watched(self, deadline: Deadline) -> Callable[[str, Mapping[str, Any]], None]:
        """Whatever name was given: nothing is said to a machine of the house that the deployment did not name."""

        def watch(step: str, info: Mapping[str, Any]) -> None:
            deadline.watch(step, info)
            stream: Any = info.get("return_value")
            if step == "connection.connect_tcp.complete" and not (self._inside or _is_public(stream)):
                stream.close()  # nobody else knows of it yet
                raise httpx.ConnectError("the name leads into the house")

        return watch

    def request(self, _method: str, url: str, **given: Any) -> SimpleNamespace:
        """The same under the name that the plugin for plain webhooks uses."""
        return self.post(url, **given)


class RobotCarrier:
    """Sends to robots one by one; each may be another host, so nothing is kept open between them.

    A host that broke off is not called again in this batch: what else is for it ends as the first did.
    """

    def __init__(self, settings: Settings, timeout: float) -> None:
        self._settings = settings
        self._silent: dict[str, str] = {}
        self._timeout = min(timeout, LONGEST_ANSWER)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Nothing is left open."""

    def send(self, letter: Letter) -> None:
        """Hand the text to the robot. Returns when its service has taken it; raises Undelivered otherwise."""
        if letter.robot is None or not letter.address:
            raise Undelivered("permanent_failure", REMOVED)
        address = self._allowed(letter.robot.kind, letter.address)
        host = urlsplit(address).netloc
        if host in self._silent:
            raise Undelivered("temporary_failure", self._silent[host])
        named = letter.robot.kind == WEBHOOK or not self._settings.production
        exchange = Exchange(address, self._timeout, inside=named)
        try:
            plugin = _plugin(letter.robot.kind, address, letter.robot.secret, exchange)
        except ValueError as wrong:
            raise Undelivered("permanent_failure", "群机器人的地址里没有可用的口令") from wrong
        plugin.send(body=letter.body.strip())
        if exchange.broken or not exchange.status:
            self._silent[host] = f"与群机器人的连接中断：{exchange.broken}"
            raise Undelivered("temporary_failure", self._silent[host])
        _judge(exchange)

    def _allowed(self, kind: str, address: str) -> str:
        """The address, if the rules of today still allow it."""
        try:
            return checked_address(address, hosts_of(self._settings, kind), near=not self._settings.production)
        except (BadInput, RuleError) as refused:
            raise Undelivered("permanent_failure", "群机器人的地址已不在允许的主机上") from refused


def hosts_of(settings: Settings, kind: str) -> frozenset[str]:
    """The hosts that robots of this kind may be on: those of the rules, but for webhooks those of the deployment alone.

    Raises RuleError for a kind that the rules in force do not have.
    """
    known = editions.current().notices.robot(kind)
    return frozenset(settings.webhook_hosts) if kind == WEBHOOK else known.hosts


def _is_public(stream: Any) -> bool:
    """Whether the machine at the other end has an address of the public net."""
    return ipaddress.ip_address(stream.get_extra_info("server_addr")[0]).is_global


def usable(kind: str, address: str, secret: str) -> bool:
    """Whether a message could be made for this address: the key of the robot, and the secret, look like such."""
    try:
        _plugin(kind, address, secret, Exchange(address, LONGEST_ANSWER))
    except ValueError:
        return False
    return True


def _plugin(kind: str, address: str, secret: str, exchange: Exchange) -> Any:
    """apprise's plugin for this robot. Raises ValueError where it finds no usable key in the address."""
    query = parse_qs(urlsplit(address).query)
    if kind == WECOM:
        return _own("wecombot", exchange).NotifyWeComBot(key=query.get("key", [""])[0])
    if kind == DINGTALK:
        return _own("dingtalk", exchange).NotifyDingTalk(
            token=query.get("access_token", [""])[0], secret=secret or None
        )
    return _own("custom_json", exchange).NotifyJSON(host=urlsplit(address).hostname)


def _own(name: str, exchange: Exchange) -> ModuleType:
    """A module of apprise's of our own, whose calls go through `exchange`; the one that others import stays as it is.

    The library is loaded with the first message: it takes half a second, which a house without robots need not spend
    at every start.
    """
    spec = importlib.util.find_spec(f"apprise.plugins.{name}")
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.__dict__["requests"] = exchange
    return module


def _judge(exchange: Exchange) -> None:
    """Raise Undelivered unless the service has taken the message. The answer is not quoted: it may hold the token."""
    if exchange.status in PASSING or exchange.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Undelivered("temporary_failure", f"群机器人答复 {exchange.status}")
    if not httpx.codes.is_success(exchange.status):
        raise Undelivered("permanent_failure", f"群机器人答复 {exchange.status}，没有收下")
    code = _errcode(exchange.content)
    if code:
        status = "temporary_failure" if code in BUSY else "permanent_failure"
        raise Undelivered(status, f"群机器人没有收下，错误代码 {code}")


def _errcode(content: bytes) -> int:
    """The `errcode` of the answer; 0 where it has none."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return 0
    code = answer.get("errcode", 0) if isinstance(answer, dict) else 0
    return code if isinstance(code, int) else 0
