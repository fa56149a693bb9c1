"""A session ends while somebody types: nothing is done, nothing is lost, and nobody else reads it."""

from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from privacy_portal.sign_in import standing
from requests_app.admin import keeping
from requests_app.models import Answer, Draft, Message, PersonMerge, StaffNote
from requests_app.tasks import purge_drafts
from requests_app.vocabulary import TaskState
from tests.admin.pages import act, fresh, reveal, text, url
from tests.filings import CATEGORIES, NOON, PIECES, answered, colleague, file, only_request, verify
from tests.support.staff import staff_sign_in
from tests.threats.proposals import verified

pytestmark = pytest.mark.django_db

WORDS = "We hold your name, your address and what you bought."


@pytest.fixture
def asked_for(staff):
    submission = file(CATEGORIES)
    verify(submission, by=staff)
    return only_request(submission)


def idle(client):
    session = client.session
    session[standing.TIMES] = dict.fromkeys(("since", "seen"), (NOON - timedelta(hours=1)).timestamp())
    session.save()


def form_of(client, address):
    """What the form on a page carries unseen."""
    context = client.get(address).context
    return {"seen": str(context["seen"])} | carried(client, address) if "seen" in context else carried(client, address)


def carried(client, address):
    body = client.get(address).content.decode()
    start = body.index('value="', body.index(f'name="{keeping.FIELD}"')) + len('value="')
    return {keeping.FIELD: unescape(body[start : body.index('"', start)])}


def lost(client, address, **typed):
    """Send a form after the session ended; return where the login leads back to."""
    given = form_of(client, address)
    idle(client)
    answer = client.post(address, {**given, **typed})
    door = urlsplit(answer.headers["Location"])
    assert door.path == "/staff/login/"
    return parse_qs(door.query)["next"][0]


@pytest.mark.parametrize("step", ["", "send"], ids=["before it was read through", "when it was to leave"])
def test_an_answer_typed_into_a_session_that_ended_waits_behind_the_login_unsent(desk, staff, asked_for, step):
    back = lost(desk, url(asked_for, "answer"), text=WORDS, step=step)
    assert not Answer.objects.exists()
    staff_sign_in(desk, staff)
    shown = desk.get(back)
    assert "What you typed is here again" in text(shown)
    assert shown.context["form"]["text"].value() == WORDS
    assert not shown.context["form"].errors
    assert not Answer.objects.exists()


def test_what_was_kept_is_sent_as_any_form_and_kept_no_longer(desk, staff, asked_for):
    back = lost(desk, url(asked_for, "answer"), text=WORDS, step="send")
    staff_sign_in(desk, staff)
    given = {"seen": str(desk.get(back).context["seen"])} | carried(desk, back)
    desk.post(url(asked_for, "answer"), {**given, "text": WORDS, "step": "send"})
    assert Answer.objects.get().text == WORDS
    assert not Draft.objects.exists()


def test_what_somebody_typed_is_shown_to_nobody_else(desk, asked_for):
    back = lost(desk, url(asked_for, "answer"), text=WORDS)
    staff_sign_in(desk, colleague())
    shown = desk.get(back)
    assert shown.status_code == 200
    assert WORDS not in shown.content.decode()
    assert "What you typed is here again" not in text(shown)


def test_neither_the_address_nor_the_session_nor_the_row_says_what_was_typed(desk, asked_for, django_db_blocker):
    back = lost(desk, url(asked_for, "answer"), text=WORDS)
    assert set(parse_qs(urlsplit(back).query)) == {keeping.QUERY}
    assert WORDS not in str(dict(desk.session))
    assert WORDS not in str(Draft.objects.extra(select={"raw": "answers::text"}).values("raw").get())


def test_what_is_kept_is_gone_after_a_day(desk, staff, asked_for, noon):
    back = lost(desk, url(asked_for, "answer"), text=WORDS)
    noon.shift(timedelta(hours=25))
    staff_sign_in(desk, staff)
    assert WORDS not in desk.get(back).content.decode()
    purge_drafts()
    assert not Draft.objects.exists()


def test_what_is_kept_opens_on_its_own_page_only(desk, staff, asked_for):
    back = lost(desk, url(asked_for, "answer"), text=WORDS)
    staff_sign_in(desk, staff)
    assert WORDS not in desk.get(back.replace("/answer/", "/note/")).content.decode()


