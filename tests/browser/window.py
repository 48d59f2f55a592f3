"""A browser window of one person. Every state that is looked at is checked: WCAG 2.2 AA, console, overflow, wording."""

import io
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Locator, Page, Response

from caseflow.demo.people import PASSWORD

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff]+[,;:?!][\u4e00-\u9fff]?|[,;:?!][\u4e00-\u9fff]+")
LEAKS = re.compile(r"\b(None|null|undefined|NaN|Traceback|Error|True|False)\b|\{\{|\}\}")
WATCH_POLICY = (
    "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI))"
)
PASSING = re.compile(r'value="[^"]*"|\d+')
PATIENCE = 40.0
PHONE, DESK = 360, 1440
MENU_FOLDS_BELOW = 900
WIDEST, TALLEST = 1080, 3000
"""Of a kept picture, in pixels."""


@dataclass
class Window:
    """A page in a browser context of its own; `faults` gathers what no page may show."""

    page: Page
    width: int
    faults: list[str]
    album: Path | None = None
    scripts: bool = True
    asked: list[str] = field(default_factory=list)
    axe: Axe = field(default_factory=Axe)
    checked: ClassVar[set[tuple[int, str]]] = set()
    """The states axe has seen: width and markup without tokens and numbers."""

    @classmethod
    def open(
        cls, chromium: Chromium, address: str, width: int, faults: list[str], *, album: Path | None = None,
        scripts: bool = True,
    ) -> "Window":  # fmt: skip
        """A fresh window; questions of a page are answered with yes and remembered in `asked`."""
        height = 780 if width < MENU_FOLDS_BELOW else 900
        context: BrowserContext = chromium.new_context(
            base_url=address, viewport={"width": width, "height": height}, locale="zh-CN", java_script_enabled=scripts
        )
        context.set_default_timeout(15_000)
        if scripts:
            context.add_init_script(WATCH_POLICY)
        window = cls(context.new_page(), width, faults, album, scripts)
        window.page.on("console", window._heard)
        window.page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        window.page.on("dialog", window._answer)
        window.page.on("response", window._came)
        return window

    def sign_in(self, login: str, password: str = PASSWORD) -> "Window":
        """Sign in as this person of the demo; returns the window."""
        self.go("/sign-in")
        self.fill({"登录名": login, "密码": password})
        self.press("登录")
        return self

    def close(self) -> None:
        """Close the window and forget its cookies."""
        self.page.context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        refusal = message.text.startswith("Failed to load resource") and re.search(
            r"status of 4(00|04|09|22)", message.text
        )
        if message.type in {"error", "warning"} and not refusal:
            self.faults.append(f"console at {self.page.url}: {message.text}")

    def _answer(self, dialog: Dialog) -> None:
        self.asked.append(dialog.message)
        if half := HALF_WIDTH.search(dialog.message):
            self.faults.append(f"half-width in a question: {half.group()}")
        dialog.accept()

    def _came(self, response: Response) -> None:
        asset = response.request.resource_type != "document"
        if response.status >= 500 or (asset and response.status >= 400):
            self.faults.append(f"{response.status} for {response.url}")

    def look(self, picture: str = "") -> str:
        """Check the present state; returns the words on the page and, for an album, keeps a picture of it."""
        where = f"{self.page.url} ({self.width} px)"
        if self.scripts:
            self._check_access(where)
        words = self.words()
        self._check_words(words, where)
        beyond = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            self.faults.append(f"{beyond} px too wide: {where}")
        if picture and self.album:
            self._keep(picture)
        return words

    def _check_access(self, where: str) -> None:
        state = (self.width, PASSING.sub("", self.page.content()))
        if state in self.checked:
            return
        self.checked.add(state)
        answer = self.axe.run(self.page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        for violation in answer.response["violations"]:
            nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            self.faults.append(f"axe {violation['id']} at {where}: {nodes}")

    def _check_words(self, words: str, where: str) -> None:
        for kind, pattern in (("half-width", HALF_WIDTH), ("leak", LEAKS)):
            for match in pattern.finditer(words):
                around = words[max(0, match.start() - 12) : match.end() + 12].replace("\n", "⏎")
                self.faults.append(f"{kind} at {where}: {around}")

    def words(self) -> str:
        """The visible words."""
        return self.page.locator("body").inner_text()

    def _keep(self, name: str) -> None:
        self.page.evaluate("scrollTo(0, 0)")
        shot = Image.open(io.BytesIO(self.page.screenshot(full_page=True))).convert("RGB")
        shot.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
        if self.album:
            shot.quantize(64, dither=Image.Dither.NONE).save(self.album / f"{name}.png", optimize=True)

    def go(self, path: str = "/", picture: str = "") -> str:
        """Type an address: only for the front page and where a person would keep a bookmark."""
        self.page.goto(path)
        return self.look(picture)

    def link(self, name: str | re.Pattern[str], picture: str = "") -> str:
        """Follow a link of the page."""
        return self.follow(self.page.locator("main").get_by_role("link", name=name).first, picture)

    def menu(self, name: str) -> str:
        """Follow a link of the menu, which is folded away on a phone."""
        if self.width < MENU_FOLDS_BELOW:
            self.page.get_by_text("菜单", exact=True).click()
        places = self.page.locator("header nav:visible, nav.nav-side:visible")
        return self.follow(places.get_by_role("link", name=name, exact=True))

    def press(self, name: str, picture: str = "") -> str:
        """Press a button of the page."""
        return self.follow(self.page.locator("main").get_by_role("button", name=name, exact=True).first, picture)

    def follow(self, what: Locator, picture: str = "") -> str:
        """Click what leads to another page, wait for it and look at it."""
        with self.page.expect_navigation():
            what.click()
        return self.look(picture)

    def fill(self, values: dict[str, str], within: str = "main") -> None:
        """Fill in fields by their labels: text, a choice of a list, a date."""
        for label, value in values.items():
            box = self.labelled(label, within)
            if box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(self._option(box, value))
            else:
                box.fill(value)

    def labelled(self, label: str, within: str = "main") -> Locator:
        """The field whose label begins so."""
        return self.page.locator(within).get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first

    @staticmethod
    def _option(box: Locator, words: str) -> str:
        labels: list[str] = box.evaluate("e => [...e.options].map(o => o.label)")
        return next(label for label in labels if label.strip().startswith(words))

    def choose(self, question: str, answer: str) -> None:
        """Tick an answer under a question."""
        group = self.page.get_by_role("group", name=re.compile(rf"^\s*{re.escape(question)}"))
        group.get_by_label(re.compile(rf"^\s*{re.escape(answer)}")).check()

    def tick(self, label: str) -> None:
        """Tick a box."""
        self.labelled(label).check()

    def await_words(self, words: str) -> str:
        """Reload until the page shows `words`, as a person who waits for the background would."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.words():
            assert time.monotonic() < deadline, f"{self.page.url} never showed {words!r}:\n{self.words()}"
            time.sleep(0.3)
            self.page.reload()
        return self.look()
