"""Extending, assigning, withdrawing, merging: each when the law and the state allow it, and once."""

from datetime import date, timedelta

import pytest

from requests_app import lifecycle
from requests_app.models import Notice
from requests_app.operations import review
from requests_app.rules.clocks import ExtensionRefusal
from requests_app.vocabulary import EventKind, ExtensionReason, NoticeKind, Outcome, Status
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, confirm, file, only_request

pytestmark = pytest.mark.django_db

DAY_45 = NOON + timedelta(days=45)


def extend(request, staff, at=NOON):
    review.extend(request=request, reason=ExtensionReason.COMPLEXITY, at=at, by=staff)


def test_an_extension_moves_the_answer_to_day_90(staff):
    request = only_request(file())
    extend(request, staff)
    assert request.due_on == request.extended_by == date(2027, 2, 21)


def test_an_extension_owes_its_notice(staff):
    request = only_request(file())
    extend(request, staff)
    assert Notice.objects.filter(request=request, kind=NoticeKind.EXTENSION).count() == 1


def test_an_extension_is_written_into_the_history_with_its_reason_and_its_day(staff):
    request = only_request(file())
    extend(request, staff)
    event = request.events.get(kind=EventKind.EXTENDED)
    assert event.staff == staff
    assert event.data == {"reason": "COMPLEXITY", "until": "2027-02-21"}


def test_an_extension_on_day_45_is_in_time(staff):
    request = only_request(file())
    extend(request, staff, at=DAY_45)
    assert request.extended_by


def test_an_extension_after_day_45_is_refused(staff):
    with pytest.raises(review.ExtensionRefused) as refusal:
        extend(only_request(file()), staff, at=DAY_45 + timedelta(days=1))
    assert refusal.value.reason == ExtensionRefusal.TOO_LATE


def test_a_second_extension_is_refused(staff):
    request = only_request(file())
    extend(request, staff)
    with pytest.raises(review.ExtensionRefused) as refusal:
        extend(request, staff)
    assert refusal.value.reason == ExtensionRefusal.ALREADY_EXTENDED


def test_two_people_who_extend_from_the_same_page_extend_once(staff):
    request = only_request(file())
    stale = only_request(request.submission)
    extend(request, staff)
    with pytest.raises(review.ExtensionRefused):
        extend(stale, staff)
    assert Notice.objects.filter(kind=NoticeKind.EXTENSION).count() == 1


def test_a_closed_request_cannot_be_extended(staff):
    request = only_request(file())
    review.withdraw(request=request, at=NOON)
    with pytest.raises(review.ExtensionRefused):
        extend(request, staff)


def test_an_extension_of_one_request_leaves_its_sister_alone(staff):
    submission = file(CATEGORIES, PIECES)
    first, second = submission.requests.select_related("submission").order_by("ordinal")
    extend(first, staff)
    second.refresh_from_db()
    assert second.extended_by is None


def test_assigning_is_recorded(staff):
    request = only_request(file())
    review.assign(request=request, owner=staff, at=NOON, by=staff)
    assert only_request(request.submission).owner == staff
    assert request.events.get(kind=EventKind.ASSIGNED).data == {"owner": staff.pk}


def test_a_closed_request_cannot_be_assigned(staff):
    request = only_request(file())
    review.withdraw(request=request, at=NOON)
    with pytest.raises(lifecycle.MoveRefused):
        review.assign(request=request, owner=staff, at=NOON, by=staff)


def test_a_withdrawn_request_is_closed_and_told():
    request = only_request(confirm(file()))
    review.withdraw(request=request, at=NOON)
    assert (request.status, request.outcome) == (Status.CLOSED, Outcome.WITHDRAWN)
    assert Notice.objects.filter(request=request, kind=NoticeKind.WITHDRAWN).exists()


def test_a_request_is_withdrawn_once():
    request = only_request(file())
    stale = only_request(request.submission)
    review.withdraw(request=request, at=NOON)
    with pytest.raises(lifecycle.MoveRefused):
        review.withdraw(request=stale, at=NOON)


LATER = NOON + timedelta(days=1)


def mark(request, of, staff):
    review.mark_duplicate(request=request, of=of, at=NOON + timedelta(days=2), by=staff)


def test_a_later_request_is_marked_a_duplicate_of_the_earlier(staff):
    earlier = only_request(confirm(file()))
    later = only_request(file(at=LATER))
    mark(later, earlier, staff)
    assert later.outcome == Outcome.DUPLICATE
    assert later.events.get(kind=EventKind.MARKED_DUPLICATE).data == {"of": earlier.reference}


def test_the_earlier_request_is_never_closed_in_favour_of_the_later(staff):
    earlier = only_request(file())
    later = only_request(confirm(file(at=LATER), at=LATER))
    with pytest.raises(review.NotADuplicate):
        mark(earlier, later, staff)


@pytest.mark.parametrize(
    "other",
    [
        {"rights": [DELETION]},
        {"rights": [(PIECES[0], {"period": "EVERYTHING"})]},
        {"rights": [PIECES], "contact": "somebody.else@example.com"},
    ],
    ids=["another right", "other wishes", "another contact"],
)
def test_only_the_same_request_of_the_same_contact_is_a_duplicate(staff, other):
    earlier = only_request(confirm(file(PIECES)))
    later = only_request(file(*other.pop("rights"), at=LATER, **other))
    with pytest.raises(review.NotADuplicate):
        mark(later, earlier, staff)


def test_a_request_is_not_closed_in_favour_of_an_unconfirmed_one(staff):
    earlier = only_request(file())
    with pytest.raises(review.NotADuplicate):
        mark(only_request(confirm(file(at=LATER), at=LATER)), earlier, staff)


def test_a_request_is_not_closed_in_favour_of_a_closed_one(staff):
    earlier = only_request(confirm(file()))
    review.withdraw(request=earlier, at=NOON)
    with pytest.raises(review.NotADuplicate):
        mark(only_request(file(at=LATER)), earlier, staff)