@pytest.mark.parametrize("forged", ["", "made-up"])
def test_a_stranger_can_keep_nothing_here(client, asked_for, forged):
    answer = client.post(url(asked_for, "answer"), {keeping.FIELD: forged, "text": WORDS})
    assert urlsplit(answer.headers["Location"]).path == "/staff/login/"
    assert not Draft.objects.exists()


def test_a_note_that_was_sent_before_the_session_ended_is_not_written_twice(desk, staff, asked_for):
    address = url(asked_for, "note")
    token = desk.get(address).context["form"]["token"].value()
    given = form_of(desk, address)
    desk.post(address, {**given, "text": WORDS, "token": token})
    idle(desk)
    # The back button, and once more.
    answer = desk.post(address, {**given, "text": WORDS, "token": token})
    staff_sign_in(desk, staff)
    back = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
    assert "This request changed while you had it open" in text(desk.get(back))
    desk.post(address, {"text": WORDS, "token": token})
    assert StaffNote.objects.count() == 1


def test_what_a_colleague_did_meanwhile_is_told_before_it_is_sent(desk, second_desk, staff, asked_for):
    back = lost(desk, url(asked_for, "answer"), text=WORDS)
    act(second_desk, asked_for, "extend", reason="NUMBER")
    staff_sign_in(desk, staff)
    said = text(desk.get(back))
    assert "This request changed while you had it open" in said
    assert WORDS in said


def test_the_words_wait_while_one_says_again_why_one_reads_what_is_masked(desk, staff):
    """What was revealed ended with the session; sending back an answer takes somebody who reads it."""
    waiting = verified(staff, PIECES)
    act(desk, waiting, "answer", text="Here it is.")
    second = colleague()
    staff_sign_in(desk, second)
    reveal(desk, waiting, reason="RELEASE")
    back = lost(desk, url(waiting, "send-back"), reason="The second sentence is wrong.")
    staff_sign_in(desk, second)
    asked = desk.get(back)
    assert "/reveal/" in asked.headers["Location"]
    form = desk.get(asked.headers["Location"]).context["form"]
    onward = reveal(desk, waiting, reason="RELEASE", then=form["then"].value())
    assert "The second sentence is wrong." in desk.get(onward.headers["Location"]).content.decode()


def test_the_words_wait_also_where_only_the_reading_ended(desk, staff, noon):
    waiting = verified(staff, PIECES)
    act(desk, waiting, "answer", text="Here it is.")
    staff_sign_in(desk, colleague())
    reveal(desk, waiting, reason="RELEASE")
    given = form_of(desk, url(waiting, "send-back"))
    noon.shift(timedelta(hours=2))
    asked = desk.post(url(waiting, "send-back"), {**given, "reason": "The second sentence is wrong."})
    form = desk.get(asked.headers["Location"]).context["form"]
    onward = reveal(desk, waiting, reason="RELEASE", then=form["then"].value())
    assert "The second sentence is wrong." in desk.get(onward.headers["Location"]).content.decode()


def test_a_message_a_task_a_merge_and_a_reason_are_kept_as_well(desk, staff, pigeon, asked_for):
    person = answered(CATEGORIES, by=staff, at=NOON, contact="third@example.com").person
    for address, field in (
        (url(asked_for, "message"), "text"),
        (f"/staff/requests_app/holdertask/{pigeon.pk}/not-applicable/", "note"),
        (f"/staff/requests_app/person/{person.pk}/merge/", "reason"),
        (url(asked_for, "evidence"), "reason"),
    ):
        back = lost(desk, address, **{field: WORDS})
        staff_sign_in(desk, staff)
        shown = desk.get(back)
        assert WORDS in shown.content.decode(), address
        assert "What you typed is here again" in text(shown), address
    assert not Message.objects.exists()
    assert not PersonMerge.objects.exists()
    pigeon.refresh_from_db()
    assert pigeon.state == TaskState.OPEN


def test_a_kept_form_of_a_asked_forthat_is_not_theirs_to_know_is_not_there(desk, staff, second_desk, asked_for):
    back = lost(desk, url(asked_for, "answer"), text=WORDS)
    asked_for.submission.worker = "EMPLOYEE"
    asked_for.submission.save()
    staff_sign_in(desk, staff)
    assert desk.get(back).status_code == 404
    assert fresh(asked_for).status != "CLOSED"
