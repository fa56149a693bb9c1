"""The tracking page: every state in words, both dates, the answer with its law, and what the consumer does next."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from requests_app import standing, wording
from requests_app.models import PrivacyRequest, Submission
from requests_app.operations import answers, identity, review
from requests_app.rules import grounds
from requests_app.vocabulary import (
    Accompaniment,
    ExtensionReason,
    Ground,
    Outcome,
    RequestType,
    Status,
)
from tests.filings import CATEGORIES, CORRECTION, DELETION, PIECES, answered, confirm, file, only_request, verify
from tests.journeys.walk import code_for

pytestmark = pytest.mark.django_db

EXPLANATION = "We compared it with the invoice of your last order, <b>which</b> says the same."


def page(client: Client, submission: Submission) -> str:
    """The status page, opened with the reference and a fresh code."""
    client.post("/track/", {"reference": str(submission)})
    client.post("/track/code/", {"code": code_for(submission, identity.TRACK)})
    return client.get("/track/status/").content.decode()


def day(when: Any) -> str:
    return date_format(when, "DATE_FORMAT")


def deny(submission: Submission, ground: Ground, staff: User) -> PrivacyRequest:
    request = only_request(submission)
    parts = dict.fromkeys(grounds.GROUNDS[ground].staff_writes, EXPLANATION)
    answers.deny(request=request, ground=ground, parts=parts, early_reason=EXPLANATION, at=timezone.now(), by=staff)
    return request


def test_a_confirmed_request_shows_its_dates(client: Client) -> None:
    submission = confirm(file(CATEGORIES, at=timezone.now()), at=timezone.now())
    request = only_request(submission)
    shown = page(client, submission)
    assert request.acknowledge_by
    for words in ("Checking that it is you", day(request.acknowledge_by), day(request.respond_by), request.reference):
        assert words in shown


def test_an_unconfirmed_contact_is_confirmed_by_coming_back(client: Client) -> None:
    submission = file(CATEGORIES, at=timezone.now())
    assert "Waiting for your code" not in page(client, submission)
    assert Submission.objects.get().confirmed


def test_a_deletion_waits_for_the_second_yes(client: Client) -> None:
    shown = page(client, confirm(file(DELETION, at=timezone.now()), at=timezone.now()))
    assert "Waiting for your second yes" in shown
    assert "/track/confirm-deletion/1/" in shown


def test_nothing_is_asked_after_the_second_yes(client: Client) -> None:
    submission = confirm(file(DELETION, at=timezone.now()), at=timezone.now())
    identity.confirm_deletion(request=only_request(submission), at=timezone.now())
    assert "/track/confirm-deletion/" not in page(client, submission)


def test_an_extension_shows_both_dates_and_the_reason(client: Client, staff: User) -> None:
    submission = confirm(file(CATEGORIES, at=timezone.now()), at=timezone.now())
    request = only_request(submission)
    review.extend(request=request, reason=ExtensionReason.NUMBER, at=timezone.now(), by=staff)
    shown = page(client, submission)
    for words in (day(request.respond_by), day(request.extended_by), "many requests"):
        assert words in shown


def test_a_late_answer_is_admitted(client: Client) -> None:
    then = timezone.now() - timedelta(days=47)
    assert "is late. We are sorry" in page(client, confirm(file(CATEGORIES, at=then), at=then))


def test_the_last_day_is_not_late(client: Client) -> None:
    then = timezone.now() - timedelta(days=45)
    assert "is late" not in page(client, confirm(file(CATEGORIES, at=then), at=then))


def test_an_answer_that_came_late_is_no_longer_called_late(client: Client, staff: User) -> None:
    then = timezone.now() - timedelta(days=60)
    submission = file(CATEGORIES, at=then)
    verify(submission, by=staff, at=then)
    answers.answer(request=only_request(submission), text="Here it is.", at=timezone.now(), by=staff)
    assert "is late" not in page(client, submission)


def test_a_denial_says_why_and_by_which_law(client: Client, staff: User) -> None:
    submission = file(CORRECTION, at=timezone.now())
    verify(submission, by=staff, at=timezone.now())
    deny(submission, Ground.COR_ACCURATE, staff)
    shown = page(client, submission)
    for words in ("Refused", "11 CCR § 7023(b)", "We compared it with the invoice"):
        assert words in shown


def test_a_denial_says_what_can_be_done_about_it(client: Client, staff: User) -> None:
    submission = confirm(file(PIECES, at=timezone.now()), at=timezone.now())
    deny(submission, Ground.UNVERIFIED, staff)
    assert "cppa.ca.gov/webapplications/complaint" in page(client, submission)


def test_what_staff_wrote_cannot_become_markup(client: Client, staff: User) -> None:
    submission = file(CORRECTION, at=timezone.now())
    verify(submission, by=staff, at=timezone.now())
    deny(submission, Ground.COR_ACCURATE, staff)
    assert "<b>which" not in page(client, submission)


def test_a_deletion_answer_says_that_a_record_is_kept(client: Client, staff: User) -> None:
    shown = page(client, answered(DELETION, by=staff, at=timezone.now()))
    assert "We keep a record of this request" in shown


def test_nothing_held_is_said(client: Client, staff: User) -> None:
    submission = file(CATEGORIES, at=timezone.now())
    verify(submission, by=staff, at=timezone.now())
    answers.answer(
        request=only_request(submission), text="We searched all shops.", nothing_held=True, at=timezone.now(), by=staff
    )
    assert "we hold no such information about you" in page(client, submission)


def test_an_open_request_can_be_withdrawn(client: Client) -> None:
    assert "/track/withdraw/1/" in page(client, confirm(file(CATEGORIES, at=timezone.now()), at=timezone.now()))


def test_a_closed_request_cannot_be_withdrawn(client: Client, staff: User) -> None:
    shown = page(client, answered(CATEGORIES, by=staff, at=timezone.now()))
    assert "/track/withdraw/" not in shown
    assert client.get("/track/withdraw/1/").headers["Location"] == "/track/status/"


def test_an_opt_out_is_carried_out_without_a_proof(client: Client) -> None:
    shown = page(client, file((RequestType.OPT_OUT_SALE_SHARE, {}), at=timezone.now()))
    assert "We do what you asked. We need no proof of who you are, and there is nothing for you to do." in shown
    assert "We know that it is you" not in shown


def test_each_request_of_a_filing_has_its_own_card(client: Client) -> None:
    shown = page(client, confirm(file(CATEGORIES, PIECES, DELETION, at=timezone.now()), at=timezone.now()))
    assert shown.count('<section class="card stack"') == 3


def test_every_word_of_the_vocabulary_has_words_for_the_consumer() -> None:
    assert set(wording.RIGHTS) == set(RequestType)
    assert set(wording.EXTENSION_REASONS) == set(ExtensionReason)
    assert set(standing.OPEN_STATES) == set(Status) - {Status.CLOSED}
    assert set(standing.ENDS) == set(Outcome)
    assert set(standing.HEADINGS) == set(Accompaniment)
