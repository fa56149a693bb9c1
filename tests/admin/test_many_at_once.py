"""Many requests given to one person, and filters kept: read first, done once, and stale rows are told."""

import pytest

from requests_app.models import Event, SavedFilter
from requests_app.operations import review
from requests_app.vocabulary import EventKind
from tests.admin.pages import QUEUE, fresh, text
from tests.filings import NOON, PIECES, colleague, file, only_request

pytestmark = pytest.mark.django_db
MANY, FILTERS = f"{QUEUE}assign-many/", f"{QUEUE}filters/"


def picks(response):
    return [line["pick"] for line in response.context["will"]]


def test_nothing_happens_before_the_page_was_read_and_sent_again(desk, staff):
    request = only_request(file(PIECES))
    seen = desk.post(MANY, {"pick": [str(request.pk)], "owner": staff.pk})
    assert "1 request will be assigned. Nothing has happened yet." in text(seen)
    assert fresh(request).owner is None
    desk.post(MANY, {"pick": picks(seen), "owner": staff.pk, "confirmed": "1"})
    assert fresh(request).owner == staff
    assert Event.objects.filter(kind=EventKind.ASSIGNED, request=request, staff=staff).count() == 1


def test_what_cannot_be_assigned_is_listed_with_the_reason(desk, staff):
    closed, theirs = only_request(file(PIECES)), only_request(file(PIECES))
    review.withdraw(request=closed, at=NOON)
    review.assign(request=theirs, owner=staff, at=NOON, by=staff)
    words = text(desk.post(MANY, {"pick": [str(closed.pk), str(theirs.pk)], "owner": staff.pk}))
    assert f"{closed.reference} It is closed." in words
    assert f"{theirs.reference} It is theirs already." in words


def test_what_a_colleague_assigned_meanwhile_stays_theirs_and_is_told(desk, staff):
    request = only_request(file(PIECES))
    seen = desk.post(MANY, {"pick": [str(request.pk)], "owner": staff.pk})
    review.assign(request=request, owner=colleague(), at=NOON, by=colleague())
    sent = desk.post(MANY, {"pick": picks(seen), "owner": staff.pk, "confirmed": "1"}, follow=True)
    assert "Meanwhile somebody else assigned it." in text(sent)
    assert fresh(request).owner == colleague()


def test_sent_twice_it_happens_once(desk, staff):
    request = only_request(file(PIECES))
    for _ in range(2):
        desk.post(MANY, {"pick": [f"{request.pk}:"], "owner": staff.pk, "confirmed": "1"})
    assert Event.objects.filter(kind=EventKind.ASSIGNED).count() == 1


def test_who_only_looks_neither_ticks_nor_assigns(looker):
    request = only_request(file(PIECES))
    assert b'name="pick"' not in looker.get(QUEUE).content
    assert looker.post(MANY, {"pick": [str(request.pk)]}).status_code == 403


def test_a_kept_filter_is_used_renamed_and_deleted(desk):
    desk.post(FILTERS, {"do": "save", "name": "Late", "query": "due=overdue"})
    kept = SavedFilter.objects.get()
    assert f'href="{QUEUE}?due=overdue"' in desk.get(QUEUE).content.decode()
    desk.post(FILTERS, {"do": "rename", "name": "Very late", "id": kept.pk})
    assert "Very late" in text(desk.get(QUEUE))
    desk.post(FILTERS, {"do": "delete", "id": kept.pk})
    assert not SavedFilter.objects.exists()


def test_nothing_that_was_searched_or_typed_is_kept(desk):
    typed = "contact_of=0b0e0f1c-0000-4000-8000-000000000000&q=rosa@example.com&due=rosa@example.com&state=OPEN"
    desk.post(FILTERS, {"do": "save", "name": "Open", "query": typed})
    assert SavedFilter.objects.get().query == "state=OPEN"


def test_nobody_changes_a_colleagues_filter(desk, second_desk):
    desk.post(FILTERS, {"do": "save", "name": "Late", "query": "due=overdue"})
    second_desk.post(FILTERS, {"do": "delete", "id": SavedFilter.objects.get().pk})
    assert SavedFilter.objects.exists()
