"""The only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
MIB = 1024 * 1024
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingsError(Exception):
    """The environment does not allow the program to start; the sentence says what to set."""


def policies_dir() -> Path:
    """Where the shipped rules lie: CASEFLOW_POLICIES, else the project's own policies/."""
    return Path(os.environ.get("CASEFLOW_POLICIES") or ROOT / "policies")


def in_production() -> bool:
    """Whether this is a production, for commands that run without the rest of the settings."""
    return _switch(os.environ, "CASEFLOW_PRODUCTION")


@dataclass(frozen=True)
class Mail:
    """The SMTP server that takes our mail; without a host no mail is sent and the notice says so."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    sender: str


@dataclass(frozen=True)
class Sms:
    """The HTTP gateway that takes our SMS; without a `url` the channel does not exist.

    `receipt_key` signs the gateway's receipts; without it none are taken.
    """

    url: str
    key: str
    receipt_key: str


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides, read once at start."""

    database_url: str
    redis_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    text_key: str
    data_dir: Path
    policies: Path
    fonts: Path | None
    mail: Mail
    sms: Sms
    webhook_hosts: tuple[str, ...]
    server_name: str
    trusted_hosts: tuple[str, ...]
    production: bool
    session_idle_minutes_staff: int
    session_idle_minutes_public: int
    session_hours: int
    upload_file_bytes: int
    upload_request_bytes: int
    sweep_seconds: float
    lease_seconds: float
    retry_seconds: float
    silent_seconds: float
    stuck_seconds: float

    @staticmethod
    def from_env(env: Mapping[str, str] | None = None) -> "Settings":
        """Settings from `env` (default: the process environment).

        Raises SettingsError with one sentence when something required is missing or unsafe in production.
        """
        source = os.environ if env is None else env
        settings = Settings(
            database_url=_required(source, "DATABASE_URL", "数据库地址(应用角色)"),
            redis_url=source.get("REDIS_URL", ""),
            secret_key=_required(source, "SECRET_KEY", "会话签名密钥"),
            secret_key_fallbacks=_words(source.get("SECRET_KEY_FALLBACKS", "")),
            text_key=_required(source, "CASEFLOW_TEXT_KEY", "文本摘要密钥"),
            data_dir=Path(source.get("CASEFLOW_DATA") or ROOT / "var"),
            policies=Path(source.get("CASEFLOW_POLICIES") or ROOT / "policies"),
            fonts=Path(source["CASEFLOW_FONTS"]) if source.get("CASEFLOW_FONTS") else None,
            mail=_mail(source),
            sms=_sms(source),
            webhook_hosts=_words(source.get("CASEFLOW_WEBHOOK_HOSTS", "").lower()),
            server_name=source.get("CASEFLOW_ADDRESS", "http://127.0.0.1:8000"),
            trusted_hosts=_words(source.get("CASEFLOW_TRUSTED_HOSTS", "127.0.0.1 localhost")),
            production=_switch(source, "CASEFLOW_PRODUCTION"),
            session_idle_minutes_staff=_whole(source, "CASEFLOW_IDLE_STAFF", 15),
            session_idle_minutes_public=_whole(source, "CASEFLOW_IDLE_PUBLIC", 30),
            session_hours=_whole(source, "CASEFLOW_SESSION_HOURS", 8),
            upload_file_bytes=_whole(source, "CASEFLOW_FILE_MIB", 20) * MIB,
            upload_request_bytes=_whole(source, "CASEFLOW_UPLOAD_MIB", 200) * MIB,
            sweep_seconds=_seconds(source, "CASEFLOW_SWEEP_SECONDS", 5.0),
            lease_seconds=_seconds(source, "CASEFLOW_LEASE_SECONDS", 60.0),
            retry_seconds=_seconds(source, "CASEFLOW_RETRY_SECONDS", 60.0),
            silent_seconds=_seconds(source, "CASEFLOW_SILENT_SECONDS", 120.0),
            stuck_seconds=_seconds(source, "CASEFLOW_STUCK_SECONDS", 600.0),
        )
        if settings.production:
            _refuse_unsafe(settings)
        return settings


def _required(source: Mapping[str, str], name: str, meaning: str) -> str:
    value = source.get(name, "")
    if not value:
        raise SettingsError(f"未设置环境变量 {name}({meaning})；开发机请运行 python3 manage.py up。")
    return value


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _switch(source: Mapping[str, str], name: str) -> bool:
    """On or off; "true" must not pass for off and leave a production without its protections."""
    value = source.get(name, "")
    if value not in {"", "0", "1"}:
        raise SettingsError(f"环境变量 {name} 只能写 1(是)或 0(否)，现在写的不是。")
    return value == "1"


def _whole(source: Mapping[str, str], name: str, default: int) -> int:
    value = source.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 7 and int(value) > 0):
        raise SettingsError(f"环境变量 {name} 要写大于 0 的整数。")
    return int(value)


def _seconds(source: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(source.get(name) or default)
    except ValueError:
        value = 0.0
    if not 0 < value < 10**6:
        raise SettingsError(f"环境变量 {name} 要写大于 0 的秒数。")
    return value


def _mail(source: Mapping[str, str]) -> Mail:
    return Mail(
        host=source.get("SMTP_HOST", ""),
        port=_whole(source, "SMTP_PORT", 25),
        user=source.get("SMTP_USER", ""),
        password=source.get("SMTP_PASSWORD", ""),
        starttls=_switch(source, "SMTP_STARTTLS"),
        sender=source.get("SMTP_SENDER", "caseflow@localhost"),
    )


def _sms(source: Mapping[str, str]) -> Sms:
    """Numbers of people travel to this address: over https, or no further than this machine."""
    url = source.get("SMS_URL", "").rstrip("/")
    parts = urlsplit(url)
    near = parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
    if url and not (near or (parts.scheme == "https" and parts.hostname)):
        raise SettingsError("环境变量 SMS_URL 须以 https:// 开头（本机网关可用 http://127.0.0.1）。")
    if url and not source.get("SMS_KEY"):
        raise SettingsError("配置了 SMS_URL，还须设置 SMS_KEY（短信网关的口令）。")
    return Sms(url, source.get("SMS_KEY", ""), source.get("SMS_RECEIPT_KEY", ""))


def _refuse_unsafe(settings: Settings) -> None:
    if len(settings.secret_key) < 32 or len(settings.text_key) < 32:
        raise SettingsError("生产环境的 SECRET_KEY 和 CASEFLOW_TEXT_KEY 须各不少于 32 个字符。")
    if settings.sms.receipt_key and len(settings.sms.receipt_key) < 32:
        raise SettingsError("生产环境的 SMS_RECEIPT_KEY 须不少于 32 个字符。")
    if "caseflow_owner" in settings.database_url:
        raise SettingsError("生产环境不得以数据库属主角色运行应用，请在 DATABASE_URL 使用 caseflow_app。")
    if settings.redis_url and "@" not in settings.redis_url:
        raise SettingsError("生产环境的 REDIS_URL 须带口令。")
    if not settings.server_name.startswith("https://"):
        raise SettingsError("生产环境的 CASEFLOW_ADDRESS 须以 https:// 开头。")
