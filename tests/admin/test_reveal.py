"""Reading what is masked: with a reason, by those charged with it, for an hour, and on record."""

from datetime import timedelta

import pytest

from requests_app.models import Event, Reveal
from requests_app.operations import review
from requests_app.vocabulary import EventKind, Role
from tests.admin.conftest import logged_in
from tests.admin.pages import act, errors, page, reveal, text, url
from tests.filings import CORRECTION, NOON, PIECES, answered, file, only_request
from tests.support.roles import employ
from tests.threats.proposals import TEXT, propose, verified

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A61")]
NAME, CONTACT = "Rosa Example", "rosa@example.com"


@pytest.fixture
def request_():
    return only_request(file(CORRECTION))


def test_a_reviewer_sees_masks_until_they_say_why(desk, request_):
    words = page(desk, request_)
    assert "R. E." in words
    assert NAME not in words
    assert CONTACT not in words
    reveal(desk, request_, "WHO")
    words = page(desk, request_)
    assert NAME in words
    assert CONTACT in words
    assert "new@example.com" not in words


def test_what_was_typed_and_what_was_written_are_asked_for_apart(desk, request_):
    reveal(desk, request_, "TYPED")
    words = page(desk, request_)
    assert "new@example.com" in words
    assert NAME not in words


@pytest.mark.parametrize("fields", ["WHO", "TYPED", "WORDS", "ALL"])
def test_who_read_what_and_why_is_in_the_history_and_no_value_is(desk, staff, request_, fields):
    reveal(desk, request_, fields, reason="OTHER", note="Rosa called about it.")
    event = Event.objects.get(kind=EventKind.REVEALED)
    read = ["WHO", "TYPED", "WORDS", "PAPERS"] if fields == "ALL" else [fields]
    assert (event.staff, event.data) == (staff, {"fields": read, "look_reason": "OTHER"})
    assert Reveal.objects.get().note == "Rosa called about it."


def test_the_history_says_it_in_words(desk, request_):
    reveal(desk, request_, "WHO", reason="CALL")
    assert "reviewer read names and contacts. Reason: Somebody called or wrote about it." in page(desk, request_)


def test_no_value_stands_in_an_address_and_no_page_is_kept(desk, request_):
    response = reveal(desk, request_)
    assert response.headers["Location"] == url(request_)
    assert "no-store" in desk.get(url(request_)).headers["Cache-Control"]
    assert NAME not in str(dict(desk.session))


def test_without_a_reason_nothing_is_shown(desk, request_):
    response = reveal(desk, request_, reason="")
    assert errors(response) == ["Choose why you have to read it"]
    assert NAME not in text(response)
    assert not Reveal.objects.exists()


def test_another_reason_has_to_be_written_down(desk, request_):
    assert errors(reveal(desk, request_, reason="OTHER")) == ["Write down your reason"]


def test_a_button_that_is_none_of_ours_reveals_nothing(desk, request_):
    assert reveal(desk, request_, "EVERYTHING").status_code == 403
    assert not Reveal.objects.exists()


def test_looking_at_the_form_reveals_nothing(desk, request_):
    desk.get(url(request_, "reveal"), {"fields": "ALL", "reason": "WORK"})
    assert NAME not in page(desk, request_)


def test_it_is_masked_again_after_an_hour(desk, request_, noon):
    reveal(desk, request_)
    noon.move_to(NOON + timedelta(minutes=59))
    assert NAME in page(desk, request_)
    noon.move_to(NOON + timedelta(minutes=61))
    assert NAME not in page(desk, request_)


def test_it_is_read_by_nobody_else_in_no_other_session_and_of_no_other_request(desk, second_desk, staff, request_):
    other = only_request(file(contact="rosa2@example.com"))
    reveal(desk, request_)
    assert NAME not in page(second_desk, request_)
    assert NAME not in page(logged_in(staff), request_)
    assert NAME not in page(desk, other)


def test_whoever_loses_the_duty_reads_nothing_any_more(desk, staff, request_):
    reveal(desk, request_)
    staff.groups.clear()
    staff.groups.add(employ("other", Role.AUDITOR).groups.get())
    assert NAME not in page(desk, request_)


@pytest.mark.parametrize("role", [Role.TRIAGE, Role.AUDITOR])
def test_who_is_not_charged_with_it_is_told_who_is(role, request_):
    client = logged_in(employ("masked", role))
    assert "Reviewers and approvers may read it, with a reason." in page(client, request_)
    assert reveal(client, request_).status_code == 403


def test_a_superuser_without_a_role_reads_nothing_at_all(boss, request_):
    assert boss.get(url(request_)).status_code == 403
    assert reveal(boss, request_).status_code == 403


def test_whoever_takes_care_of_it_has_their_reason_ready(desk, staff, request_):
    review.assign(request=request_, owner=staff, at=NOON, by=staff)
    form = desk.get(url(request_)).context["reveal"]["form"]
    assert form.initial["reason"] == "WORK"


def test_nobody_else_is_told_what_to_say(second_desk, request_):
    assert second_desk.get(url(request_)).context["reveal"]["form"].initial["reason"] == ""


def test_nobody_releases_what_they_have_not_read(second_desk, staff):
    request = verified(staff)
    proposal = propose(request, staff, text=TEXT)
    unread = act(second_desk, request, "release", digest=proposal.digest)
    assert unread.redirect_chain[0][0] == url(request, "reveal") + "?then=release"
    assert "This takes somebody who has read all of it." in text(unread)
    assert TEXT not in text(unread)
    request.refresh_from_db()
    assert not request.closed


def test_after_the_reason_one_is_where_one_was_going(second_desk, staff):
    request = verified(staff)
    propose(request, staff, text=TEXT)
    response = reveal(second_desk, request, reason="RELEASE", then="release")
    assert response.url == url(request, "release")
    assert TEXT in text(second_desk.get(response.url))


def test_an_answer_is_masked_after_it_was_given(desk, staff):
    request = only_request(answered(PIECES, by=staff, at=NOON))
    assert "Here is what we hold about you." not in page(desk, request)
    reveal(desk, request, "WORDS")
    assert "Here is what we hold about you." in page(desk, request)
