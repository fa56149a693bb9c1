"""Asking the consumer for more: only what is missing, never what is in dispute, erased when it was compared."""

from datetime import timedelta

import pytest
from django.db import connection

from requests_app.models import Event, Notice, PointAsk
from requests_app.operations import answers, asking, assurance
from requests_app.operations.asking import AskRefused
from requests_app.vocabulary import EventKind, FilerRole, Ground, NoticeKind, Party, Point, RequestType, Status
from tests.filings import CORRECTION, NOON, PIECES, confirm, confirm_filer, file, file_for, only_request
from verification.models import Channel

pytestmark = pytest.mark.django_db
NUMBER = [Point.CUSTOMER_NUMBER]
REASON = "Two people with this name are in our records."


@pytest.fixture
def request_(db):
    return only_request(confirm(file(PIECES)))


def ask(request, by, points=NUMBER, reason=REASON):
    return asking.ask(request=request, points=points, reason=reason, at=NOON, by=by)


def answer(request, values=None, party=Party.CONSUMER):
    values = values or {Point.CUSTOMER_NUMBER: "Q-4711"}
    asking.answer(submission=request.submission, party=party, values=values, at=NOON)


def refused(request, by, **changes):
    with pytest.raises(AskRefused) as refusal:
        ask(request, by, **changes)
    return refusal.value.message


def test_the_consumer_is_told_and_no_date_moves(request_, staff):
    due = request_.answer_due_on
    asked = ask(request_, staff)
    assert Notice.objects.get(kind=NoticeKind.VERIFY_ASK).party == Party.CONSUMER
    request_.refresh_from_db()
    assert request_.answer_due_on == due
    assert asked.until == due - timedelta(days=7)


def test_what_is_answered_waits_for_staff_and_shows_nothing_by_itself(request_, staff):
    ask(request_, staff)
    answer(request_)
    assert asking.open_ask(request_.submission).answers == {"CUSTOMER_NUMBER": "Q-4711"}
    assert only_request(request_.submission).status == Status.OPEN
    assert Event.objects.get(kind=EventKind.MORE_ANSWERED).data == {"points": ["CUSTOMER_NUMBER"]}


def test_what_is_answered_is_encrypted(request_, staff):
    ask(request_, staff)
    answer(request_)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(row)::text FROM requests_app_pointask row")
        stored = cursor.fetchone()[0]
    assert "Q-4711" not in stored
    assert REASON not in stored


def test_the_item_in_dispute_is_never_asked_for(staff):
    request = only_request(confirm(file((RequestType.CORRECT, {**CORRECTION[1], "item": "CUSTOMER_NUMBER"}))))
    assert Point.CUSTOMER_NUMBER not in asking.allowed(request).points
    assert refused(request, staff) == AskRefused.NOT_THESE


def test_what_was_given_is_compared_first_and_not_asked_again(request_):
    assert not {Point.NAME, Point.EMAIL, Point.OTHER} & set(asking.allowed(request_).points)


def test_no_more_is_asked_than_is_missing(request_, staff):
    assurance.record_match(
        submission=request_.submission,
        points=[Point.NAME, Point.EMAIL],
        declaration=False,
        same_person_as=None,
        at=NOON,
        by=staff,
    )
    two = [Point.CUSTOMER_NUMBER, Point.PHONE]
    assert refused(only_request(request_.submission), staff, points=two) == AskRefused.TOO_MANY


def test_nothing_is_asked_of_who_opts_out(staff):
    request = only_request(file((RequestType.OPT_OUT_SALE_SHARE, {})))
    assert refused(request, staff) == AskRefused.NO_IDENTITY


def test_nothing_is_asked_before_the_contact_is_confirmed(staff):
    assert refused(only_request(file(PIECES)), staff) == AskRefused.UNCONFIRMED


def test_nothing_is_asked_without_a_reason(request_, staff):
    assert refused(request_, staff, reason="  ") == AskRefused.NO_REASON


def test_asking_again_erases_what_was_answered_before(request_, staff):
    ask(request_, staff)
    answer(request_)
    ask(request_, staff, points=[Point.PHONE])
    old, new = PointAsk.objects.order_by("asked_at", "ended_at")
    assert (old.answers, old.reason, new.answers) == (None, None, None)
    assert asking.open_ask(request_.submission).points == ["PHONE"]


def test_it_is_erased_when_it_was_compared(request_, staff):
    ask(request_, staff)
    answer(request_)
    assurance.record_match(
        submission=request_.submission, points=NUMBER, declaration=False, same_person_as=None, at=NOON, by=staff
    )
    ended = PointAsk.objects.get()
    assert (ended.answers, ended.reason, ended.ended_at) == (None, None, NOON)


def test_it_is_erased_when_it_is_withdrawn(request_, staff):
    ask(request_, staff)
    answer(request_)
    asking.withdraw(request=request_, at=NOON, by=staff)
    assert PointAsk.objects.get().answers is None
    with pytest.raises(AskRefused):
        asking.withdraw(request=request_, at=NOON, by=staff)


def test_it_is_erased_when_the_request_is_closed(request_, staff):
    ask(request_, staff)
    answer(request_)
    answers.deny(request=request_, ground=Ground.UNVERIFIED, parts={}, early_reason="It came back.", at=NOON, by=staff)
    assert PointAsk.objects.get().answers is None


def test_nobody_answers_what_is_not_asked_of_them(request_, staff):
    with pytest.raises(AskRefused):
        answer(request_)
    ask(request_, staff)
    with pytest.raises(AskRefused):
        answer(request_, party=Party.REPRESENTATIVE)


def test_of_a_consumer_who_is_not_reached_who_acts_for_them_is_asked(staff):
    acting = {"contact_channel": Channel.EMAIL, "contact": "parent@example.com"}
    submission = confirm_filer(file_for(FilerRole.PARENT_UNDER_13, PIECES, acting=acting))
    request = only_request(submission)
    assert ask(request, staff).party == Party.REPRESENTATIVE
    assert Notice.objects.get(kind=NoticeKind.VERIFY_ASK).party == Party.REPRESENTATIVE
