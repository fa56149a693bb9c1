"""A request is closed at the desk when every system and vendor is done, or when somebody says why not."""

import pytest

from requests_app.operations import holder_tasks
from requests_app.vocabulary import Outcome, RequestType, WhyNot
from tests.admin.pages import act, errors, fresh, page, queue, reveal, text, unmasked, url
from tests.admin.pages import release as press_release
from tests.filings import DELETION, NOON, PIECES
from tests.holders import EFFORT, OWN, THIRD, done, holder, started
from tests.threats.proposals import TEXT, verified

pytestmark = pytest.mark.django_db

REASON = "They promised it for Friday; the consumer asked for an answer today."


def test_an_answer_is_refused_while_somebody_still_has_something_to_do(desk, request_, pigeon):
    words = text(desk.get(url(request_, "answer")))
    assert "Systems and vendors still have something to do: Pigeon Mail To do Shop To do" in words
    assert errors(act(desk, request_, "answer", text=TEXT)) == [
        "Systems or vendors still have something to do: Pigeon Mail, Shop. Finish that first, or say why not."
    ]
    assert not fresh(request_).closed


def read_of(client, request, query=""):
    return client.get(url(request, "answer") + query).context["form"].initial.get("left_open") or (
        client.get(url(request, "answer") + query).context["form"].fields["left_open"].initial
    )


def test_a_reason_closes_it_all_the_same_and_staff_read_it_later(desk, request_, pigeon):
    left_open = read_of(desk, request_)
    words = text(act(desk, request_, "answer", text=TEXT, tasks_reason=REASON, left_open=left_open))
    assert "It is answered, and the consumer is told." in words
    assert "closed it with 2 tasks to do, for a written reason." in words
    assert REASON not in words
    assert f"Why with tasks to do {REASON}" in unmasked(desk, request_)
    assert queue(desk, tasks="open", state="all") == [request_.reference]


def test_a_form_that_was_opened_before_a_task_came_shows_it_and_can_be_sent_again(desk, request_, staff, pigeon):
    left_open = read_of(desk, request_)
    holder(staff, "Parcel Lockers")
    answer = {"text": TEXT, "tasks_reason": REASON}
    response = act(desk, request_, "answer", **answer, left_open=left_open)
    assert "Parcel Lockers" in errors(response)[0]
    assert TEXT in text(response)
    act(desk, request_, "answer", **answer, left_open=response.context["form"].data["left_open"])
    assert fresh(request_).outcome == Outcome.FULFILLED


def test_with_everything_done_nobody_is_asked_for_a_reason(desk, request_, staff):
    for task in started(request_, staff):
        done(task, staff)
    assert "Next step Answer. Answer" in page(desk, request_)
    assert "why, while these are to do" not in text(desk.get(url(request_, "answer")))
    act(desk, request_, "answer", text=TEXT)
    assert fresh(request_).outcome == Outcome.FULFILLED


def test_a_second_person_reads_the_reason_and_who_is_not_done(desk, second_desk, staff):
    holder(staff, "Shop", OWN, types=[RequestType.KNOW_SPECIFIC.value])
    request = verified(staff, PIECES)
    started(request, staff)
    act(desk, request, "answer", text=TEXT, tasks_reason=REASON, left_open=read_of(desk, request))
    reveal(second_desk, request, reason="RELEASE")
    words = text(second_desk.get(url(request, "release")))
    assert f"Why with tasks to do {REASON}" in words
    assert "Systems and vendors still have something to do: Shop To do" in words
    press_release(second_desk, request)
    assert fresh(request).answer.tasks_reason == REASON


def test_a_third_party_that_is_not_told_leads_to_the_ground_with_its_words(desk, staff):
    holder(staff, "Data Broker", THIRD)
    request = verified(staff, DELETION)
    (broker,) = started(request, staff)
    holder_tasks.not_applicable(task=broker, why=WhyNot.DISPROPORTIONATE, note=EFFORT, at=NOON, by=staff)
    (error,) = errors(act(desk, request, "answer", text=TEXT))
    assert "Choose a ground: “Telling some third parties is impossible”." in error
    assert EFFORT in text(desk.get(url(request, "answer") + "?withhold=1&ground=DEL_3P_NOTICE"))
