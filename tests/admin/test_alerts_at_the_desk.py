"""What the mails to the team say is what the desk shows, and what does not leave is seen there."""

import re
from datetime import timedelta

import pytest

from privacy_portal.lib.owed import SendState
from requests_app.models import AlertSent
from requests_app.operations import alerts, answers, review
from requests_app.vocabulary import AlertKind, Role
from tests.admin.conftest import logged_in
from tests.admin.matrix import marked
from tests.admin.pages import queue, text
from tests.filings import BY_LETTER, NOON, PIECES, confirm, file, only_request, verify
from tests.operations.mails_to_the_team import ago, fail, the_mail
from tests.support.roles import TEAM, employ

pytestmark = pytest.mark.django_db
# "  Overdue: 3" and, in the line below, where it leads.
NUMBER = re.compile(r"^  (.+): (\d+)\n    (http\S+)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def team(settings):
    settings.STAFF_ALERT_EMAILS = ["team@example.com"]
    settings.POLICY_UPDATED = NOON.date().isoformat()
    return settings


def books(staff):
    """A desk on which something waits of nearly every kind."""
    for number, days in enumerate((60, 46, 45, 45, 40, 3)):
        file(PIECES, at=ago(days), contact=f"p{number}@example.com")
    proposed = file(PIECES, at=ago(5), contact="second@example.com")
    verify(proposed, by=staff, at=ago(4))
    answers.answer(request=only_request(proposed), text="Here it is.", at=NOON, by=staff)
    mine = only_request(confirm(file(PIECES, at=ago(45), contact="mine@example.com"), at=ago(44)))
    review.assign(request=mine, owner=staff, at=NOON, by=staff)
    fail(file(PIECES, at=ago(2), contact="bad@example.com").notices.get(), at=ago(1))
    fail(file(PIECES, at=ago(2), contact="often@example.com").notices.get(), at=ago(1), failure="limited_day")
    file(PIECES, at=ago(1), **BY_LETTER)


def test_each_link_of_the_digest_leads_to_as_many_as_the_number_in_front_of_it(desk, staff, settings):
    books(staff)
    found = NUMBER.findall(the_mail(AlertKind.DIGEST))
    assert len(found) >= 8
    for words, number, address in found:
        path, _mark, query = address.removeprefix(settings.PORTAL_BASE_URL).partition("?")
        if path.endswith("/privacyrequest/"):
            listed = len(queue(desk, **dict(pair.split("=") for pair in query.split("&"))))
        else:
            page = desk.get(f"{path}?{query}").content.decode()
            listed = len(set(re.findall(r"/notice/\d+/change/|/letter/\d+/", page)))
        assert (words, listed) == (words, int(number))


@pytest.mark.threat("A61")
def test_a_link_shows_the_number_of_a_worker_to_the_circle_only(desk, staff):
    marked(only_request(file(PIECES, at=ago(60))), staff)
    assert "Overdue: 1" in the_mail(AlertKind.DIGEST)
    assert queue(desk, due="overdue") == []
    assert len(queue(logged_in(employ("insider", *TEAM, circle=True)), due="overdue")) == 1


def test_messages_that_a_limit_holds_back_are_listed_apart(desk, staff):
    books(staff)
    content = text(desk.get("/staff/requests_app/notice/", {"sending": "held"}))
    assert "limited_day" in content
    assert "mailbox_unknown" not in content


def test_an_old_policy_stands_on_the_index(desk, settings):
    assert "privacy policy" not in text(desk.get("/staff/"))
    settings.POLICY_UPDATED = "2025-11-20"
    words = "The privacy policy is older than 12 months: it was last updated on Nov. 20, 2025."
    assert words in text(desk.get("/staff/"))


@pytest.mark.parametrize("stated", ["", "last spring"])
def test_that_nobody_said_how_old_the_policy_is_stands_on_the_index(desk, settings, stated):
    settings.POLICY_UPDATED = stated
    assert "Nobody said when the privacy policy was last updated" in text(desk.get("/staff/"))


def test_a_mail_to_the_team_that_does_not_leave_is_seen_on_the_index(desk, noon):
    alerts.queue_due(at=NOON)
    assert "mail to the team" not in text(desk.get("/staff/"))
    AlertSent.objects.update(failure="connection_refused")
    waits = "A mail to the team has not left yet: The morning's numbers, Nov. 23, 2026 (connection_refused)."
    assert waits in text(desk.get("/staff/"))
    AlertSent.objects.update(state=SendState.FAILED, failure="smtp_550", next_try_at=NOON)
    failed = "A mail to the team could not be sent: The morning's numbers, Nov. 23, 2026 (smtp_550)."
    assert failed in text(desk.get("/staff/"))
    noon.shift(timedelta(days=8))
    assert "mail to the team" not in text(logged_in(employ("later", Role.AUDITOR)).get("/staff/"))


def test_whoever_may_not_look_at_requests_reads_nothing_of_it(settings):
    settings.POLICY_UPDATED = ""
    assert "privacy policy was" not in text(logged_in(employ("keeper", Role.ADMINISTRATOR)).get("/staff/"))
