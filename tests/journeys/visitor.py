"""Somebody at a browser: follows links and presses buttons by their Chinese words, and minds every page."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

from lianxiao.core.actors import Actor
from tests.world import sign_in

AXE = Path(settings.BUILD_DIR) / "static-vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Only what is wrong is written up and sent over; what is right would be thousands of lines.
VIOLATIONS = "rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(found => found.violations)"

# What was looked at in this run: which kind of page, by whom, on which screen.
SEEN: set[tuple[str, str, str]] = set()

# Nothing is on its way into the page any more.
SETTLED = "document.fonts.status === 'loaded' && !document.querySelector('.htmx-request')"

# How the field of a name takes an answer.
KIND = """name => {
    const fields = document.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
    if ([...fields].some(field => ['radio', 'checkbox'].includes(field.type))) return 'choice';
    return fields[0]?.tagName === 'SELECT' ? 'select' : fields[0]?._flatpickr ? 'day' : 'text';
}"""

# A form that comes back with what was typed says so in its status; the browser remarks on it.
REFUSED = "status of 422 (Unprocessable Entity)"


@dataclass(frozen=True, slots=True)
class Screen:
    name: str
    width: int
    scripts: bool = True

    def __str__(self) -> str:
        return self.name


DESK = Screen("desk", 1440)
PHONE = Screen("phone", 375)
PLAIN = Screen("without JavaScript", 1440, scripts=False)


def words(english: str, context: str = "", **values: object) -> str:
    """What the page says in Chinese, which must not be what the code says in English."""
    with translation.override("zh-hans"):
        said = translation.pgettext(context, english) if context else translation.gettext(english)
    assert said != english, f"“{english}” has no Chinese"
    return said % values if values else said


class Visitor:
    def __init__(self, browser: Browser, base: str, screen: Screen, actor: Actor | None) -> None:
        self.screen = screen
        self.role = actor.role if actor else ""
        self.faults: list[str] = []
        self.context = browser.new_context(
            base_url=base,
            viewport={"width": screen.width, "height": 900},
            java_script_enabled=screen.scripts,
            locale="zh-CN",
            accept_downloads=True,
        )
        if actor is not None:
            key = sign_in(Client(), actor).cookies[settings.SESSION_COOKIE_NAME].value
            self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": base}])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def leave(self) -> list[str]:
        """What went wrong on the pages."""
        self.context.close()
        return self.faults

    def _told(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.endswith(REFUSED):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status != 422:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    # --- going about -----------------------------------------------------------------------------

    def open(self, path: str) -> "Visitor":
        self.page.goto(path)
        return self.look()

    def follow(self, english: str, context: str = "", **values: object) -> "Visitor":
        return self.click(self.link(words(english, context, **values)))

    def follow_title(self, title: str) -> "Visitor":
        """A link by words that are data and so in one language."""
        return self.click(self.link(title))

    def press(self, english: str, context: str = "") -> "Visitor":
        return self.click(self.button(words(english, context)))

    def unfold(self, english: str) -> "Visitor":
        self.page.locator("main summary").filter(has_text=words(english)).first.click()
        return self

    def click(self, target: Locator) -> "Visitor":
        with self.page.expect_navigation():
            target.click()
        return self.look()

    def link(self, name: str) -> Locator:
        return self.page.locator("#main").get_by_role("link", name=name).first

    def button(self, name: str) -> Locator:
        return self.page.locator("#main").get_by_role("button", name=name).first

    def put(self, name: str, value: str) -> "Visitor":
        """An answer into the field of this name, whatever kind of input it is."""
        put(self.page, name, value)
        return self

    def reads(self, text: str) -> bool:
        return text in self.page.locator("#main").inner_text()

    # --- minding ---------------------------------------------------------------------------------

    def look(self) -> "Visitor":
        """Every kind of page that a role comes to is looked at once: axe, overflow, and a title of its own."""
        self.page.wait_for_load_state("load")
        kind = (re.sub(r"\d+", "#", self.page.url) + self.page.title()[:3], self.role, self.screen.name)
        if kind in SEEN:
            return self
        SEEN.add(kind)
        assert self.page.title().strip(" -") not in ("", "联校"), self.page.url
        if self.screen.scripts:
            self.page.wait_for_function(SETTLED)
            self.faults += [f"{self.page.url}: {found}" for found in axe(self.page)]
            wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                self.faults.append(f"{self.page.url}: {wide} px wider than the screen")
        return self


@cache
def axe_source() -> str:
    return AXE.read_text()


def axe(page: Page) -> list[str]:
    page.evaluate(axe_source())
    violations: list[dict[str, Any]] = page.evaluate(VIOLATIONS, RULES)
    return [
        f"{found['id']}: {node['html'][:200]} ({node['failureSummary'][:200]})"
        for found in violations
        for node in found["nodes"]
    ]


def put(page: Page, name: str, value: str) -> None:
    kind = page.evaluate(KIND, name)
    field = page.locator(f'[name="{name}"]:not([type=hidden])')
    if kind == "choice":
        page.locator(f'[name="{name}"][value="{value}"]').check()
    elif kind == "select":
        field.first.select_option(value)
    else:
        field.first.fill(value)
    if kind == "day":  # its calendar would cover what comes next
        field.first.evaluate("field => field._flatpickr.close()")
