"""Notices as e-mail over SMTP. The Message-ID is the notice's reference, so a repeated mail is recognised as one."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Self

from caseflow.settings import Mail

PERMANENT, GOODBYE = 500, 421  # first code of the final refusals; "closing the connection"
NO_SERVER = "未配置邮件服务器"


class Undelivered(Exception):
    """The mail did not go out; `status` is the notice's next status, `lost` that the connection is no use any more."""

    def __init__(self, status: str, reason: str, *, lost: bool = False) -> None:
        super().__init__(reason)
        self.status = status
        self.lost = lost


@dataclass(frozen=True)
class To:
    """The robot that a message is for; `secret` signs it where the kind has one."""

    kind: str
    secret: str


@dataclass(frozen=True)
class Letter:
    """What goes out: one text to one address, of a robot where `robot` says so. `repeated`: somebody took it up before,
    and it may have gone out.
    """

    reference: str
    address: str
    subject: str
    body: str
    at: datetime
    repeated: bool = False
    robot: To | None = None


class Mailer:
    """One SMTP connection for a batch, opened on first use. `timeout` (seconds) holds for each answer of the server."""

    def __init__(self, mail: Mail, timeout: float) -> None:
        self._mail = mail
        self._timeout = timeout
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, letter: Letter) -> None:
        """Hand `letter` to the server. Returns when the server has taken it; raises Undelivered otherwise."""
        message = composed(letter, self._mail.sender)
        server = self._connected()
        try:
            server.send_message(message, self._envelope_sender(), [letter.address])
        except smtplib.SMTPRecipientsRefused as refused:
            raise self._answered(*refused.recipients[letter.address], "收件地址被拒收") from refused
        except smtplib.SMTPSenderRefused as refused:
            # our own settings or the server's mood, never the reader's address: worth another try
            refusal = self._answered(refused.smtp_code, refused.smtp_error, "发件地址被拒")
            raise Undelivered("temporary_failure", str(refusal)) from refused
        except smtplib.SMTPResponseException as refused:
            raise self._answered(refused.smtp_code, refused.smtp_error, "邮件被拒收") from refused
        except smtplib.SMTPNotSupportedError as refused:
            raise Undelivered("permanent_failure", "邮件服务器不支持这个地址的写法") from refused
        except (OSError, smtplib.SMTPException) as broken:
            self._hang_up()
            raise Undelivered("temporary_failure", f"与邮件服务器的连接中断：{type(broken).__name__}") from broken

    def _connected(self) -> smtplib.SMTP:
        if not self._mail.host:
            raise Undelivered("technical_failure", NO_SERVER)
        if self._server is None:
            try:
                self._server = self._dial()
            except (OSError, smtplib.SMTPException) as broken:
                reason = f"连接不上邮件服务器：{type(broken).__name__}"
                raise Undelivered("temporary_failure", reason, lost=True) from broken
        return self._server

    def _dial(self) -> smtplib.SMTP:
        server = smtplib.SMTP(self._mail.host, self._mail.port, timeout=self._timeout)
        try:
            if self._mail.starttls:
                server.starttls(context=ssl.create_default_context())
            if self._mail.user:
                server.login(self._mail.user, self._mail.password)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server

    def _answered(self, code: int, text: bytes | str, what: str) -> Undelivered:
        """The server's refusal: 5xx is final, 4xx may pass. A server that is about to hang up (421) is left."""
        if code == GOODBYE:
            self._hang_up()
        status = "permanent_failure" if code >= PERMANENT else "temporary_failure"
        return Undelivered(status, f"{what}:{_said(code, text)}")

    def _envelope_sender(self) -> str:
        return parseaddr(self._mail.sender)[1]

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def composed(letter: Letter, sender: str) -> EmailMessage:
    """The message. Raises Undelivered (permanent) for an address that is none; line breaks cannot reach a header."""
    name, address = parseaddr(sender)
    message = EmailMessage()
    message["From"] = Address(name, addr_spec=address)
    message["To"] = _recipient(letter.address)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.reference}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="base64")
    return message


def _recipient(address: str) -> Address:
    try:
        return Address(addr_spec=address)
    except (ValueError, IndexError, MessageError) as wrong:
        raise Undelivered("permanent_failure", "收件地址不是有效的电子邮箱") from wrong


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words}"[:300]
