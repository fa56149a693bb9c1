"""Nothing is called done while somebody who holds the information still has it, unless staff say why."""

import pytest
from django.contrib.auth.models import User

from requests_app import refusals
from requests_app.models import Event, Holder, HolderTask, ProposedAnswer
from requests_app.operations import answers, holder_tasks, release
from requests_app.operations.decision import ExcuseUnsaid, TasksOpen
from requests_app.rules import grounds
from requests_app.vocabulary import Accompaniment, EventKind, Ground, Outcome, RequestType, Status, TaskState, WhyNot
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, colleague, only_request
from tests.holders import CONTRACTOR, EFFORT, OWN, THIRD, again, done, holder, started, told
from tests.support.crowd import at_once, ends
from tests.threats.proposals import SENTENCE, TEXT, give, propose, verified

pytestmark = pytest.mark.django_db

REASON = "They have promised it in writing for Friday; the consumer asked for an answer today."


@pytest.fixture
def register(staff: User) -> User:
    holder(staff, "Shop", OWN)
    holder(staff, "Pigeon Mail")
    return staff


@pytest.fixture
def request_(register: User):
    return verified(register, DELETION)


def ids(request):
    return holder_tasks.ids(list(request.tasks.all()))


def deny(request, staff, ground=Ground.DEL_8_LEGAL, **changes):
    parts = dict.fromkeys(grounds.GROUNDS[ground].staff_writes, SENTENCE)
    return answers.deny(request=request, ground=ground, parts=parts, at=NOON, by=staff, **changes)


def partly(request, staff, ground=Ground.DEL_1_TRANSACTION, **changes):
    parts = dict.fromkeys(grounds.GROUNDS[ground].staff_writes, SENTENCE)
    return propose(request, staff, ground=ground, parts=parts, **changes)


# --- refused ------------------------------------------------------------------------------------------------


def test_what_was_not_started_is_not_fulfilled(request_, staff):
    with pytest.raises(TasksOpen) as refused:
        propose(request_, staff)
    assert [str(each) for each in refused.value.without_task] == ["Pigeon Mail", "Shop"]
    assert only_request(request_.submission).status == Status.IN_PROGRESS


@pytest.mark.parametrize("close", [propose, partly, deny], ids=["in full", "in part", "denied, and the rest deleted"])
def test_nothing_is_closed_with_a_task_to_do(request_, staff, close):
    pigeon, _shop = started(request_, staff)
    done(pigeon, staff)
    with pytest.raises(TasksOpen) as refused:
        close(request_, staff)
    assert [str(each) for each in refused.value.tasks] == ["Shop"]


def test_it_is_closed_when_every_task_is_finished(request_, staff):
    pigeon, shop = started(request_, staff)
    done(pigeon, staff)
    holder_tasks.not_applicable(task=shop, why=WhyNot.NOTHING_HELD, note="Searched.", at=NOON, by=staff)
    assert propose(request_, staff).outcome == Outcome.FULFILLED


def test_who_has_no_register_answers_as_before(staff):
    assert propose(verified(staff, DELETION), staff).tasks_reason is None


def test_a_refusal_that_asks_nothing_of_anybody_calls_the_tasks_off(request_, staff):
    started(request_, staff)
    assert deny(request_, staff, ground=Ground.NOT_CALIFORNIA).outcome == Outcome.DENIED
    assert {task.state for task in HolderTask.objects.all()} == {TaskState.CALLED_OFF}


# --- with a reason ------------------------------------------------------------------------------------------


def test_a_reason_closes_it_and_is_kept_sealed_with_the_answer_and_without_words_in_the_history(request_, staff):
    started(request_, staff)
    given = propose(request_, staff, tasks_reason=REASON, left_open=ids(request_))
    assert given.tasks_reason == REASON
    event = Event.objects.get(kind=EventKind.TASKS_LEFT_OPEN)
    assert event.data["tasks"] == ids(request_)
    assert "Friday" not in str(event.data)


def test_tasks_that_were_left_open_are_still_to_be_done(request_, staff):
    pigeon, _shop = started(request_, staff)
    propose(request_, staff, tasks_reason=REASON, left_open=ids(request_))
    assert again(pigeon).state == TaskState.OPEN
    assert done(again(pigeon), staff).state == TaskState.DONE


def test_a_reason_where_nothing_is_to_do_is_not_kept(request_, staff):
    for task in started(request_, staff):
        done(task, staff)
    assert propose(request_, staff, tasks_reason=REASON, left_open=ids(request_)).tasks_reason is None
    assert not Event.objects.filter(kind=EventKind.TASKS_LEFT_OPEN).exists()


def test_a_reason_does_not_cover_a_task_that_came_after_it_was_written(request_, staff):
    started(request_, staff)
    read = ids(request_)
    holder(staff, "Parcel Lockers")
    with pytest.raises(TasksOpen):
        propose(request_, staff, tasks_reason=REASON, left_open=read)


# --- a second person ----------------------------------------------------------------------------------------


@pytest.fixture
def pieces(staff):
    holder(staff, "Shop", OWN, types=[RequestType.KNOW_SPECIFIC.value])
    return verified(staff, PIECES)


def test_the_second_person_releases_the_reason_with_the_words(pieces, staff):
    started(pieces, staff)
    proposal = propose(pieces, staff, tasks_reason=REASON, left_open=ids(pieces))
    assert give(proposal, colleague()).tasks_reason == REASON


