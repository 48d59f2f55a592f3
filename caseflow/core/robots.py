"""Robots of group chats: which kinds there are, and which addresses may be theirs.

The program itself calls these addresses, so an address is only taken on a host that the rules (or, for webhooks, the
deployment) name, over https, without user, password or another port: nobody can make it call something else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from caseflow.core.errors import BadInput

WECOM, DINGTALK, WEBHOOK = "wecom", "dingtalk", "webhook"
LONGEST = 500
PLAIN = re.compile(r"[!-~]+")  # printable ASCII: no blanks, no look-alikes of other alphabets
HOST = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]*[a-z][a-z0-9-]*(?::\d{1,5})?")
"""A name, never the number of a machine: its last label has a letter."""
NEAR = frozenset({"127.0.0.1", "localhost"})
TAIL = 4


@dataclass(frozen=True)
class RobotKind:
    """A kind of robot as policies/notices.toml states it; `hosts` (with a port where it is not 443) may be called."""

    key: str
    name: str
    hosts: frozenset[str]
    basis: str


def robot_kind(key: str, name: str, hosts: Iterable[str], basis: str) -> RobotKind:
    """The kind. ValueError for one that nothing here can talk to, or for a host that is none."""
    found = frozenset(hosts)
    if key not in (WECOM, DINGTALK, WEBHOOK) or not all(HOST.fullmatch(host) for host in found):
        raise ValueError(f"群机器人 {key} 的 key 或 hosts 有误")
    return RobotKind(key, name, found, basis)


def checked_address(address: str, hosts: frozenset[str], *, near: bool) -> str:
    """`address` if it may be called. BadInput says why not, without repeating it.

    `near`: plain http to this machine is allowed too, where `hosts` name it (never in production).
    """
    try:
        parts = urlsplit(address)
        named = (parts.hostname or "") + (f":{parts.port}" if parts.port not in (None, 443) else "")
    except ValueError as wrong:
        raise BadInput("地址的写法不对，请从群机器人的设置里整个复制过来。", "address") from wrong
    if len(address) > LONGEST or not PLAIN.fullmatch(address) or "\\" in address:
        raise BadInput("地址的写法不对，请从群机器人的设置里整个复制过来。", "address")
    if not _carried(parts, near=near):
        raise BadInput("地址必须以 https:// 开头，不能带用户名和口令。", "address")
    if named not in hosts:
        raise BadInput("这个地址不在允许的主机上。请核对种类是否选对；其他系统的主机须先由系统管理员登记。", "address")
    return address


def _carried(parts: SplitResult, *, near: bool) -> bool:
    plain = near and parts.scheme == "http" and parts.hostname in NEAR
    return (plain or parts.scheme == "https") and "@" not in parts.netloc and not parts.fragment


def masked(address: str) -> str:
    """What is shown of a secret address: its host and the last characters of it."""
    return f"{urlsplit(address).hostname or ''}，末尾 {address[-TAIL:]}"
