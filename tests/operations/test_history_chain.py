"""The history is a chain: whatever is changed, removed, added or moved behind the portal's back is found and named.

Each test does it as somebody would who owns the tables: with the triggers off.
"""

from datetime import timedelta
from functools import partial
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction

from privacy_portal.lib import chain
from requests_app import audit, migrations
from requests_app.models import Event, HistorySeal, SealedHead, Submission
from requests_app.operations import history_check, history_seals
from requests_app.vocabulary import EventKind
from tests.conftest import triggers_off
from tests.filings import DELETION, NOON, confirm, file, verify
from tests.support.crowd import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A62")]


def problems(**more):
    audit.link_now()
    return list(history_check.problems(**more))


def sql(statement, *values):
    """Do something to the tables that the triggers would refuse."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def filing(staff) -> Submission:
    """A filing with a history of some length, which is sealed."""
    submission = confirm(file(DELETION))
    verify(submission, by=staff)
    file(contact="somebody.else@example.com")
    audit.link_now()
    history_seals.seal(at=NOON)
    return submission


def third(filing):
    return filing.events.get(number=3)


def test_an_untouched_history_is_as_it_was_written(filing):
    checked = history_check.Checked()
    assert problems(checked=checked) == []
    assert (checked.events, checked.filings, checked.seals) == (Event.objects.count(), 2, 1)


def test_the_events_of_a_filing_are_numbered_from_one_and_each_names_the_one_before(filing):
    events = list(filing.events.order_by("number"))
    assert [each.number for each in events] == list(range(1, len(events) + 1))
    assert [bytes(each.previous) for each in events] == [chain.START, *(bytes(each.hash) for each in events[:-1])]


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'WITHDRAWN'",
        "at = at + interval '1 microsecond'",
        "actor = 'SYSTEM', staff_id = NULL",
        'data = data || \'{"channel": "TEXT"}\'',
        "request_id = (SELECT id FROM requests_app_privacyrequest WHERE id IS DISTINCT FROM request_id LIMIT 1)",
        "previous = set_byte(previous, 0, get_byte(previous, 0) # 1)",
        "hash = set_byte(hash, 31, get_byte(hash, 31) # 1)",
    ],
)
def test_a_changed_column_is_found_in_its_event_and_nowhere_else(filing, change):
    event = third(filing)
    sql(f"UPDATE requests_app_event SET {change} WHERE id = %s", event.pk)
    found = problems()
    assert [line for line in found if f"filing {filing}, event {event.pk}:" in line] == found[:1]
    assert "was changed after it was written" in found[0]
    # A changed hash is missed by the event behind it, too.
    assert len(found) == (2 if change.startswith("hash") else 1)


def test_an_event_that_was_moved_to_another_filing_is_found(filing):
    other = Submission.objects.exclude(pk=filing.pk).get()
    sql("UPDATE requests_app_event SET submission_id = %s WHERE id = %s", other.pk, third(filing).pk)
    assert len(problems()) >= 2


def test_a_removed_event_is_missed(filing):
    event, behind = third(filing), filing.events.get(number=4)
    sql("DELETE FROM requests_app_event WHERE id = %s", event.pk)
    assert problems() == [
        f"filing {filing}, event {behind.pk}: number 4 follows number 2; what was between them is missing"
    ]


def test_an_event_that_was_put_in_is_found(filing):
    sql(
        "INSERT INTO requests_app_event (submission_id, request_id, kind, at, actor, data, number, previous, hash) "
        "SELECT submission_id, request_id, 'WITHDRAWN', at, 'CONSUMER', '{}', number, previous, hash "
        "FROM requests_app_event WHERE id = %s",
        third(filing).pk,
    )
    (found,) = problems()
    assert "number 3 follows number 3; one was added" in found


def test_an_event_that_was_written_past_the_portal_is_found(filing):
    sql(
        "INSERT INTO requests_app_event (submission_id, kind, at, actor, data, hash) "
        "VALUES (%s, 'WITHDRAWN', now(), 'CONSUMER', '{}', '')",
        filing.pk,
    )
    (found,) = problems()
    assert "stands outside the chain" in found


def test_events_in_another_order_are_found(filing):
    sql("UPDATE requests_app_event SET number = 7 - number WHERE submission_id = %s AND number IN (3, 4)", filing.pk)
    assert len(problems()) == 2


def test_an_end_that_was_cut_off_is_missed_by_the_seal(filing):
    last = filing.events.order_by("-number")[0]
    sql("DELETE FROM requests_app_event WHERE id = %s", last.pk)
    assert problems() == [
        f"filing {filing}: ends at number {last.number - 1}; seal 1 knows it up to number {last.number}"
    ]


def test_a_whole_history_that_is_gone_is_missed(filing):
    sql("DELETE FROM requests_app_event WHERE submission_id = %s", filing.pk)
    assert problems() == [
        f"filing {filing.pk}: a seal knows its history, and nothing of it is left",
        f"filing {filing}: has no history at all",
    ]


def test_a_chain_that_was_made_anew_is_found_by_the_seal(filing):
    """Somebody changes an event and computes every hash behind it, which needs no key."""
    previous = chain.START
    with triggers_off():
        for event in filing.events.order_by("number"):
            if event.number == 3:
                event.kind = EventKind.WITHDRAWN
            event.previous = previous
            event.hash = previous = chain.link(
                previous=previous, number=event.number, content=chain.content(event.said)
            )
            event.save()
    last = filing.events.order_by("-number")[0]
    assert problems() == [
        f"filing {filing}, event {last.pk}: was another one when seal 1 was made (number {last.number})"
    ]


def test_a_forged_seal_is_not_signed(filing):
    sql("UPDATE requests_app_historyseal SET heads = previous")
    assert problems()[:1] == ["seal 1: is not signed by this portal"]


def test_another_end_in_a_seal_is_found(filing):
    sql("UPDATE requests_app_sealedhead SET number = number + 1 WHERE filing = %s", filing.pk)
    assert "seal 1: names other ends than it did when it was made" in problems()


def test_seals_that_are_gone_are_missed_by_who_kept_their_lines(filing):
    anchors = [history_seals.line(HistorySeal.objects.get())]
    assert problems(anchors=anchors) == []
    sql("DELETE FROM requests_app_sealedhead; DELETE FROM requests_app_historyseal")
    assert problems() == []
    assert problems(anchors=anchors) == ["seal 1: was kept elsewhere, and is missing here"]


def test_a_seal_that_was_made_anew_is_not_the_one_that_was_kept(filing):
    anchors = [history_seals.line(HistorySeal.objects.get())]
    sql("DELETE FROM requests_app_sealedhead; DELETE FROM requests_app_historyseal")
    history_seals.seal(at=NOON + timedelta(hours=1))
    assert problems(anchors=anchors) == ["seal 1: is not the one that was kept elsewhere"]


def test_the_next_seal_holds_what_grew_and_nothing_else(filing):
    assert history_seals.seal(at=NOON + timedelta(hours=1)) is None
    audit.record(EventKind.MESSAGES_ALLOWED, submission=filing, at=NOON)
    audit.link_now()
    second = history_seals.seal(at=NOON + timedelta(hours=2))
    assert list(SealedHead.objects.filter(seal=second).values_list("filing", flat=True)) == [filing.pk]
    assert problems() == []


@pytest.mark.parametrize("table", ["requests_app_event", "requests_app_historyseal", "requests_app_sealedhead"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET number = number"])
def test_the_database_refuses_whoever_comes_in_the_front(filing, table, verb):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_no_session_can_tell_the_triggers_of_the_history_to_look_away(filing):
    names = "{" + ",".join(_triggers()) + "}"
    with pytest.raises(InternalError, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [names])
        cursor.execute("DELETE FROM requests_app_event")


def _triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'requests_app_event'::regclass")
        return [name for (name,) in cursor.fetchall()]


def test_one_changed_byte_among_ten_thousand_events_is_found(filing):
    for number in range(10_000):
        audit.record(EventKind.STATUS_VIEWED, submission=filing, at=NOON + timedelta(seconds=number), channel="EMAIL")
    audit.link_now()
    history_seals.seal(at=NOON)
    event = filing.events.get(number=7_000)
    sql('UPDATE requests_app_event SET data = \'{"channel": "EMAIK"}\' WHERE id = %s', event.pk)
    assert problems() == [f"filing {filing}, event {event.pk}: was changed after it was written (number 7000)"]


def test_the_command_ends_with_one_and_says_which(filing):
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert "as they were written" in out.getvalue()
    sql("UPDATE requests_app_event SET kind = 'WITHDRAWN' WHERE id = %s", third(filing).pk)
    with pytest.raises(CommandError) as refused:
        call_command("verify_history", stdout=out)
    assert refused.value.returncode == 1
    assert f"event {third(filing).pk}: was changed" in out.getvalue()


def test_the_command_compares_with_lines_that_were_kept(filing, tmp_path):
    kept, line = tmp_path / "anchors", StringIO()
    call_command("seal_history", "--list", stdout=line)
    kept.write_text(f"What the log said:\n{line.getvalue()}")
    call_command("verify_history", anchors=kept, stdout=StringIO())
    sql("DELETE FROM requests_app_sealedhead; DELETE FROM requests_app_historyseal")
    with pytest.raises(CommandError):
        call_command("verify_history", anchors=kept, stdout=StringIO())


def test_every_column_of_an_event_is_hashed_but_its_key_and_its_place_in_the_chain():
    columns = {each.name for each in Event._meta.concrete_fields}
    assert columns - {"id", "number", "previous", "hash"} == set(Event(at=NOON).said)


def test_what_has_no_one_written_form_is_refused(filing):
    with pytest.raises(TypeError):
        audit.record(EventKind.MESSAGES_ALLOWED, submission=filing, at=NOON, share=0.5)


@pytest.mark.django_db(transaction=True)
def test_many_writers_of_one_filing_make_one_chain():
    submission = file()

    def write():
        with transaction.atomic():
            audit.record(EventKind.STATUS_VIEWED, submission=submission, at=NOON, channel="EMAIL")
            audit.record(EventKind.MESSAGES_ALLOWED, submission=submission, at=NOON)

    at_once([write] * 12)
    numbers = Event.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 26))
    assert problems() == []


@pytest.mark.django_db(transaction=True)
def test_two_who_write_to_the_same_filings_in_another_order_do_not_wait_for_each_other_for_ever():
    filings = [file(contact=f"{number}@example.com") for number in range(6)]

    def write(order):
        with transaction.atomic():
            for submission in order:
                audit.record(EventKind.MESSAGES_ALLOWED, submission=submission, at=NOON)

    at_once([partial(write, order) for order in (filings, filings[::-1]) * 6])
    assert problems() == []


def test_a_history_from_before_the_chain_is_linked_in_the_order_in_which_it_was_read(filing):
    (path,) = Path(migrations.__file__).parent.glob("*_history.py")
    migration = import_module(f"{migrations.__name__}.{path.stem}")
    with triggers_off():
        SealedHead.objects.all().delete()
        HistorySeal.objects.all().delete()
        Event.objects.update(number=None, previous=None, hash=b"")
        migration.link_what_is_there(apps, None)
    assert list(filing.events.values_list("number", flat=True)) == list(range(1, filing.events.count() + 1))
    assert problems() == []
