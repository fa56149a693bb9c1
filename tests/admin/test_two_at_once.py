"""Two people act on one request, or one form is sent twice: the second is told, and nothing happens twice."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from requests_app.models import Answer, Event, Notice
from requests_app.vocabulary import EventKind, NoticeKind, Status
from tests.admin.conftest import logged_in
from tests.admin.pages import act, fresh, page, text, url
from tests.filings import CATEGORIES, NOON, confirm, file, only_request, verify
from tests.threats.proposals import verified


@pytest.fixture
def request_(db, staff):
    submission = file(CATEGORIES)
    verify(submission, by=staff)
    return only_request(submission)


def opened(client, request, action):
    """The form as somebody sees it, with what it carries of the moment."""
    return str(client.get(url(request, action)).context["seen"])


@pytest.mark.django_db
def test_the_second_of_two_people_reads_what_the_first_did_and_keeps_their_words(desk, second_desk, request_):
    seen = opened(second_desk, request_, "answer")
    act(desk, request_, "extend", reason="NUMBER", seen=opened(desk, request_, "extend"))
    response = act(second_desk, request_, "answer", text="The words of the second person.", seen=seen)
    said = text(response)
    assert "This request changed while you had it open" in said
    assert "reviewer extended the answer date" in said
    assert "The words of the second person." in said
    assert fresh(request_).status == Status.IN_PROGRESS


@pytest.mark.django_db
def test_who_read_what_changed_may_send_it_all_the_same(desk, second_desk, request_):
    seen = opened(second_desk, request_, "answer")
    act(desk, request_, "extend", reason="NUMBER")
    told = act(second_desk, request_, "answer", text="Here it is.", seen=seen)
    act(second_desk, request_, "answer", text="Here it is.", seen=str(told.context["seen"]))
    assert fresh(request_).closed


@pytest.mark.django_db
def test_what_was_closed_meanwhile_says_so_and_keeps_the_words(desk, second_desk, request_):
    seen = opened(second_desk, request_, "answer")
    act(desk, request_, "answer", text="The first answer.")
    said = text(act(second_desk, request_, "answer", text="The second answer.", seen=seen))
    assert "It is not possible any more: It is closed." in said
    assert "The second answer." in said
    assert Answer.objects.get().text == "The first answer."


@pytest.mark.django_db
def test_a_form_that_is_sent_twice_acts_once(desk, request_):
    seen = opened(desk, request_, "assign")
    owner = desk.session["_auth_user_id"]
    act(desk, request_, "assign", owner=owner, seen=seen)
    assert "This request changed while you had it open" in text(act(desk, request_, "assign", owner=owner, seen=seen))
    assert Event.objects.filter(kind=EventKind.ASSIGNED).count() == 1


@pytest.mark.django_db
def test_taking_what_a_colleague_took_meanwhile_is_told_and_takes_nothing_away(desk, second_desk, request_):
    seen = str(second_desk.get(url(request_)).context["seen"])
    act(desk, request_, "take")
    said = text(act(second_desk, request_, "take", seen=seen))
    assert "It changed meanwhile:" in said
    assert fresh(request_).owner.username == "reviewer"


@pytest.mark.django_db
def test_looking_makes_no_form_stale(desk, second_desk, request_):
    seen = opened(desk, request_, "answer")
    page(second_desk, request_)
    second_desk.post(url(request_, "reveal"), {"fields": "ALL", "reason": "WORK"})
    act(desk, request_, "answer", text="Here it is.", seen=seen)
    assert fresh(request_).closed


@pytest.mark.django_db
@pytest.mark.parametrize("nonsense", ["", "minus one", "-3", "٣", "9" * 400])
def test_nonsense_for_the_moment_breaks_nothing(desk, request_, nonsense):
    assert act(desk, request_, "assign", owner="", seen=nonsense).status_code == 200


@pytest.mark.django_db
def test_an_answer_is_read_as_it_will_go_before_anything_is_sent(desk, request_):
    response = act(desk, request_, "answer", text="Here is what we hold.", step="")
    said = text(response)
    assert "Nothing has been sent yet." in said
    assert "Here is what we hold." in said
    assert "You asked for" in said
    assert fresh(request_).status == Status.IN_PROGRESS
    assert not Notice.objects.filter(kind=NoticeKind.ANSWER_READY).exists()
    assert not Answer.objects.exists()


@pytest.mark.django_db
def test_its_page_is_shown_as_a_page_and_what_was_typed_as_text(desk, request_):
    shown = act(desk, request_, "answer", text="Two <b>lamps</b>.", step="").content.decode()
    assert "Two &lt;b&gt;lamps&lt;/b&gt;." in shown
    assert [tag for tag in ("&lt;h3", "&lt;p&gt;", "&lt;dl") if tag in shown] == []


@pytest.mark.django_db
def test_it_is_read_in_the_language_of_the_consumer(desk, staff):
    submission = file(CATEGORIES, language="es")
    verify(submission, by=staff)
    response = act(desk, only_request(submission), "extend", reason="NUMBER", step="")
    assert response.context["preview"].letters[0].language == "es"
    assert "Necesitamos más tiempo" in text(response)


@pytest.mark.django_db
def test_what_was_typed_goes_there_and_back(desk, request_):
    words = "First line.\r\nSecond line."
    typed = dict(act(desk, request_, "answer", text=words, step="").context["typed"])
    back = act(desk, request_, "answer", step="change", **typed)
    assert back.context["form"]["text"].value() == words
    assert not back.context["form"].errors
    act(desk, request_, "answer", step="send", **typed)
    assert Answer.objects.get().text == "First line.\nSecond line."


@pytest.mark.django_db
def test_what_waits_for_a_second_person_is_read_as_it_will_go_too(desk, staff):
    request = verified(staff)
    response = act(desk, request, "answer", text="All of it.", step="")
    said = text(response)
    assert "A second person has to release this before it leaves." in said
    assert "Give it to a second person" in said
    assert "All of it." in said
    assert not hasattr(fresh(request), "proposal")


@pytest.mark.django_db
def test_what_is_refused_is_refused_before_it_is_shown(desk, request_):
    response = act(desk, request_, "answer", text="Your card is 4111 1111 1111 1111.", step="")
    assert response.context["form"].errors


@pytest.mark.django_db
def test_closing_as_not_verified_is_read_first(desk):
    long_ago = NOON - timedelta(days=40)
    request = only_request(confirm(file(CATEGORIES, at=long_ago), at=long_ago))
    assert act(desk, request, "not-verified", step="").context["preview"].letters
    assert not fresh(request).closed


@pytest.mark.django_db(transaction=True)
def test_of_ten_forms_sent_at_one_moment_one_acts(staff):
    submission = file(CATEGORIES)
    verify(submission, by=staff)
    request = only_request(submission)
    seen, barrier, told = opened(logged_in(staff), request, "assign"), Barrier(10), []

    def send(client):
        barrier.wait()
        response = client.post(url(request, "assign"), {"owner": str(staff.pk), "seen": seen})
        told.append(response.status_code)
        connection.close()

    threads = [Thread(target=send, args=(logged_in(staff),)) for _each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [200] * 9 + [302]
    assert Event.objects.filter(kind=EventKind.ASSIGNED).count() == 1