def test_a_task_that_came_after_the_words_were_written_keeps_them_from_being_released(pieces, staff):
    for task in started(pieces, staff):
        done(task, staff)
    proposal = propose(pieces, staff)
    holder(staff, "Help Desk", types=[RequestType.KNOW_SPECIFIC.value])
    with pytest.raises(TasksOpen):
        give(proposal, colleague())
    assert ProposedAnswer.objects.filter(pk=proposal.pk).exists()


def test_what_was_finished_meanwhile_does_not_change_what_was_read(pieces, staff):
    (shop,) = started(pieces, staff)
    proposal = propose(pieces, staff, tasks_reason=REASON, left_open=ids(pieces))
    done(shop, staff)
    assert give(proposal, colleague()).text == TEXT


@pytest.mark.django_db(transaction=True)
def test_of_closing_and_starting_at_the_same_moment_only_one_happens(request_, staff):
    """The reason was written about a work that nobody had started: it does not cover tasks that somebody has made."""
    read = sorted(str(each.pk) for each in Holder.objects.all())

    def start():
        holder_tasks.start(request=request_, at=NOON, by=staff)

    def close():
        propose(only_request(request_.submission), staff, tasks_reason=REASON, left_open=read)

    assert ends(at_once([start, close], refusals=(holder_tasks.NotSettled, TasksOpen)))["done"] == 1
    assert only_request(request_.submission).closed != HolderTask.objects.exists()


# --- third parties --------------------------------------------------------------------------------------------


@pytest.fixture
def excused(request_, staff):
    """A deletion whose third party cannot be told; everything else is done."""
    holder(staff, "Data Broker", THIRD)
    broker, *rest = started(request_, staff)
    for task in rest:
        done(task, staff)
    holder_tasks.not_applicable(task=broker, why=WhyNot.DISPROPORTIONATE, note=EFFORT, at=NOON, by=staff)
    return request_


def test_a_third_party_that_was_not_told_is_not_passed_over_in_silence(excused, staff):
    with pytest.raises(ExcuseUnsaid):
        propose(excused, staff)


def test_the_ground_for_it_says_what_staff_write_to_the_consumer(excused, staff):
    given = partly(excused, staff, ground=Ground.DEL_3P_NOTICE)
    assert (given.outcome, given.parts[Accompaniment.EFFORT_FACTS]) == (Outcome.PARTLY, SENTENCE)


@pytest.mark.parametrize("close", [partly, deny], ids=["in part", "denied"])
def test_another_ground_says_it_besides(excused, staff, close):
    words = refusals.ground_words(close(excused, staff))
    assert (Accompaniment.EFFORT_FACTS, EFFORT) in words.said


# --- what the consumer reads of those who work for us ---------------------------------------------------------


def said_of_providers(given) -> str:
    return dict(refusals.ground_words(given).said).get(Accompaniment.PROVIDERS_TOLD, "")


def test_that_companies_were_told_is_said_when_they_were(request_, staff):
    for task in started(request_, staff, keep="The open order."):
        done(task, staff)
    assert said_of_providers(partly(request_, staff)).startswith(
        "We have told the companies that work for us the same:"
    )


def test_it_is_not_said_where_nobody_works_for_us(staff):
    holder(staff, "Shop", OWN)
    request = verified(staff, DELETION)
    for task in started(request, staff):
        done(task, staff)
    assert said_of_providers(partly(request, staff)) == ""


def test_it_is_not_said_where_there_is_no_register(staff):
    assert said_of_providers(partly(verified(staff, DELETION), staff)) == ""


def test_it_says_so_where_only_some_were_told(request_, staff):
    holder(staff, "Swift Delivery", CONTRACTOR)
    pigeon, _shop, _swift = started(request_, staff)
    told(pigeon, staff)
    given = partly(request_, staff, tasks_reason=REASON, left_open=ids(request_))
    assert said_of_providers(given).startswith("We have told some of the companies that work for us the same, and tell")


def test_it_says_so_where_nobody_was_told_yet(request_, staff):
    started(request_, staff)
    given = deny(request_, staff, tasks_reason=REASON, left_open=ids(request_))
    assert said_of_providers(given).startswith("We still have to tell the companies that work for us the same:")


def test_what_was_said_stays_as_it_was_when_a_task_goes_on(request_, staff):
    pigeon, _shop = started(request_, staff)
    given = partly(request_, staff, tasks_reason=REASON, left_open=ids(request_))
    done(again(pigeon), staff)
    given.refresh_from_db()
    assert said_of_providers(given).startswith("We still have to tell")


def test_a_sent_back_answer_needs_its_tasks_again(pieces, staff):
    started(pieces, staff)
    proposal = propose(pieces, staff, tasks_reason=REASON, left_open=ids(pieces))
    release.send_back(request=only_request(pieces.submission), reason="Wait.", at=NOON, by=colleague())
    with pytest.raises(TasksOpen):
        propose(proposal.request, staff)


def test_an_answer_to_another_right_of_the_same_filing_is_not_held_up(staff):
    holder(staff, "Pigeon Mail")
    assert propose(verified(staff, CATEGORIES), staff).outcome == Outcome.FULFILLED
