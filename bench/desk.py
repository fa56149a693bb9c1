"""Does the desk stay as fast with a million requests as with a thousand?

Two portals side by side, asked in turn, so that a slow moment of the machine meets both.
"""

import argparse
import http.client
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from bench.filing import CSRF
from bench.portals import running
from tests.support.portal import Portal

ROUNDS = 40
LAST_WEEK = (date.today() - timedelta(days=10)).isoformat()  # noqa: DTZ011 - any day of some weeks ago will do
LOGIN = """
from django.contrib.auth.models import User
from requests_app import staffing
from requests_app.vocabulary import Role
from tests.support.staff import at_the_desk
user, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True})
user.groups.set([staffing.group_of(Role.REVIEWER)])
print(at_the_desk(user).session.session_key)
"""
FACTS = """
from requests_app.models import PrivacyRequest
row = PrivacyRequest.objects.select_related("submission").exclude(status="CLOSED").order_by("due_on", "id")[7]
print(row.pk, row.submission.reference, row.submission.contact, PrivacyRequest.objects.count())
"""
SWEEP = """
import statistics, time
from django.utils import timezone
from requests_app import calendar, metrics
times = []
for _ in range(30):
    began = time.perf_counter()
    metrics.counts(on=calendar.business_day(timezone.now()))
    times.append(time.perf_counter() - began)
print(statistics.median(times))
"""
QUEUE = "/staff/requests_app/privacyrequest/"
# The index, and the queue by each way of narrowing it that has to look for something rare among much.
PAGES = {
    "index": "/staff/",
    "queue page": QUEUE,
    "closed queue page": f"{QUEUE}?state=CLOSED",
    "queue of what came by telephone": f"{QUEUE}?manner=PHONE",
    "queue of what came by post": f"{QUEUE}?manner=POST",
    "all that came by telephone": f"{QUEUE}?manner=PHONE&state=all",
    "queue of what others filed": f"{QUEUE}?filer=others",
    "queue of what agents filed": f"{QUEUE}?filer=AGENT",
    "queue of one right": f"{QUEUE}?type=CORRECT",
    "queue of nobody's": f"{QUEUE}?owner=nobody",
    "queue to acknowledge": f"{QUEUE}?due=acknowledge",
    "queue that waits for consumers": f"{QUEUE}?state=consumer",
    "queue that waits for a second person": f"{QUEUE}?state=second",
    "queue with failed messages": f"{QUEUE}?state=failed",
    "queue by age": f"{QUEUE}?age=14",
    "what was filed in a week": f"{QUEUE}?state=all&filed={LAST_WEEK}",
    "what was closed in a week": f"{QUEUE}?state=all&closed={LAST_WEEK}",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Median times of each page in both, and their ratio."""
    with running() as small, running() as large:
        desks = [_Desk(small, options.small), _Desk(large, options.large)]
        yield {"what": "requests", "small": desks[0].count, "large": desks[1].count, "seeding_s": desks[1].seeding_s}
        for what in (*PAGES, "request page", "reference search", "contact search"):
            yield _compared(what, *_in_turn(desks, what))
        yield _compared("due-date sweep", *_sweeps([small, large]))


def _compared(what: str, small: float, large: float) -> dict[str, Any]:
    return {"what": what, "small_ms": small * 1_000, "large_ms": large * 1_000, "ratio": large / small}


class _Desk:
    """One portal with its requests, and a member of staff who is logged in."""

    def __init__(self, portal: Portal, size: int) -> None:
        began = time.monotonic()
        portal.manage("seed_demo", "--size", str(size), "--logins-file", str(portal.home / "logins"))
        self.seeding_s = time.monotonic() - began
        self.connection = http.client.HTTPConnection("127.0.0.1", portal.port)
        self.headers = {"Cookie": f"sessionid={portal.run_python(LOGIN)}; csrftoken={CSRF}"}
        key, reference, contact, count = portal.run_python(FACTS).split()
        self.count = int(count)
        self.paths = {**PAGES, "request page": f"{QUEUE}{key}/change/"}
        self.searches = {"reference search": reference, "contact search": contact}

    def time(self, what: str) -> float:
        """Open a page or search; return the seconds it took."""
        began = time.perf_counter()
        if what in self.paths:
            self.connection.request("GET", self.paths[what], headers=self.headers)
        else:
            form = urlencode({"typed": self.searches[what], "csrfmiddlewaretoken": CSRF})
            self.connection.request("POST", f"{QUEUE}search/", form, {**self.headers, **FORM})
        response = self.connection.getresponse()
        response.read()
        took = time.perf_counter() - began
        wanted = 200 if what in self.paths else 302
        assert response.status == wanted, (what, response.status, response.getheader("Location"))
        return took


def _in_turn(desks: list[_Desk], what: str) -> list[float]:
    rounds = [[desk.time(what) for desk in desks] for _ in range(ROUNDS + 5)][5:]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def _sweeps(portals: list[Portal]) -> list[float]:
    rounds = [[float(portal.run_python(SWEEP)) for portal in portals] for _ in range(3)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]
