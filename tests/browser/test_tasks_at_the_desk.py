"""From the start of the work to the answer: closing is refused, everybody does their part, and then it is answered."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support.longer import longer
from tests.support.portal import Portal

# A deletion that is verified and wanted a second time, a system of ours and a provider.
FILED = """
from django.contrib.auth.models import User
from django.utils import timezone
from requests_app.models import Holder
from requests_app.operations import identity
from tests.filings import DELETION, file, only_request, verify
from tests.holders import OWN, holder
at = timezone.now()
staff, _made = User.objects.get_or_create(username="matcher", defaults={{"is_staff": True}})
submission = file(DELETION, at=at, name="Dora Desk", contact="dora{width}{dark}@example.com")
verify(submission, by=staff, at=at)
request = only_request(submission)
identity.confirm_deletion(request=request, at=at)
if not Holder.objects.filter(name="Shop and orders").update(active_until=None):
    holder(staff, "Shop and orders", OWN)
if not Holder.objects.filter(name="Pigeon Newsletter Co.").update(active_until=None):
    holder(staff, "Pigeon Newsletter Co.")
print("reference", request.reference)
"""
# Other tests answer deletions without asking anybody.
ENDED = """
from datetime import date
from requests_app.models import Holder
Holder.objects.update(active_until=date(2026, 2, 1))
"""
SUBMIT = "main form[method=post] [type=submit]"


def seen(visitor: Visitor, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("SCREENSHOTS"):
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def filed(live_portal: Portal) -> Iterator[Callable[[int, bool], str]]:
    """File a deletion that concerns a system of ours and a provider, who are gone after the test."""

    def one(width: int, dark: bool) -> str:
        return live_portal.run_python(FILED.format(width=width, dark=int(dark))).split("reference")[-1].strip()

    yield one
    live_portal.run_python(ENDED)


@pytest.mark.parametrize(("width", "dark"), [(320, False), longer(1280, True), longer(320, True), longer(1280, False)])
def test_staff_have_everybody_do_their_part_before_they_answer(visit, live_portal, filed, width, dark):
    name = f"{width}-{'dark' if dark else 'light'}"
    reference = filed(width, dark)
    visitor = visit(width=width, dark=dark)
    people.sign_in(visitor, live_portal)
    people.find(visitor, reference)
    seen(visitor, f"not-started-{name}")
    _start(visitor, name)
    _answer_is_refused(visitor, name)
    people.find(visitor, reference)
    _do(visitor, name, "Pigeon Newsletter Co.", ours=False)
    _do(visitor, name, "Shop and orders", ours=True)
    seen(visitor, f"finished-{name}")
    visitor.follow('main a[href$="/answer/"]')
    visitor.fill(text="Everything about you is deleted.")
    visitor.press(SUBMIT)
    people.send(visitor)
    assert "It is answered, and the consumer is told." in visitor.text
    _register(visitor, name)


def _start(visitor: Visitor, name: str) -> None:
    visitor.follow('main a[href$="/start-work/"]')
    seen(visitor, f"starting-{name}")
    visitor.press(SUBMIT)
    assert "The tasks are made. Whoever sees to them is told." in visitor.text
    seen(visitor, f"started-{name}")


def _answer_is_refused(visitor: Visitor, name: str) -> None:
    visitor.follow('main a[href$="/answer/"]')
    visitor.fill(text="Everything about you is deleted.")
    visitor.press(SUBMIT)
    assert "Systems or vendors still have something to do: Pigeon Newsletter Co., Shop and orders." in visitor.text
    seen(visitor, f"refused-{name}")


def _do(visitor: Visitor, name: str, holder: str, *, ours: bool) -> None:
    """From the request to the task of a holder, through its steps, and back."""
    visitor.follow(f'#work ~ ul a:text-is("{holder}")')
    seen(visitor, f"task-{'ours' if ours else 'theirs'}-{name}")
    if not ours:
        assert "Dora Desk" not in visitor.text
        people.read(visitor)
        assert "Dora Desk" in visitor.text
        seen(visitor, f"task-read-{name}")
        visitor.press('main form[action$="/told/"] [type=submit]')
        visitor.press('main form[action$="/acknowledged/"] [type=submit]')
    visitor.follow('main a[href$="/done/"]')
    visitor.press(SUBMIT)
    assert "Write what was done" in visitor.text
    visitor.fill(note="Deleted, as their ticket 7 says.")
    seen(visitor, f"done-{name}")
    visitor.press(SUBMIT)
    assert "It is recorded that it is done." in visitor.text
    visitor.follow("main a.back")


def _register(visitor: Visitor, name: str) -> None:
    """The lists, and the form of a line."""
    visitor.go("/staff/requests_app/holdertask/?whose=all")
    seen(visitor, f"tasks-{name}")
    visitor.go("/staff/requests_app/holder/")
    seen(visitor, f"register-{name}")
    visitor.follow("#result_list th a")
    seen(visitor, f"line-{name}")
