"""Systems and vendors at the desk: started, told and done. How a request closes is in test_closing."""

import pytest
from django.test import Client

from requests_app.models import HolderTask
from requests_app.operations import review
from requests_app.vocabulary import TaskState
from tests.admin.pages import act, errors, fresh, page, queue, reveal, text, url
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, file
from tests.holders import EVERY_RIGHT, OWN, THIRD, again, done, holder, started, told
from tests.threats.proposals import verified

pytestmark = pytest.mark.django_db

LIST = "/staff/requests_app/holdertask/"


def step(task: HolderTask, name: str) -> str:
    return f"{LIST}{task.pk}/{name}/"


def task_page(client: Client, task: HolderTask) -> str:
    return text(client.get(step(task, "change")))


def unmasked_task(client: Client, task: HolderTask) -> str:
    """The page of a task as whoever said why they have to read it sees it."""
    reveal(client, task.request)
    return task_page(client, task)


# --- the request's page ---------------------------------------------------------------------------------------


def test_starting_the_work_is_the_next_step_and_names_who_it_concerns(desk, request_):
    words = page(desk, request_)
    assert "Next step Start the work: systems and vendors have to act. Start the work" in words
    assert "It concerns these, and the work is not started yet: Pigeon Mail, Shop" in words
    assert "Service provider. Names and mailboxes" in text(desk.get(url(request_, "start-work")))


def test_starting_it_makes_the_tasks_and_says_so(desk, request_):
    words = text(act(desk, request_, "start-work", keep="The open order."))
    assert "The tasks are made. Whoever sees to them is told." in words
    assert "Pigeon Mail To do Service provider. reviewer sees to it." in words
    assert "Next step Finish 2 tasks, then answer." in words
    assert "Delete: reviewer started the work, 2 tasks. Something has to be kept." in words
    assert {task.keep for task in HolderTask.objects.all()} == {"The open order."}


def test_what_came_into_the_register_since_can_be_added(desk, request_, staff, pigeon):
    holder(staff, "Parcel Lockers")
    words = page(desk, request_)
    assert "Next step Add the systems and vendors that are new in the register. Start the work" in words
    assert "New in the register, without a task yet: Parcel Lockers" in words
    act(desk, request_, "start-work")
    assert HolderTask.objects.count() == 3


def test_the_work_on_what_is_not_settled_is_shown_as_not_to_be_started(desk, staff):
    holder(staff, types=EVERY_RIGHT)
    words = page(desk, file(PIECES).requests.select_related("submission").get())
    assert "Start the work Not now: It is not settled yet who asked, and that they want it." in words


def test_only_a_deletion_is_asked_what_is_kept(desk, staff):
    holder(staff, types=EVERY_RIGHT)
    assert "Does something have to be kept" not in text(desk.get(url(verified(staff, CATEGORIES), "start-work")))


def test_who_has_no_register_reads_nothing_of_it(desk, staff):
    words = page(desk, verified(staff, DELETION))
    assert "Systems and vendors" not in words.split("Queue", 1)[1].split("History")[0]
    assert "Next step Answer." in words


def test_who_only_looks_reads_where_tasks_stand_and_no_note(looker, request_, staff, pigeon):
    done(pigeon, staff, note="Ticket 7 of Rosa.")
    words = page(looker, request_)
    assert "Pigeon Mail Done on Nov. 23, 2026" in words
    assert "Ticket 7" not in words


# --- a task's page ------------------------------------------------------------------------------------------


def test_a_task_says_what_to_ask_for_whom_and_where(desk, pigeon):
    words = unmasked_task(desk, pigeon)
    assert "Please delete everything that you hold for us about this person, and have those who work for you" in words
    assert "11 CCR § 7022(b)(2)" in words
    assert "Name given Rosa Example" in words
    assert "Where it is told privacy@pigeon.example.com" in words


def test_the_words_for_a_provider_name_nobody(desk, pigeon):
    instructions = desk.get(step(pigeon, "change")).context["instructions"]
    assert "Rosa" not in instructions
    assert "@" not in instructions


def test_what_is_kept_is_said_with_what_it_is_for(desk, request_, staff):
    task, _shop = started(request_, staff, keep="The open order, until its warranty has run out.")
    masked = task_page(desk, task)
    assert "Please delete" not in masked
    assert "What it is was written by us and is masked, and the words for them with it." in masked
    words = unmasked_task(desk, task)
    assert "Please delete what you hold for us about this person, but for what is kept" in words
    assert "Keep, and use for this reason only: The open order, until its warranty has run out." in words


@pytest.mark.parametrize("right", [PIECES, CATEGORIES, CORRECTION, DELETION])
@pytest.mark.parametrize("kind", ["OWN_SYSTEM", "SERVICE_PROVIDER"])
def test_every_right_has_words_for_each_kind_of_holder(desk, staff, right, kind):
    holder(staff, "Any", kind, types=EVERY_RIGHT)
    request = verified(staff, right, **({"points": POINTS} if right == CORRECTION else {}))
    (task,) = started(request, staff)
    assert len(desk.get(step(task, "change")).context["instructions"]) > 60


POINTS = {"NAME", "CUSTOMER_NUMBER", "POSTAL_ADDRESS"}


def test_a_step_that_asks_nothing_is_a_button_of_a_form_and_no_link(desk, pigeon):
    words = desk.get(step(pigeon, "change")).content.decode()
    form = words.split(f'action="{step(pigeon, "told")}"')[1].split("</form>")[0]
    assert 'type="submit"' in form
    assert f'href="{step(pigeon, "told")}"' not in words


