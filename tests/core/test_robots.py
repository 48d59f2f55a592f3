"""Which addresses the program may be made to call."""

import pytest

from caseflow.core.errors import BadInput
from caseflow.core.robots import checked_address, masked, robot_kind

HOSTS = frozenset({"qyapi.weixin.qq.com", "hook.example.gov.cn:8443"})
GOOD = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


@pytest.mark.parametrize("address", [GOOD, GOOD.replace(".com/", ".com:443/"), "https://hook.example.gov.cn:8443/x?token=1"])
def test_an_allowed_host_over_https_passes(address: str) -> None:
    assert checked_address(address, HOSTS, near=False) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "qyapi.weixin.qq.com/cgi-bin",
        GOOD.replace("https", "http"),
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "http://localhost:8000/operations",
        "https://qyapi.weixin.qq.com@evil.example/x",
        "https://user:pass@qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com.evil.example/x",
        "https://evil.example/qyapi.weixin.qq.com",
        "https://evil.example/?https://qyapi.weixin.qq.com",
        "https://evil.example#@qyapi.weixin.qq.com/",
        "https://qyapi.weixin.qq.com#@evil.example/",
        "https://qyapi.weixin.qq.com\\@evil.example/",
        "https://qyapi.weixin.qq.com:22/x",
        "https://qyapi.weixin.qq.com:99999/x",
        "https://hook.example.gov.cn/x",
        "https://qyapi.weixin.qq.com./x",
        "https://ｑyapi.weixin.qq.com/x",
        "https://qyapi。weixin.qq.com/x",
        "https://qyapi.weixin.qq.com/ x",
        "https://qyapi.weixin.qq.com/\r\nHost: evil.example",
        "https:///x",
        "https://[qyapi",
        "file:///etc/passwd",
        "gopher://qyapi.weixin.qq.com/x",
        "ftp://qyapi.weixin.qq.com/x",
        GOOD + "x" * 500,
    ],
)
def test_everything_else_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked_address(address, HOSTS, near=False)
    assert not address or address not in str(refused.value)


def test_this_machine_is_near_only_where_it_is_named() -> None:
    named = frozenset({"127.0.0.1:8100"})
    assert checked_address("http://127.0.0.1:8100/x", named, near=True)
    for near, hosts, address in (
        (False, named, "http://127.0.0.1:8100/x"),
        (True, HOSTS, "http://127.0.0.1:8100/x"),
        (True, named, "http://127.0.0.1:8101/x"),
        (True, frozenset({"hook.example"}), "http://hook.example/x"),
    ):
        with pytest.raises(BadInput):
            checked_address(address, hosts, near=near)


def test_what_is_shown_is_no_address() -> None:
    assert masked(GOOD) == "qyapi.weixin.qq.com，末尾 5aaa"


@pytest.mark.parametrize(
    ("key", "host"),
    [
        ("other", "x.example"), ("wecom", "https://x"), ("wecom", "x y"), ("wecom", "*"), ("wecom", "10.0.0.5:8443"),
        ("dingtalk", "169.254.169.254"),
    ],
)  # fmt: skip
def test_rules_name_kinds_and_hosts(key: str, host: str) -> None:
    with pytest.raises(ValueError, match="群机器人"):
        robot_kind(key, "机器人", [host], "依据")
