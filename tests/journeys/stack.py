"""The whole house as real processes: gunicorn, an RQ worker and the sweep, on a fresh database."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from caseflow.demo.people import PASSWORD
from caseflow.local.children import send, spawn
from caseflow.local.ports import LOOPBACK, free_port
from caseflow.local.roles import Urls
from caseflow.settings import ROOT
from tests.harness.pages import hidden_values
from tests.harness.servers import Servers

PATIENCE = 40.0
CASEFLOW = (sys.executable, "-m", "caseflow")


@dataclass
class Stack:
    """Processes of one run; `address` is where the web server listens, `extra` what the environment of a process of that
    name has besides."""

    servers: Servers
    urls: Urls
    log: Path
    extra: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    children: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    browsers: list["Browser"] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self, *names: str) -> None:
        """Start the named processes (default: all) and wait for the web server."""
        commands = {
            "web": (sys.executable, "-m", "gunicorn", "--config", "python:caseflow.local.gunicorn_conf",
                    "--bind", f"{LOOPBACK}:{self.port}", "wsgi:app"),
            "worker": (*CASEFLOW, "worker"),
            "sweep": (*CASEFLOW, "sweep"),
        }  # fmt: skip
        env = {**os.environ, **self.servers.environment(self.urls), "CASEFLOW_ADDRESS": self.address}
        for name in names or tuple(commands):
            with self.log.open("ab") as log:
                own = {**env, **self.extra.get(name, {})}
                self.children[name] = spawn(commands[name], cwd=ROOT, env=own, log=log)
        self._await_web()

    def _await_web(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.address}/healthz").status_code in {200, 503}:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self) -> None:
        """End every process by its own id."""
        for browser in self.browsers:
            browser.http.close()
        for child in self.children.values():
            send(child.pid, 15)
        for child in self.children.values():
            child.wait(30)

    def browser(self, login: str = "") -> "Browser":
        """A browser, signed in if a login is given."""
        browser = Browser(self.address)
        self.browsers.append(browser)
        if login:
            browser.sign_in(login)
        return browser


class Browser:
    """What a browser without scripts does, over real HTTP."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, follow_redirects=False, timeout=30)
        self.page = ""

    def get(self, path: str, status: int = 200) -> str:
        """Open a page."""
        answer = self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[-1500:]}"
        self.page = answer.text
        return answer.text

    def submit(
        self,
        path: str,
        values: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        *,
        at: str | None = None,
        status: int = 302,
    ) -> httpx.Response:
        """Open the page `at` (default: `path`), fill in the form that posts to `path`, send it."""
        page = self.get(at or path)
        hidden = hidden_values(page, path if at and at != path else None)
        answer = self.http.post(path, data={**hidden, **(values or {})}, files=files or None)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{readable(answer.text)}"
        return answer

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        """Sign in through the form."""
        self.submit("/sign-in", {"login": login, "password": password})

    def await_page(self, path: str, words: str) -> str:
        """Reload a page until it shows `words`, as a person who waits for a background worker would."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            page = self.get(path)
            if words in page:
                return page
            time.sleep(0.2)
        raise AssertionError(f"{path} never showed {words!r}:\n{readable(page)}")


def readable(page: str) -> str:
    """The words of a page, for an assertion's message."""
    body = re.sub(r"<(script|style|header|footer|nav)\b.*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))[:3000]
