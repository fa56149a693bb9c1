"""Filing: everything is stored at once, with its clocks, and exactly once."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from requests_app import notices
from requests_app.models import Draft, Event, Evidence, Notice, PrivacyRequest, Submission
from requests_app.operations import answers, intake
from requests_app.vocabulary import EventKind, NoticeKind, Outcome, RequestType, Status
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, confirm, file, only_request
from verification.models import Challenge

pytestmark = pytest.mark.django_db


def filing_of(answers):
    return intake.Filing(
        rights=[PIECES],
        name=answers["name"],
        contact_channel="EMAIL",
        contact="rosa@example.com",
        language="en",
        california_resident=True,
    )


def test_each_right_becomes_a_request_of_its_own():
    submission = file(CATEGORIES, PIECES, DELETION, CORRECTION)
    assert list(submission.requests.order_by("ordinal").values_list("ordinal", "type")) == [
        (1, RequestType.KNOW_CATEGORIES),
        (2, RequestType.KNOW_SPECIFIC),
        (3, RequestType.DELETE),
        (4, RequestType.CORRECT),
    ]


def test_the_clocks_run_from_the_day_of_filing():
    request = only_request(file())
    assert request.received_on == date(2026, 11, 23)
    assert request.acknowledge_by == date(2026, 12, 7)
    assert request.respond_by == request.due_on == date(2027, 1, 7)


def test_a_filing_late_on_a_pacific_evening_is_received_on_that_day():
    late = datetime(2026, 11, 24, 7, 59, tzinfo=ZoneInfo("UTC"))
    assert only_request(file(at=late)).received_on == date(2026, 11, 23)


def test_a_new_request_is_unconfirmed_and_has_no_assurance():
    request = only_request(file())
    assert (request.status, request.level_reached) == (Status.UNCONFIRMED, 0)


def test_the_receipt_is_owed_at_once():
    submission = file()
    notice = Notice.objects.get(submission=submission)
    assert (notice.kind, notice.state) == (NoticeKind.RECEIPT, "OWED")


def test_the_contact_is_challenged_at_once():
    submission = file()
    challenge = Challenge.objects.get(subject=submission.pk)
    assert (challenge.purpose, challenge.destination) == ("confirm", "rosa@example.com")


def test_the_history_begins_with_the_filing():
    submission = file(CATEGORIES, DELETION)
    event = Event.objects.get(submission=submission)
    assert event.kind == EventKind.FILED
    assert event.data == {"channel": "WEB", "types": ["KNOW_CATEGORIES", "DELETE"]}


def test_two_filings_never_share_a_reference():
    assert file().reference != file().reference


def test_personal_data_is_not_in_plain_columns():
    submission = file(CORRECTION)
    stored = list(
        Submission.objects.filter(pk=submission.pk)
        .extra(select={"whole": "requests_app_submission::text"})
        .values_list("whole", flat=True)
    ) + list(
        PrivacyRequest.objects.extra(select={"whole": "requests_app_privacyrequest::text"}).values_list(
            "whole", flat=True
        )
    )
    for canary in ("Rosa", "rosa@example.com", "old@example.com"):
        assert all(canary not in row for row in stored)
        assert all(canary.encode().hex() not in row for row in stored)


def draft(answers=None, lives=timedelta(hours=24)):
    return Draft.objects.create(answers=answers or {"name": "Rosa Example"}, expires_at=NOON + lives)


def test_filing_a_draft_deletes_it():
    made = draft()
    intake.file_draft(draft_id=made.pk, read=filing_of, at=NOON)
    assert not Draft.objects.exists()


def test_the_same_draft_filed_twice_makes_one_submission():
    made = draft()
    first = intake.file_draft(draft_id=made.pk, read=filing_of, at=NOON)
    with pytest.raises(intake.AlreadyFiled) as second:
        intake.file_draft(draft_id=made.pk, read=filing_of, at=NOON)
    assert second.value.submission == first
    assert Submission.objects.count() == 1


def test_an_expired_draft_cannot_be_filed():
    made = draft(lives=timedelta(seconds=-1))
    with pytest.raises(intake.DraftGone):
        intake.file_draft(draft_id=made.pk, read=filing_of, at=NOON)


def test_an_unknown_draft_cannot_be_filed():
    with pytest.raises(intake.DraftGone):
        intake.file_draft(draft_id=uuid4(), read=filing_of, at=NOON)


def test_an_incomplete_draft_stores_nothing_and_stays():
    made = draft(answers={"rights": {}})
    with pytest.raises(KeyError):
        intake.file_draft(draft_id=made.pk, read=filing_of, at=NOON)
    assert not Submission.objects.exists()
    assert Draft.objects.filter(pk=made.pk).exists()


OPT_OUTS: list[Any] = [(RequestType.OPT_OUT_SALE_SHARE, {}), (RequestType.LIMIT_SPI, {})]


@pytest.mark.threat("A89")
@pytest.mark.parametrize("right", OPT_OUTS, ids=str)
def test_an_opt_out_is_carried_out_at_once_and_meets_no_challenge(right):
    request = only_request(file(right))
    assert (request.status, request.level_required) == (Status.IN_PROGRESS, 0)
    assert not Challenge.objects.exists()


@pytest.mark.threat("A89")
@pytest.mark.parametrize("right", OPT_OUTS, ids=str)
def test_an_opt_out_is_answered_without_anything_from_the_consumer(right, staff):
    request = only_request(file(right))
    answers.answer(request=request, text="We no longer sell or share it.", at=NOON, by=staff)
    assert only_request(request.submission).outcome == Outcome.FULFILLED
    assert not Challenge.objects.exists()
    assert not Evidence.objects.exists()


@pytest.mark.threat("A89")
def test_an_opt_out_among_other_rights_does_not_wait_for_their_challenge():
    submission = file(PIECES, *OPT_OUTS)
    stands = dict(submission.requests.values_list("type", "status"))
    assert stands == {
        RequestType.KNOW_SPECIFIC: Status.UNCONFIRMED,
        RequestType.OPT_OUT_SALE_SHARE: Status.IN_PROGRESS,
        RequestType.LIMIT_SPI: Status.IN_PROGRESS,
    }
    assert Challenge.objects.count() == 1
    confirm(submission)
    assert submission.requests.filter(status=Status.IN_PROGRESS).count() == 2


@pytest.mark.threat("A89")
def test_a_filing_of_opt_outs_owes_its_receipt_and_nothing_that_asks_for_anything():
    submission = file(*OPT_OUTS)
    (notice,) = Notice.objects.filter(submission=submission)
    assert notice.kind == NoticeKind.RECEIPT
    context = notices.notice_context(notice)
    assert (context["verifiable"], context["asks_confirmation"]) == (False, False)
    words = render_to_string("messages/receipt/words.txt", context)
    assert "confirm" not in words
    assert "For this request we ask for no proof of who you are." in words
