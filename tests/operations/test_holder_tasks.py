"""One task for each that holds the information: made once, told, done with proof, and never passed over in silence."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from requests_app.models import Event, HolderTask
from requests_app.operations import holder_tasks, identity, review
from requests_app.rules import grounds
from requests_app.vocabulary import EventKind, RequestType, TaskState, TellBy, WhyNot
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, file, only_request, verify
from tests.holders import CONTRACTOR, EFFORT, OWN, THIRD, again, done, holder, started, told
from tests.threats.proposals import OPT_OUT, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(staff: User) -> User:
    """Our own system, two who work for us, and a third party; all four hold what can be deleted."""
    holder(staff, "Shop", OWN)
    holder(staff, "Pigeon Mail")
    holder(staff, "Swift Delivery", CONTRACTOR)
    holder(staff, "Data Broker", THIRD)
    return staff


@pytest.fixture
def request_(register: User):
    return verified(register, DELETION)


# --- made ---------------------------------------------------------------------------------------------------


def test_starting_the_work_makes_one_task_for_each_that_the_right_concerns(request_, staff):
    holder(staff, "Help Desk", types=[RequestType.CORRECT.value])
    assert [str(task) for task in started(request_, staff)] == ["Data Broker", "Pigeon Mail", "Shop", "Swift Delivery"]


def test_a_system_that_is_not_in_use_that_day_gets_no_task(request_, staff):
    holder(staff, "Old Shop", OWN, active_until=date(2026, 11, 22))
    holder(staff, "New Shop", OWN, active_from=date(2026, 11, 24))
    holder(staff, "Last Day", OWN, active_until=date(2026, 11, 23))
    assert {"Old Shop", "New Shop", "Last Day"} & {str(task) for task in started(request_, staff)} == {"Last Day"}


def test_starting_twice_makes_nothing_twice(request_, staff):
    started(request_, staff)
    with pytest.raises(holder_tasks.NothingToStart):
        started(request_, staff)
    assert HolderTask.objects.count() == 4


def test_the_database_refuses_a_second_task_for_the_same_holder(request_, staff):
    task, *_ = started(request_, staff)
    task.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        HolderTask.objects.bulk_create([HolderTask(**{f: getattr(task, f) for f in SNAPSHOT}, request=request_)])


SNAPSHOT = ("holder_id", "holder_name", "holder_kind", "holder_holds", "tell_by", "owner_id", "made_at")


def test_what_came_into_the_register_later_is_added_by_starting_again(request_, staff):
    started(request_, staff)
    holder(staff, "Parcel Lockers")
    holder_tasks.start(request=request_, at=NOON, by=staff)
    assert HolderTask.objects.filter(holder_name="Parcel Lockers").count() == 1
    assert HolderTask.objects.count() == 5


def test_nobody_is_told_to_delete_before_the_consumer_said_so_a_second_time(register):
    submission = file(DELETION)
    verify(submission, by=register)
    request = only_request(submission)
    with pytest.raises(holder_tasks.NotSettled):
        started(request, register)
    identity.confirm_deletion(request=request, at=NOON)
    assert len(started(request, register)) == 4


@pytest.mark.parametrize("right", [PIECES, CATEGORIES, CORRECTION], ids=["pieces", "categories", "correction"])
def test_nothing_is_started_for_somebody_who_is_not_verified(staff, right):
    holder(staff, types=[right[0].value])
    with pytest.raises(holder_tasks.NotSettled):
        started(only_request(file(right)), staff)


def test_an_opt_out_needs_no_identity_to_be_started(staff):
    holder(staff, types=[RequestType.OPT_OUT_SALE_SHARE.value])
    assert len(started(verified(staff, OPT_OUT), staff)) == 1


def test_a_task_says_what_the_register_said_when_it_was_made(request_, staff):
    task = next(task for task in started(request_, staff) if str(task) == "Pigeon Mail")
    task.holder.name, task.holder.kind, task.holder.holds = "Owl Mail", THIRD, "Nothing any more"
    task.holder.save()
    kept = again(task)
    assert (kept.holder_name, kept.holder_kind, kept.holder_holds) == (
        "Pigeon Mail",
        "SERVICE_PROVIDER",
        "Names and mailboxes",
    )


def test_what_is_kept_stands_on_every_task_of_a_deletion_and_on_no_other(request_, staff):
    assert {task.keep for task in started(request_, staff, keep="The open order.")} == {"The open order."}
    holder(staff, "Archive", types=[RequestType.KNOW_SPECIFIC.value])
    other = verified(staff, PIECES, person=None)
    assert [task.keep for task in started(other, staff, keep="The open order.")] == [None]


# --- told, acknowledged, done ---------------------------------------------------------------------------------


def pigeon(request, staff):
    return next(task for task in started(request, staff) if str(task) == "Pigeon Mail")


def test_a_task_goes_from_told_to_acknowledged_to_done_with_who_and_when(request_, staff):
    task = told(pigeon(request_, staff), staff)
    assert (task.state, task.told_at, task.told_by, task.told_at_contact) == (
        TaskState.TOLD,
        NOON,
        staff,
        "privacy@pigeon.example.com",
    )
    holder_tasks.acknowledge(task=task, at=NOON + timedelta(hours=1), by=staff)
    holder_tasks.finish(task=task, note="Deleted, says their ticket 7.", at=NOON + timedelta(hours=2), by=staff)
    task = again(task)
    assert (task.state, task.acknowledged_at, task.finished_at, task.finished_by, task.note) == (
        TaskState.DONE,
        NOON + timedelta(hours=1),
        NOON + timedelta(hours=2),
        staff,
        "Deleted, says their ticket 7.",
    )


def test_nobody_can_have_done_what_they_were_not_told(request_, staff):
    with pytest.raises(holder_tasks.NotTold):
        holder_tasks.finish(task=pigeon(request_, staff), note="Done.", at=NOON, by=staff)


def test_what_we_do_ourselves_needs_no_telling(request_, staff):
    shop = next(task for task in started(request_, staff) if task.tell_by == TellBy.OURSELVES)
    assert done(shop, staff).state == TaskState.DONE


@pytest.mark.parametrize("note", ["", "  \n "])
def test_done_without_what_was_done_is_refused(request_, staff, note):
    task = told(pigeon(request_, staff), staff)
    with pytest.raises(holder_tasks.NoteMissing):
        holder_tasks.finish(task=task, note=note, at=NOON, by=staff)


def test_a_step_that_was_taken_already_is_refused(request_, staff):
    task = pigeon(request_, staff)
    told(task, staff)
    with pytest.raises(holder_tasks.TaskMoved):
        holder_tasks.tell(task=task, at=NOON, by=staff)
    done(again(task), staff)
    with pytest.raises(holder_tasks.TaskMoved):
        holder_tasks.not_applicable(task=task, why=WhyNot.NOTHING_HELD, note="Nothing there.", at=NOON, by=staff)


def test_each_step_is_in_the_history_as_codes_only(request_, staff):
    done(told(pigeon(request_, staff), staff), staff, note="A secret note about Rosa.")
    started_, *steps = Event.objects.filter(kind__in=[EventKind.WORK_STARTED, EventKind.TASK_CHANGED]).order_by("id")
    assert len(started_.data["tasks"]) == 4
    assert [step.data["state"] for step in steps] == ["TOLD", "DONE"]
    assert "Rosa" not in str([step.data for step in steps])
    assert "Pigeon" not in str([step.data for step in steps])


def test_what_is_in_doubt_again_is_told_to_nobody(request_, staff):
    task = pigeon(request_, staff)
    type(request_).objects.filter(pk=request_.pk).update(status="OPEN", level_reached=0)
    with pytest.raises(holder_tasks.NotSettled):
        holder_tasks.tell(task=task, at=NOON, by=staff)


# --- kept, and nothing to do ------------------------------------------------------------------------------------


def test_who_was_told_to_delete_everything_is_told_anew_when_something_is_kept(request_, staff):
    task = told(pigeon(request_, staff), staff)
    holder_tasks.keep(task=task, what="The open order.", at=NOON, by=staff)
    task = again(task)
    assert (task.state, task.told_at, task.keep) == (TaskState.OPEN, None, "The open order.")


def test_saying_again_what_is_kept_changes_nothing(request_, staff):
    task = told(pigeon(request_, staff), staff)
    holder_tasks.keep(task=task, what=" ", at=NOON, by=staff)
    assert again(task).state == TaskState.TOLD


def test_only_a_deletion_keeps_anything(staff):
    holder(staff, types=[RequestType.KNOW_CATEGORIES.value])
    (task,) = started(verified(staff, CATEGORIES), staff)
    with pytest.raises(holder_tasks.NoSuchReason):
        holder_tasks.keep(task=task, what="The open order.", at=NOON, by=staff)


def test_nothing_to_do_takes_a_reason_and_how_it_is_known(request_, staff):
    task = pigeon(request_, staff)
    with pytest.raises(holder_tasks.NoteMissing):
        holder_tasks.not_applicable(task=task, why=WhyNot.NOTHING_HELD, note=" ", at=NOON, by=staff)
    holder_tasks.not_applicable(task=task, why=WhyNot.NOTHING_HELD, note="Searched by mailbox.", at=NOON, by=staff)
    assert (again(task).state, again(task).why_not) == (TaskState.NOT_APPLICABLE, WhyNot.NOTHING_HELD)


def test_only_a_third_party_can_be_too_hard_to_tell_and_only_of_a_deletion(request_, staff):
    broker, pigeon_, *_ = started(request_, staff)
    why = WhyNot.DISPROPORTIONATE
    with pytest.raises(holder_tasks.NoSuchReason):
        holder_tasks.not_applicable(task=pigeon_, why=why, note=EFFORT, at=NOON, by=staff)
    with pytest.raises(holder_tasks.NoteMissing) as refused:
        holder_tasks.not_applicable(task=broker, why=why, note="Too hard.", at=NOON, by=staff)
    assert refused.value.shortest == grounds.MIN_EXPLANATION_LENGTH
    holder_tasks.not_applicable(task=broker, why=why, note=EFFORT, at=NOON, by=staff)


def test_a_withdrawn_request_calls_its_tasks_off_and_keeps_what_was_done(request_, staff):
    tasks = started(request_, staff)
    done(tasks[1], staff)
    review.withdraw(request=only_request(request_.submission), at=NOON)
    states = [again(task).state for task in tasks]
    assert states == [TaskState.CALLED_OFF, TaskState.DONE, TaskState.CALLED_OFF, TaskState.CALLED_OFF]
