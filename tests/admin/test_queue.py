"""The queue: what is due first in front, narrowed by what staff look for, the same at any size."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app import queries
from requests_app.models import Submission
from requests_app.operations import review
from requests_app.vocabulary import ExtensionReason, IntakeChannel
from tests.admin.pages import QUEUE, queue, text
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, answered, confirm, file, only_request, verify

pytestmark = pytest.mark.django_db


def ago(days):
    return NOON - timedelta(days=days)


def filed(*rights, days=0, **changes):
    return only_request(file(*rights, at=ago(days), **changes))


def acknowledge(request, days=0):
    Submission.objects.filter(pk=request.submission_id).update(acknowledged_at=ago(days))


def test_what_is_due_first_stands_in_front(desk):
    later, overdue, soon = filed(days=1), filed(days=46), filed(days=40)
    assert queue(desk) == [each.reference for each in (overdue, soon, later)]


def test_an_extension_moves_a_request_down(desk, staff):
    extended, other = filed(days=30), filed(days=20)
    review.extend(request=extended, reason=ExtensionReason.NUMBER, at=NOON, by=staff)
    assert queue(desk) == [other.reference, extended.reference]


def test_closed_requests_are_not_in_the_queue(desk):
    request = filed()
    review.withdraw(request=request, at=NOON)
    assert queue(desk) == []


def test_closed_requests_are_found_by_their_state(desk):
    request = filed()
    filed()
    review.withdraw(request=request, at=NOON)
    assert queue(desk, state="CLOSED") == [request.reference]


def test_all_states_can_be_seen_together(desk):
    closed, waiting = filed(), filed()
    review.withdraw(request=closed, at=NOON)
    assert set(queue(desk, state="all")) == {closed.reference, waiting.reference}


def test_the_state_narrows(desk):
    opened, _unconfirmed = filed(), filed()
    confirm(opened.submission)
    assert queue(desk, state="OPEN") == [opened.reference]


def test_the_right_narrows(desk):
    deletion, _other = filed(DELETION), filed(PIECES)
    assert queue(desk, type="DELETE") == [deletion.reference]


def test_the_manner_narrows(desk):
    phoned, _other = filed(channel=IntakeChannel.PHONE), filed()
    assert queue(desk, manner="PHONE") == [phoned.reference]


def test_mine_nobodys_and_a_colleagues(desk, staff, django_user_model):
    colleague = django_user_model.objects.create_user("colleague", is_staff=True)
    mine, nobodys, theirs = filed(), filed(), filed()
    review.assign(request=mine, owner=staff, at=NOON, by=staff)
    review.assign(request=theirs, owner=colleague, at=NOON, by=staff)
    assert queue(desk, owner="mine") == [mine.reference]
    assert queue(desk, owner="nobody") == [nobodys.reference]
    assert queue(desk, owner=str(colleague.pk)) == [theirs.reference]


@pytest.mark.parametrize(
    ("window", "days"), [("overdue", 46), ("today", 45), ("week", 44), ("week", 38), ("later", 37), ("later", 0)]
)
def test_the_due_date_narrows(desk, window, days):
    request = filed(days=days)
    acknowledge(request)
    windows = {"overdue", "today", "week", "later", "acknowledge"}
    assert queue(desk, due=window) == [request.reference]
    assert [each for each in windows - {window} if queue(desk, due=each)] == []


def test_what_is_still_to_acknowledge_can_be_picked_out(desk):
    done, waiting = filed(), filed()
    acknowledge(done)
    assert queue(desk, due="acknowledge") == [waiting.reference]


def test_filters_narrow_together(desk):
    wanted = filed(DELETION, days=46)
    filed(DELETION)
    filed(PIECES, days=46)
    assert queue(desk, due="overdue", type="DELETE") == [wanted.reference]


@pytest.mark.parametrize(
    "name", ["due", "state", "type", "filer", "authority", "manner", "owner", "filing", "contact_of"]
)
def test_a_filter_that_means_nothing_shows_the_queue(desk, name):
    request = filed()
    assert queue(desk, **{name: "nonsense"}) == [request.reference]


@pytest.mark.parametrize("address", ["?p=99", "?p=x", "?details=x", "?o=1.2", "?submission__name=x", "?all="])
def test_a_broken_address_ends_at_a_queue(desk, address):
    filed()
    assert desk.get(QUEUE + address, follow=True).status_code == 200


def test_a_row_says_the_right_the_owner_the_manner_and_the_next_step(desk, staff):
    request = filed(DELETION)
    confirm(request.submission)
    review.assign(request=request, owner=staff, at=NOON, by=staff)
    words = text(desk.get(QUEUE))
    for each in ("Delete", "reviewer", "Web form", "Match the identity", "Open"):
        assert each in words


def test_the_limit_is_said_for_requests_to_know(desk, staff):
    person = answered(PIECES, by=staff, at=ago(200)).person
    verify(file(CATEGORIES), by=staff, person=person)
    assert "1 of 2 answers in 12 months" in text(desk.get(QUEUE))


def test_over_the_limit_is_said_with_the_day(desk, staff):
    person = answered(PIECES, by=staff, at=ago(200)).person
    answered(PIECES, by=staff, at=ago(100), person=person)
    verify(file(PIECES), by=staff, person=person)
    words = text(desk.get(QUEUE))
    assert "Over the limit; next owed from May 7, 2027" in words
    assert "Decide: over the limit" in words


def test_nothing_is_counted_for_somebody_not_matched(desk):
    filed(PIECES)
    assert "Person not matched yet" in text(desk.get(QUEUE))


def test_a_deletion_has_no_limit(desk):
    filed(DELETION)
    assert "12 months" not in text(desk.get(QUEUE))


def test_no_name_and_no_contact_stands_in_the_queue(desk):
    file(PIECES, name="Rosa Example", contact="rosa@example.com")
    words = desk.get(QUEUE).content.decode()
    assert "Rosa" not in words
    assert "rosa" not in words


def test_personal_columns_are_not_even_loaded(desk):
    filed()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        desk.get(QUEUE)
    sql = " ".join(each["sql"] for each in captured)
    for column in ("details", "level_reason", "name", "contact", "contact_index", "postal_address"):
        assert f'"requests_app_submission"."{column}"' not in sql
        assert f'"requests_app_privacyrequest"."{column}"' not in sql


def count(client, address=QUEUE):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_fifty_rows_take_as_many_queries_as_five(desk, staff):
    for number in range(5):
        verify(file(PIECES, contact=f"five{number}@example.com"), by=staff)
    five = count(desk)
    for number in range(45):
        verify(file(PIECES, contact=f"fifty{number}@example.com"), by=staff)
    assert len(queue(desk)) == 50
    # The session, the user, their duties; the staff for the filter, the filters that this person keeps, the count, the
    # rows, all their limits, all their tasks, the register of systems and vendors.
    assert count(desk) == five == 10


def test_pages_lead_on_and_back(desk):
    for number in range(51):
        filed(contact=f"page{number}@example.com")
    first, second = desk.get(QUEUE), desk.get(QUEUE, {"p": "2", "state": "UNCONFIRMED"})
    assert b'rel="next" href="?p=2"' in first.content
    assert b'rel="prev" href="?p=1&amp;state=UNCONFIRMED"' in second.content
    assert len(queue(desk, p="2")) == 1


def test_counting_stops_where_nobody_pages_any_more(desk, monkeypatch):
    monkeypatch.setattr(queries, "COUNT_CAP", 2)
    for number in range(4):
        filed(contact=f"cap{number}@example.com")
    assert "More than 2 requests" in text(desk.get(QUEUE))


def test_the_queue_takes_nothing(desk):
    assert desk.post(QUEUE, {"action": "delete_selected"}).status_code == 405


def test_an_empty_queue_says_so(desk):
    assert "Nothing waits. Every request is closed." in text(desk.get(QUEUE))
