"""A login to an account, its doubts, and the degrees that staff may ask for."""

from datetime import timedelta

import pytest

from requests_app import lifecycle
from requests_app.models import Evidence, PrivacyRequest, Submission
from requests_app.operations import assurance, review
from requests_app.rules.assurance import Level
from requests_app.vocabulary import EventKind, EvidenceKind, Point, RequestType, Status
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, THREE_POINTS, confirm, file, only_request

pytestmark = pytest.mark.django_db


def match(submission, staff, *points, declaration=False, person=None):
    return assurance.record_match(
        submission=submission, points=set(points), declaration=declaration, same_person_as=person, at=NOON, by=staff
    )


def set_level(request, level, staff, reason="Photos of children"):
    assurance.set_level(request=request, level=level, reason=reason, at=NOON, by=staff)


def report(submission, **changes):
    assurance.report_login(**{"submission": submission, "logged_in_at": NOON, "at": NOON, **changes})


@pytest.mark.parametrize("rights", [PIECES, CATEGORIES])
def test_a_reported_login_is_enough_for_every_degree(rights):
    submission = confirm(file(rights))
    report(submission)
    assert (only_request(submission).status, only_request(submission).level_reached) == (Status.IN_PROGRESS, 2)


def test_a_reported_login_confirms_no_contact():
    submission = file(PIECES)
    report(submission)
    assert only_request(submission).status == Status.UNCONFIRMED
    confirm(submission)
    assert only_request(submission).status == Status.IN_PROGRESS


def test_a_login_reported_twice_counts_once():
    submission = confirm(file())
    report(submission)
    report(submission)
    assert Evidence.objects.filter(kind=EvidenceKind.ACCOUNT_LOGIN).count() == 1


@pytest.mark.parametrize("age", [timedelta(hours=25), -timedelta(minutes=6)])
def test_a_login_of_another_day_or_of_the_future_counts_not(age):
    with pytest.raises(assurance.LoginNotFresh):
        report(confirm(file()), logged_in_at=NOON - age)
    assert not Evidence.objects.filter(kind=EvidenceKind.ACCOUNT_LOGIN).exists()


def test_staff_record_a_login_with_their_reason(staff):
    submission = confirm(file(PIECES))
    assurance.record_match(
        submission=submission,
        points=[],
        declaration=False,
        login_reason="She read out the number on the account page",
        same_person_as=None,
        at=NOON,
        by=staff,
    )
    login = Evidence.objects.get(kind=EvidenceKind.ACCOUNT_LOGIN)
    assert (login.recorded_by, login.reason) == (staff, "She read out the number on the account page")
    assert only_request(submission).status == Status.IN_PROGRESS
    assert "She read" not in str(list(submission.events.values_list("data", flat=True)))


def test_after_a_reported_login_staff_only_say_who_it_is(staff):
    submission = confirm(file(PIECES))
    report(submission)
    assert match(submission, staff) == Submission.objects.get().person


def test_suspected_fraud_takes_the_login_back(staff):
    submission = confirm(file(PIECES))
    report(submission)
    assurance.doubt_login(submission=submission, reason="Password changed an hour before", at=NOON, by=staff)
    assert (only_request(submission).status, only_request(submission).level_reached) == (Status.OPEN, 0)
    report(submission)
    assert only_request(submission).level_reached == 0


def test_after_suspected_fraud_points_and_a_declaration_still_verify(staff):
    submission = confirm(file(PIECES))
    report(submission)
    assurance.doubt_login(submission=submission, reason="Password changed an hour before", at=NOON, by=staff)
    match(submission, staff, *THREE_POINTS, declaration=True)
    assert only_request(submission).status == Status.IN_PROGRESS


@pytest.mark.parametrize(("reason", "refusal"), [("  ", assurance.ReasonMissing), ("Why", assurance.NoLogin)])
def test_fraud_is_suspected_with_a_reason_and_of_a_login(staff, reason, refusal):
    with pytest.raises(refusal):
        assurance.doubt_login(submission=confirm(file()), reason=reason, at=NOON, by=staff)


def test_a_higher_degree_takes_a_request_back_to_be_checked(staff):
    submission = confirm(file(DELETION))
    match(submission, staff, Point.NAME, Point.EMAIL)
    request = only_request(submission)
    assert request.status == Status.IN_PROGRESS
    set_level(request, Level.REASONABLY_HIGH, staff)
    assert (request.status, request.level_required, request.level_reached) == (Status.OPEN, 2, 1)
    assert only_request(submission).level_reason == "Photos of children"


def test_a_lower_degree_can_be_enough_at_once(staff):
    submission = confirm(file((RequestType.CORRECT, {"item": "POSTAL_ADDRESS", "right": "2 New Street"})))
    match(submission, staff, Point.NAME, Point.EMAIL)
    request = only_request(submission)
    assert request.status == Status.OPEN
    set_level(request, Level.REASONABLE, staff, reason="Only the letter of a street")
    assert request.status == Status.IN_PROGRESS


def test_a_changed_degree_is_in_the_history_without_its_reason(staff):
    submission = confirm(file(DELETION))
    set_level(only_request(submission), Level.REASONABLY_HIGH, staff)
    assert submission.events.get(kind=EventKind.LEVEL_SET).data == {"level": 2, "was": 1}


@pytest.mark.parametrize(
    ("right", "level"),
    [
        (PIECES, Level.REASONABLE),
        (PIECES, Level.NONE),
        (CATEGORIES, Level.REASONABLY_HIGH),
        (CATEGORIES, Level.NONE),
        (CORRECTION, Level.REASONABLE),
        (DELETION, Level.NONE),
        (DELETION, Level.REASONABLE),
        ((RequestType.OPT_OUT_SALE_SHARE, {}), Level.REASONABLE),
        ((RequestType.LIMIT_SPI, {}), Level.REASONABLE),
    ],
)
def test_a_degree_that_the_law_does_not_leave_open_cannot_be_chosen(staff, right, level):
    request = only_request(file(right))
    with pytest.raises(assurance.NoSuchChoice):
        set_level(request, level, staff)
    assert PrivacyRequest.objects.get().level_reason is None


def test_a_degree_is_not_changed_without_a_reason(staff):
    with pytest.raises(assurance.ReasonMissing):
        set_level(only_request(file(DELETION)), Level.REASONABLY_HIGH, staff, reason=" ")


def test_the_degree_of_a_closed_request_stays(staff):
    request = only_request(file(DELETION))
    review.withdraw(request=request, at=NOON)
    with pytest.raises(lifecycle.MoveRefused):
        set_level(request, Level.REASONABLY_HIGH, staff)
