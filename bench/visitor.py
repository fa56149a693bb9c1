"""An ordinary visitor: walks the whole way to a filing, page by page, and solves the proof of work when asked."""

import base64
import html
import http.client
import json
import re
import time
from collections import defaultdict
from urllib.parse import urlencode, urlsplit

import altcha

from bench.answers import ANSWERS
from bench.filing import CSRF

THINKING = 0.1  # seconds between two pages: people are slower, but then a phase would see few pages
CHECK, SEND, FILED = "/requests/new/check/", "/requests/new/send/", "/requests/filed/"


class Visitor:
    """One browser after the other, each from an address of its own; `times` holds the seconds of each page."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.times: defaultdict[str, list[float]] = defaultdict(list)
        self.proofs = 0
        self.walks = 0
        self._cookies: dict[str, str] = {}
        self._address = ""

    def walk(self) -> None:
        """File one request: from the start page to the confirmation."""
        self.walks += 1
        self._cookies = {"csrftoken": CSRF}
        self._address = f"203.0.113.{self.walks % 256}"
        contact = {"channel": ["EMAIL"], "email": [f"visitor{self.walks}@example.org"]}
        answers = {**ANSWERS, "contact": contact}
        self._get("/")
        where = self._post("/requests/new/")
        while where != CHECK:
            self._get(where)
            where = self._post(where, answers[where.rstrip("/").rsplit("/", 1)[-1]])
        self._get(CHECK)
        where = self._post(CHECK)
        while where.startswith(SEND):
            page = self._get(where)
            self.proofs += 1
            where = self._post(SEND, {"proof": [_solved(page)]})
        assert where == FILED, where
        self._get(FILED)

    def _get(self, path: str) -> str:
        return self._ask("GET", path)[1]

    def _post(self, path: str, fields: dict[str, list[str]] | None = None) -> str:
        body = urlencode({"csrfmiddlewaretoken": CSRF, **(fields or {})}, doseq=True)
        return urlsplit(self._ask("POST", path, body)[0]).path

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        time.sleep(THINKING)
        headers = {
            "X-Forwarded-For": self._address,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        page = response.read().decode()
        self.times[f"{method} {_kind(path)}"].append(time.perf_counter() - began)
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            key, _, value = cookie.split(";", 1)[0].partition("=")
            self._cookies[key] = value
        assert response.status in (200, 302), (method, path, response.status)
        return response.getheader("Location") or "", page


def _kind(path: str) -> str:
    """All questions are one kind of page."""
    known = {"/": "home", "/requests/new/": "start", CHECK: "check", SEND: "send", FILED: "filed"}
    return known.get(urlsplit(path).path, "question")


def _solved(page: str) -> str:
    found = re.search(r'data-challenge="([^"]*)"', page)
    assert found
    challenge = json.loads(html.unescape(found[1]))
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert solution
    return base64.b64encode(json.dumps({"challenge": challenge, "solution": solution.to_dict()}).encode()).decode()
