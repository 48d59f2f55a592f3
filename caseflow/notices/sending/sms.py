"""Notices as SMS through an HTTP gateway, under our own reference; what may have gone out is asked for, not repeated.

The gateway's side of the contract stands in docs/operations.md.
"""

from types import TracebackType
from typing import Self

import httpx

from caseflow.core.receipts import RECEIPTS
from caseflow.notices.sending.mail import Letter, Undelivered
from caseflow.settings import Sms

NO_GATEWAY = "未配置短信网关"
NUMBER_REFUSED = frozenset({400, 404, 410, 422})
FINAL = frozenset({"permanent_failure", "technical_failure"})


class SmsGateway:
    """One HTTP client for a batch, made on first use. `timeout` (seconds) holds for each answer of the gateway."""

    def __init__(self, sms: Sms, timeout: float) -> None:
        self._sms = sms
        self._timeout = timeout
        self._client: httpx.Client | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            self._client.close()

    def send(self, letter: Letter) -> None:
        """Hand `letter` to the gateway. Returns when the gateway has it; raises Undelivered otherwise.

        One that was taken up before is looked up first: an earlier attempt may have got through unnoticed.
        """
        if letter.repeated and self._knows(letter.reference):
            return
        content = {"reference": letter.reference, "to": letter.address, "text": letter.body.strip()}
        answer = self._ask("POST", "messages", content)
        if answer.is_success or answer.status_code == httpx.codes.CONFLICT:
            return
        status = "permanent_failure" if answer.status_code in NUMBER_REFUSED else "temporary_failure"
        raise Undelivered(status, f"短信网关答复 {answer.status_code}")

    def _knows(self, reference: str) -> bool:
        """Whether the gateway has this message; raises Undelivered where it cannot say, or says that it failed."""
        answer = self._ask("GET", f"messages/{reference}", None)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return False
        if not answer.is_success:
            raise Undelivered("temporary_failure", f"短信网关查询答复 {answer.status_code}")
        status = RECEIPTS.get(_reported(answer), "sent")
        if status in FINAL:
            raise Undelivered(status, "短信网关报告这条短信没有送达")
        return True

    def _ask(self, method: str, path: str, content: dict[str, str] | None) -> httpx.Response:
        if not self._sms.url:
            raise Undelivered("technical_failure", NO_GATEWAY)
        try:
            return self._opened().request(method, f"{self._sms.url}/{path}", json=content)
        except httpx.ConnectError as broken:
            raise Undelivered("temporary_failure", "连接不上短信网关", lost=True) from broken
        except httpx.HTTPError as broken:
            reason = f"与短信网关的连接中断：{type(broken).__name__}"
            raise Undelivered("temporary_failure", reason) from broken

    def _opened(self) -> httpx.Client:
        if self._client is None:
            headers = {"Authorization": f"Bearer {self._sms.key}"}
            self._client = httpx.Client(headers=headers, timeout=self._timeout, trust_env=False)
        return self._client


def _reported(answer: httpx.Response) -> str:
    try:
        content = answer.json()
    except ValueError:
        return ""
    return str(content.get("status", "")) if isinstance(content, dict) else ""