def test_telling_acknowledging_and_finishing_are_three_presses(desk, pigeon):
    assert "It is recorded that they were told." in text(desk.post(step(pigeon, "told"), follow=True))
    assert "It is recorded that they said so." in text(desk.post(step(pigeon, "acknowledged"), follow=True))
    words = text(desk.post(step(pigeon, "done"), {"note": "Deleted, ticket 7."}, follow=True))
    assert "Nothing: it is finished." in words
    assert "ticket 7" not in words
    assert "What was done Deleted, ticket 7." in unmasked_task(desk, pigeon)
    assert again(pigeon).state == TaskState.DONE


def test_what_was_not_told_has_no_button_for_done_and_its_post_is_refused(desk, pigeon):
    assert step(pigeon, "done") not in desk.get(step(pigeon, "change")).content.decode()
    words = text(desk.post(step(pigeon, "done"), {"note": "Done."}, follow=True))
    assert "This task has changed in the meantime. Look at it again." in words
    assert again(pigeon).state == TaskState.OPEN


def test_a_button_that_is_pressed_twice_is_told_so(desk, pigeon):
    desk.post(step(pigeon, "told"))
    assert "This task has changed in the meantime." in text(desk.post(step(pigeon, "told"), follow=True))


def test_a_note_that_is_missing_is_asked_for_at_its_field(desk, staff, pigeon):
    told(pigeon, staff)
    assert errors(desk.post(step(pigeon, "done"), {"note": " "})) == ["Write what was done"]


def test_an_excuse_has_to_be_a_whole_sentence(desk, staff):
    holder(staff, "Data Broker", THIRD)
    (broker,) = started(verified(staff, DELETION), staff)
    data = {"why": "DISPROPORTIONATE", "note": "Too hard."}
    assert errors(desk.post(step(broker, "not-applicable"), data)) == ["Write a whole sentence, at least 40 characters"]


def test_what_is_kept_can_be_changed_while_it_is_to_do(desk, staff, pigeon):
    told(pigeon, staff)
    words = text(desk.post(step(pigeon, "keep"), {"keep": "The open order."}, follow=True))
    assert "Whoever was told otherwise has to be told anew." in words
    assert again(pigeon).state == TaskState.OPEN


def test_who_only_looks_sees_neither_the_person_nor_the_address_and_can_do_nothing(looker, pigeon):
    words = task_page(looker, pigeon)
    assert "Rosa" not in words
    assert "privacy@pigeon.example.com" not in words
    assert "They were told" not in words
    assert looker.post(step(pigeon, "told")).status_code == 403
    assert again(pigeon).state == TaskState.OPEN


def test_whom_to_look_for_is_masked_until_somebody_says_why(desk, pigeon):
    words = task_page(desk, pigeon)
    assert "Rosa" not in words
    assert "rosa@" not in words
    response = reveal(desk, pigeon.request, then=f"task:{pigeon.pk}")
    assert response.headers["Location"] == step(pigeon, "change")
    assert "Contact rosa@example.com" in task_page(desk, pigeon)


def test_nobody_says_that_it_was_told_who_has_not_read_what_is_kept(desk, request_, staff):
    task, _shop = started(request_, staff, keep="The open order.")
    response = desk.post(step(task, "told"))
    assert response.headers["Location"].startswith(url(request_, "reveal"))
    assert again(task).state == TaskState.OPEN
    reveal(desk, request_)
    desk.post(step(task, "told"))
    assert again(task).state == TaskState.TOLD


# --- the list ---------------------------------------------------------------------------------------------------


def test_my_tasks_come_first_then_everybodys_then_the_finished_ones(desk, second_desk, staff, pigeon):
    done(pigeon, staff)
    mine, theirs = text(desk.get(LIST)), text(second_desk.get(LIST))
    assert "Shop" in mine
    assert "Pigeon Mail" not in mine
    assert "Nothing like that." in theirs
    assert "Shop" in text(second_desk.get(LIST, {"whose": "everybody"}))
    assert "Pigeon Mail" in text(desk.get(LIST, {"whose": "all"}))


def test_the_list_needs_as_many_queries_for_fifty_tasks_as_for_two(desk, staff, django_assert_num_queries):
    request = verified(staff, DELETION)
    for number in range(2):
        holder(staff, f"System {number}", OWN)
    started(request, staff)
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(LIST)
    for number in range(2, 40):
        holder(staff, f"System {number}", OWN)
    started(request, staff)
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(LIST)


# One less than with Django's own permissions, since all duties are one query.
LIST_QUERIES = 5


def test_the_queue_finds_what_has_tasks_to_do(desk, staff, request_, pigeon):
    other = verified(staff, CATEGORIES)
    assert queue(desk, tasks="open") == [request_.reference]
    assert other.reference in queue(desk)


def test_a_request_with_many_tasks_costs_no_more_queries(desk, staff, django_assert_max_num_queries):
    request = verified(staff, DELETION)
    for number in range(30):
        holder(staff, f"System {number}", OWN)
    started(request, staff)
    with django_assert_max_num_queries(40):
        desk.get(url(request))


def test_who_was_told_of_what_is_called_off_is_to_be_told_so(desk, request_, staff, pigeon):
    told(pigeon, staff)
    review.withdraw(request=fresh(request_), at=NOON)
    words = task_page(desk, pigeon)
    assert "They were told before it was called off. Tell them that it is." in words
