"""One person at one browser, and what every page they see is held to.

No request to another origin, no violation of the Content Security Policy, no script error, nothing that axe
(deque's accessibility rules, WCAG 2.2 AA) finds, no scrolling sideways, and nothing personal in an address.
"""

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOUD = ("Content Security Policy", "Refused to")
# What the people in these tests type; none of it may appear in an address.
PERSONAL = ("rosa", "@", "555", "Street")
# Random: one may hold three fives.
UUIDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Tokens of forms, ids, references and addresses, dates and other numbers.
VARYING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|'
    + UUIDS.pattern
    + r"|\b[A-Z2-9]{4}(-[A-Z2-9]{1,4})+\b|[\w.+]+@[\w.]+|\d+"
)
# What axe has looked at in this process, whoever visited it.
_SEEN: set[str] = set()


class Visitor:
    """A browser profile of its own."""

    def __init__(
        self,
        browser: Browser,
        base_url: str,
        *,
        language: str = "en",
        javascript: bool = True,
        width: int = 1280,
        dark: bool = False,
    ) -> None:
        self.base_url = base_url
        self.language = language
        self.javascript = javascript
        self.context = browser.new_context(
            base_url=base_url,
            locale=language,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.broken_promises: list[str] = []
        self._looks = (width, dark, language)
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.broken_promises.append(f"script error: {error}"))
        self.page.on("dialog", lambda dialog: self.broken_promises.append(f"dialog: {dialog.message}"))

    def go(self, path: str) -> None:
        """Open an address of the portal and look at the page."""
        self.page.goto(path)
        self.look()

    def choose(self, name: str, *values: str) -> None:
        """Tick radios or checkboxes by name and value."""
        for value in values:
            self.page.check(f'main input[name="{name}"][value="{value}"]')

    def fill(self, **values: str) -> None:
        """Type into fields by name."""
        for name, value in values.items():
            self.page.fill(f'main [name="{name}"]', value)

    def press(self, selector: str = "main form [type=submit]") -> None:
        """Press the page's first button, or the one named, and look at the page that follows."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def follow(self, selector: str) -> None:
        """Follow a link and look at the page behind it."""
        self.press(selector)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        """What the page's main part says."""
        return self.page.inner_text("main")

    def look(self) -> None:
        """Hold the page to what every page is held to."""
        self._check_language()
        if self.javascript:
            self.check_width()
            self._check_axe()

    def close(self) -> None:
        self.context.close()

    def _check_language(self) -> None:
        lang = self.page.get_attribute("html", "lang")
        if lang != self.language:
            self.broken_promises.append(f"{self.path} says it is in {lang}")

    def check_width(self) -> None:
        """Hold the page to the width of its window."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.broken_promises.append(f"{self.path} scrolls sideways by {wide} px")

    def _check_axe(self) -> None:
        # The same page in another story has the same faults: what is random in it, and who is named, change nothing.
        self.check_axe_once(VARYING.sub("", self.page.content()))

    def check_axe_once(self, shape: str) -> None:
        """Let axe look at the page, unless it has looked at one of this shape."""
        seen = hashlib.sha256(f"{self._looks} {shape}".encode()).hexdigest()
        if seen in _SEEN:
            return
        _SEEN.add(seen)
        self.page.evaluate(AXE.read_text())
        # Not told otherwise, axe fetches stylesheets anew, which the policy of our pages forbids.
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules, preload: false})", RULES)
        for violation in found["violations"]:
            where = [node["target"] for node in violation["nodes"]]
            self.broken_promises.append(f"{self.path}: axe {violation['id']} at {where}")

    def _on_request(self, request: Request) -> None:
        if request.url.startswith(("data:", "blob:")):
            return
        if not request.url.startswith(self.base_url + "/"):
            self.broken_promises.append(f"request to another origin: {request.url}")
        address = unquote(request.url.removeprefix(self.base_url))
        if any(word in UUIDS.sub("", address) for word in PERSONAL):
            self.broken_promises.append(f"personal data in an address: {address}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.broken_promises.append(f"{response.status} from {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if any(word in message.text for word in LOUD) or (
            message.type == "error" and "status of 4" not in message.text
        ):
            self.broken_promises.append(f"console: {message.text}")
