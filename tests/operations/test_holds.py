"""A hold stops a deletion and no clock; it ends, and whoever takes care of it hears so before."""

from datetime import timedelta

import pytest
from django.core import mail

from requests_app import calendar
from requests_app.operations import answers, holds
from requests_app.operations.holds import Held, HoldRefused
from requests_app.rules import holds as rules
from requests_app.rules.grounds import GroundDoesNotFit, required
from requests_app.vocabulary import Accompaniment, Ground, HoldKind, Outcome, RequestType
from tests.filings import DELETION, NOON, PIECES, file, only_request, verify

pytestmark = pytest.mark.django_db
TODAY = calendar.clocks.local_day(NOON, NOON.tzinfo)
EXPLAINED = "An agency told us to keep the orders of this year, so we keep them and nothing else of it."


@pytest.fixture
def request_(staff):
    submission = file(DELETION)
    verify(submission, by=staff)
    request = only_request(submission)
    request.deletion_confirmed_at = NOON
    request.save()
    return request


def hold(request, by, **changes):
    facts = {
        "kind": HoldKind.POLICE,
        "case_number": "26-1234",
        "reason": "The sheriff wrote.",
        "since": TODAY,
        "until": None,
        **changes,
    }
    return holds.place(request=request, at=NOON, by=by, **facts)


def refused(request, by, **changes):
    with pytest.raises(HoldRefused) as refusal:
        hold(request, by, **changes)
    return refusal.value.message


def deny(request, by, ground, **parts):
    more = {Accompaniment(name): text for name, text in parts.items()}
    return answers.deny(
        request=request,
        ground=ground,
        parts={Accompaniment.EXPLANATION: EXPLAINED, Accompaniment.REST_DONE: "Everything else.", **more},
        reproductive_care=False,
        at=NOON,
        by=by,
    )


def test_a_police_hold_lasts_ninety_days_from_the_direction(request_, staff):
    assert hold(request_, staff).until == TODAY + timedelta(days=90)


def test_nothing_is_deleted_while_it_holds(request_, staff):
    hold(request_, staff)
    with pytest.raises(Held):
        answers.answer(request=request_, text="It is deleted.", at=NOON, by=staff)


def test_its_clock_runs_on(request_, staff):
    due = request_.answer_due_on
    hold(request_, staff)
    assert only_request(request_.submission).answer_due_on == due


def test_a_denial_on_its_ground_is_given(request_, staff):
    hold(request_, staff)
    assert deny(request_, staff, Ground.DEL_LE_HOLD).request.outcome == Outcome.DENIED


@pytest.mark.parametrize("kind", [None, HoldKind.LITIGATION])
def test_nobody_is_told_of_an_agency_without_its_direction_on_record(request_, staff, kind):
    if kind:
        hold(request_, staff, kind=kind, until=TODAY)
    with pytest.raises(GroundDoesNotFit):
        deny(request_, staff, Ground.DEL_LE_HOLD)


def test_who_works_for_us_is_told_to_keep_it_for_that_alone():
    parts = required(Ground.DEL_LE_HOLD, RequestType.DELETE)
    assert {Accompaniment.KEPT_USE_ONLY, Accompaniment.PROVIDERS_TOLD, Accompaniment.REST_DONE} <= parts


@pytest.mark.parametrize("ending", ["lifted", "run out"])
def test_when_it_has_ended_it_stops_nothing(request_, staff, ending):
    hold(request_, staff, since=TODAY - timedelta(days=90))
    at = NOON
    if ending == "lifted":
        holds.lift(request=request_, at=NOON, by=staff)
    else:
        at += timedelta(days=1)
    assert answers.answer(request=request_, text="It is deleted.", at=at, by=staff)


def test_it_is_renewed_for_as_long_again(request_, staff):
    until = hold(request_, staff).until
    assert holds.renew(request=request_, at=NOON, by=staff).until == until + timedelta(days=90)


def test_it_is_not_renewed_twice_for_one_direction(request_, staff):
    hold(request_, staff)
    holds.renew(request=request_, at=NOON, by=staff)
    with pytest.raises(HoldRefused) as refusal:
        holds.renew(request=request_, at=NOON, by=staff)
    assert refusal.value.message == HoldRefused.NOT_YET


def test_its_end_is_heard_of_after_the_answer_for_which_something_was_kept(request_, staff, settings):
    settings.STAFF_ALERT_EMAILS = ["privacy@example.com"]
    hold(request_, staff)
    deny(request_, staff, Ground.DEL_LE_HOLD)
    assert [holds.remind(at=NOON + timedelta(days=day)) for day in (82, 83, 91)] == [0, 1, 1]
    assert "has to be deleted now" in mail.outbox[-1].body


def test_after_an_answer_that_keeps_nothing_for_it_nobody_hears_of_it(request_, staff):
    hold(request_, staff)
    deny(request_, staff, Ground.DEL_8_LEGAL)
    assert holds.remind(at=NOON + timedelta(days=91)) == 0


def test_an_agency_renews_what_is_kept_for_it_after_the_answer(request_, staff):
    until = hold(request_, staff).until
    deny(request_, staff, Ground.DEL_LE_HOLD)
    at = NOON + timedelta(days=88)
    assert holds.renew(request=request_, at=at, by=staff).until == until + timedelta(days=90)


def test_a_dispute_is_not_renewed_by_the_clock_of_the_police(request_, staff):
    hold(request_, staff, kind=HoldKind.LITIGATION, until=TODAY)
    with pytest.raises(HoldRefused) as refusal:
        holds.renew(request=request_, at=NOON, by=staff)
    assert refusal.value.message == HoldRefused.NOT_POLICE


def test_what_cannot_be_held(request_, staff):
    assert refused(request_, staff, case_number=" ") == HoldRefused.NO_CASE
    assert refused(request_, staff, since=TODAY + timedelta(days=1)) == HoldRefused.LATER
    assert refused(request_, staff, since=TODAY - timedelta(days=91)) == HoldRefused.OVER
    assert refused(request_, staff, kind=HoldKind.LITIGATION) == HoldRefused.OVER
    assert refused(only_request(file(PIECES)), staff) == HoldRefused.NOT_DELETION
    hold(request_, staff)
    assert refused(request_, staff) == HoldRefused.HELD


def test_staff_hear_a_week_before_it_ends_and_when_it_has_ended_and_no_name_in_it(request_, staff, settings):
    settings.STAFF_ALERT_EMAILS = ["privacy@example.com"]
    hold(request_, staff)
    heard = [holds.remind(at=NOON + timedelta(days=day)) for day in (82, 83, 84, 90, 91, 92)]
    assert heard == [0, 1, 0, 0, 1, 0]
    assert "26-1234" not in mail.outbox[0].body
    assert "Rosa" not in mail.outbox[0].body


def test_a_hold_leaves_only_its_own_grounds():
    police, dispute = HoldKind.POLICE, HoldKind.LITIGATION
    assert rules.blocks(police, RequestType.DELETE, Outcome.PARTLY, Ground.LEGAL_CLAIMS)
    assert not rules.blocks(police, RequestType.DELETE, Outcome.PARTLY, Ground.DEL_LE_HOLD)
    assert not rules.blocks(dispute, RequestType.DELETE, Outcome.PARTLY, Ground.LEGAL_CLAIMS)
    assert not rules.blocks(police, RequestType.DELETE, Outcome.DENIED, Ground.PUBLIC)
