"""Is a message that is owed sent once, whoever dies and whoever comes second?"""

import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.apps.registry import Apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q

from privacy_portal.lib import owed
from privacy_portal.lib.owed import BACK_OFF, LEASE, MAX_ATTEMPTS, Owed, SendState
from tests.lib.conftest import CreateTables

AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Message(Owed):
    """What a subclass looks like that adds a constraint of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    size = models.IntegerField(default=0)

    class Meta(Owed.Meta):
        app_label = "lib_tests"
        apps = Apps()
        constraints = [
            *Owed.Meta.constraints,
            models.CheckConstraint(condition=Q(size__gte=0), name="lib_tests_message_size"),
        ]


# The same class name in another app: constraint and index names must not collide in the database.
_meta_of_another_app = type("Meta", (Owed.Meta,), {"app_label": "lib_tests_two", "apps": Apps()})
MessageOfAnotherApp = type("Message", (Owed,), {"__module__": __name__, "Meta": _meta_of_another_app})


@pytest.fixture(scope="module", autouse=True)
def _tables(create_tables: CreateTables) -> None:
    create_tables(Message, MessageOfAnotherApp)


@pytest.fixture
def message(db: None) -> Iterator[Message]:
    yield Message.objects.create(next_try_at=AT)
    Message.objects.all().delete()


def leased(message: Message, at: datetime = AT) -> Message:
    row = owed.lease(Message, message.pk, at=at)
    assert row is not None
    return row


# --- the lease ------------------------------------------------------------------------------------------------------


def test_a_lease_pays_for_the_try_and_hides_the_row(message: Message) -> None:
    row = leased(message)
    assert (row.pk, row.attempts, row.next_try_at, row.state) == (message.pk, 1, AT + LEASE, SendState.OWED)
    assert owed.due_ids(Message, at=AT, limit=10) == []


def test_a_row_under_lease_is_not_leased_again(message: Message) -> None:
    leased(message)
    assert owed.lease(Message, message.pk, at=AT + LEASE - timedelta(microseconds=1)) is None


def test_the_row_of_a_dead_worker_goes_out_again_when_the_lease_ran_out(message: Message) -> None:
    leased(message)
    assert owed.due_ids(Message, at=AT + LEASE, limit=10) == [message.pk]
    assert leased(message, AT + LEASE).attempts == 2


def test_a_row_that_is_not_due_yet_is_not_leased(message: Message) -> None:
    assert owed.lease(Message, message.pk, at=AT - timedelta(seconds=1)) is None


def test_a_row_that_does_not_exist_is_not_leased() -> None:
    assert owed.lease(Message, uuid.uuid4(), at=AT) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_exactly_one_gets_the_row(message: Message) -> None:
    workers = 8
    together, won = threading.Barrier(workers), []

    def work() -> None:
        together.wait(10)
        won.append(owed.lease(Message, message.pk, at=AT) is not None)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(won), sum(won)) == (workers, 1)
    message.refresh_from_db()
    assert message.attempts == 1


def test_a_row_whose_workers_always_die_fails_visibly(message: Message) -> None:
    at = AT
    for _ in range(MAX_ATTEMPTS):
        leased(message, at)
        at += LEASE
    assert owed.lease(Message, message.pk, at=at) is None
    message.refresh_from_db()
    assert (message.state, message.failure, message.attempts) == (SendState.FAILED, owed.GAVE_UP, MAX_ATTEMPTS)


def test_who_keeps_a_history_is_told_what_was_given_up_and_only_once(message: Message) -> None:
    Message.objects.update(attempts=MAX_ATTEMPTS)
    told: list[tuple[uuid.UUID, str]] = []
    for _ in range(2):
        owed.lease(Message, message.pk, at=AT, gave_up=lambda row: told.append((row.pk, row.state)))
    assert told == [(message.pk, SendState.FAILED)]


def test_what_cannot_be_told_is_not_given_up_either(message: Message) -> None:
    """The state and the history that says so are one transaction: the next sweep tries both again."""
    Message.objects.update(attempts=MAX_ATTEMPTS)
    with pytest.raises(ZeroDivisionError):
        owed.lease(Message, message.pk, at=AT, gave_up=lambda _row: 1 / 0)
    message.refresh_from_db()
    assert message.state == SendState.OWED


# --- what became of it ----------------------------------------------------------------------------------------------


def test_sent_is_recorded_with_time_and_number(message: Message) -> None:
    row = leased(message)
    assert owed.sent(row, at=AT, provider_id="SM1")
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.provider_id, message.failure) == (SendState.SENT, AT, "SM1", "")
    assert (row.state, row.sent_at) == (SendState.SENT, AT)


def test_sent_is_recorded_once(message: Message) -> None:
    first, second = leased(message), leased(message, AT + LEASE)
    assert owed.sent(first, at=AT, provider_id="first")
    assert not owed.sent(second, at=AT, provider_id="second")
    message.refresh_from_db()
    assert message.provider_id == "first"


def test_a_sent_row_is_never_due_again(message: Message) -> None:
    owed.sent(leased(message), at=AT, provider_id="SM1")
    later = AT + timedelta(days=365)
    assert (owed.due_ids(Message, at=later, limit=10), owed.lease(Message, message.pk, at=later)) == ([], None)


def test_a_sent_row_is_neither_postponed_nor_failed(message: Message) -> None:
    row, late = leased(message), Message.objects.get(pk=message.pk)
    owed.sent(row, at=AT, provider_id="SM1")
    assert not owed.postpone(late, at=AT, failure="timeout")
    assert not owed.fail(late, at=AT, failure="smtp_550")
    message.refresh_from_db()
    assert message.state == SendState.SENT


def test_each_temporary_failure_waits_longer(message: Message) -> None:
    at, waits = AT, []
    for _ in range(7):
        row = leased(message, at)
        assert owed.postpone(row, at=at, failure="timeout")
        waits.append(row.next_try_at - at)
        at = row.next_try_at
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes == [1, 5, 15, 60, 240, 240, 240]


def test_a_postponed_row_keeps_the_code_of_its_last_failure(message: Message) -> None:
    owed.postpone(leased(message), at=AT, failure="smtp_451")
    message.refresh_from_db()
    assert (message.state, message.failure, message.sent_at) == (SendState.OWED, "smtp_451", None)


def test_the_last_temporary_failure_gives_up(message: Message) -> None:
    Message.objects.update(attempts=MAX_ATTEMPTS - 1)
    assert owed.postpone(leased(message), at=AT, failure="timeout")
    message.refresh_from_db()
    assert (message.state, message.failure) == (SendState.FAILED, "timeout")
    assert owed.due_ids(Message, at=AT + timedelta(days=365), limit=10) == []


def test_a_permanent_failure_is_final(message: Message) -> None:
    assert owed.fail(leased(message), at=AT, failure="smtp_550")
    message.refresh_from_db()
    assert (message.state, message.failure, message.sent_at) == (SendState.FAILED, "smtp_550", None)
    assert owed.due_ids(Message, at=AT + timedelta(days=365), limit=10) == []


def test_a_slow_worker_does_not_touch_the_lease_of_the_next(message: Message) -> None:
    slow, quick = leased(message), leased(message, AT + LEASE)
    assert not owed.postpone(slow, at=AT + LEASE, failure="timeout")
    assert not owed.fail(slow, at=AT + LEASE, failure="smtp_550")
    message.refresh_from_db()
    assert (message.state, message.next_try_at) == (SendState.OWED, quick.next_try_at)


def test_a_slow_worker_that_did_send_is_believed(message: Message) -> None:
    slow, quick = leased(message), leased(message, AT + LEASE)
    assert owed.sent(slow, at=AT + LEASE, provider_id="SM1")
    assert not owed.postpone(quick, at=AT + LEASE, failure="timeout")
    message.refresh_from_db()
    assert (message.state, message.provider_id) == (SendState.SENT, "SM1")


@pytest.mark.parametrize("text", ["550 jane@example.com unknown", "", "Timeout", "x" * 41, "a\nb"])
def test_a_failure_is_a_code_and_never_a_sentence(message: Message, text: str) -> None:
    row = leased(message)
    with pytest.raises(ValueError, match="failure code"):
        owed.postpone(row, at=AT, failure=text)
    with pytest.raises(ValueError, match="failure code"):
        owed.fail(row, at=AT, failure=text)


# --- what is due ----------------------------------------------------------------------------------------------------


def test_the_longest_waiting_rows_come_first_and_the_limit_holds(db: None) -> None:
    rows = [Message.objects.create(next_try_at=AT - timedelta(minutes=minutes)) for minutes in (1, 3, 2, -1)]
    assert owed.due_ids(Message, at=AT, limit=2) == [rows[1].pk, rows[2].pk]
    assert owed.due_ids(Message, at=AT, limit=10) == [rows[1].pk, rows[2].pk, rows[0].pk]


def test_the_index_holds_only_what_is_owed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'lib_tests_message_due'")
        definition = cursor.fetchone()[0]
    assert "(next_try_at) WHERE" in definition
    assert "OWED" in definition


# --- facts that belong together -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "SENT"},
        {"state": "OWED", "sent_at": AT},
        {"state": "FAILED", "sent_at": AT, "failure": "timeout"},
        {"state": "FAILED"},
        {"state": "OTHER"},
        {"state": "OWED", "size": -1},
    ],
)
def test_facts_that_contradict_each_other_are_not_stored(facts: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(next_try_at=AT, **facts)


def test_the_same_model_name_in_two_apps_gives_different_names_in_the_database() -> None:
    def names(model: type[models.Model]) -> set[str]:
        return {item.name for item in [*model._meta.constraints, *model._meta.indexes]}

    assert names(Message).isdisjoint(names(MessageOfAnotherApp))
    assert all(len(name) <= 63 for name in names(Message) | names(MessageOfAnotherApp))


def test_a_subclass_that_lost_the_constraints_is_told_so() -> None:
    meta = type("Meta", (), {"app_label": "lib_tests", "apps": Apps(), "constraints": []})
    careless = type("Careless", (Owed,), {"__module__": __name__, "Meta": meta})
    assert "owed.E001" in [problem.id for problem in careless.check()]
    assert "owed.E001" not in [problem.id for problem in Message.check()]


def test_the_back_off_never_shrinks() -> None:
    assert list(BACK_OFF) == sorted(BACK_OFF)
    assert len(BACK_OFF) < MAX_ATTEMPTS
