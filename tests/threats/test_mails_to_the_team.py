"""Mails to the team travel in the clear and lie in mailboxes: they hold numbers and links, and nothing of anybody."""

import re
from pathlib import Path

import pytest

from requests_app import calendar
from requests_app.models import Notice, PrivacyRequest, Submission
from requests_app.operations import holds
from requests_app.vocabulary import AlertKind, FilerRole, HoldKind, WorkerKind
from tests.admin.matrix import marked
from tests.filings import BY_LETTER, DELETION, NOON, PIECES, colleague, confirm, file, file_for, only_request
from tests.operations.mails_to_the_team import DAY, ago, codes, fail, told

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A66")]
NAME, CONTACT, WORDS = "Quagga Canarybird", "quagga.canary@example.com", "canary words about the order"
SNAPSHOT = Path(__file__).with_name("mails_to_the_team.txt")


@pytest.fixture
def mails(settings, staff) -> str:
    """Every mail to the team on a day on which everything happens at once, as text."""
    settings.STAFF_ALERT_EMAILS = ["team@example.com"]
    settings.PORTAL_BASE_URL = "https://privacy.example.com"
    settings.POLICY_UPDATED = "2025-11-01"
    canary = {"name": NAME, "contact": CONTACT}
    marked(only_request(file(PIECES, at=ago(46), **canary)), staff)
    file(PIECES, at=ago(45), **canary)
    acting = {"name": NAME, "contact": CONTACT}
    file_for(FilerRole.AGENT, PIECES, at=ago(40), acting=acting, **canary)
    file(PIECES, at=ago(3), name=NAME, **BY_LETTER)
    held = only_request(confirm(file(DELETION, at=ago(2), **canary), at=ago(2)))
    today = calendar.business_day(NOON)
    facts = {"kind": HoldKind.LITIGATION, "case_number": CONTACT, "reason": WORDS}
    holds.place(request=held, since=today, until=today + 3 * DAY, at=NOON, by=staff, **facts)
    for notice in Notice.objects.filter(submission__received_at__lte=ago(39)):
        fail(notice, at=ago(0.5), failure="limited_day")
    codes(80, answered=80, at=ago(20))
    codes(40, answered=14, at=ago(4))
    by_kind = told()
    assert set(by_kind) == set(AlertKind)
    return "\n".join(f"Subject: {each[0].subject}\n\n{each[0].body}" for each in by_kind.values())


def test_no_mail_names_anybody_or_any_request(mails):
    secrets = [NAME, "Quagga", "canary", "agents.example", "Elm Street", colleague().username, WorkerKind.EMPLOYEE]
    for request in PrivacyRequest.objects.select_related("submission"):
        secrets += [str(request.submission), request.submission.reference, str(request.pk), str(request.submission_id)]
    assert [secret for secret in secrets if secret.lower() in mails.lower()] == []
    assert not re.search(r"@|[0-9a-f]{8}-[0-9a-f]{4}", mails)


@pytest.mark.threat("A61")
def test_of_a_request_of_a_worker_there_is_a_number_and_no_more(mails):
    assert Submission.objects.exclude(worker="").count() == 1
    assert "Overdue: 1" in mails
    assert not re.search("worker|employee", mails.replace("the portal’s worker", ""), re.IGNORECASE)


def test_every_mail_reads_as_it_was_written_down(mails):
    """Look at the file when this fails: it is what the team reads."""
    assert mails.strip() == SNAPSHOT.read_text().strip()


def test_no_mail_has_a_second_form_or_an_attachment(settings):
    settings.STAFF_ALERT_EMAILS = ["team@example.com"]
    (message,) = told()[AlertKind.DIGEST]
    assert (message.alternatives, message.attachments) == ([], [])
