"""Every event is a sentence: for staff it says who, for the consumer it never does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import translation

from requests_app import audit, history
from requests_app.models import Event, HolderTask
from requests_app.vocabulary import Actor, EventKind
from tests.filings import CATEGORIES, DELETION, file, only_request
from tests.holders import holder

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
OF_THE_FILING: dict[EventKind, dict[str, Any]] = {
    EventKind.FILED: {"channel": "WEB", "types": ["DELETE", "CORRECT"]},
    EventKind.CONTACT_CHANGED: {"channel": "TEXT"},
    EventKind.CONTACT_CONFIRMED: {"channel": "EMAIL"},
    EventKind.DISOWNED: {"channel": "EMAIL"},
    EventKind.MESSAGES_ALLOWED: {},
    EventKind.MATCH_RECORDED: {"points": ["NAME", "POSTAL_ADDRESS"], "declaration": True},
    EventKind.DECLARATION_SIGNED: {"version": "2026-11"},
    EventKind.ACCOUNT_LOGIN: {},
    EventKind.LOGIN_DOUBTED: {},
    EventKind.NOTICE_SENT: {"notice": "RECEIPT", "channel": "EMAIL"},
    EventKind.NOTICE_FAILED: {"notice": "RECEIPT", "channel": "CALL"},
    EventKind.STATUS_VIEWED: {"channel": "EMAIL"},
    EventKind.PROOF_OFFERED: {"way": "PAPER"},
    EventKind.CONSUMER_ASKED: {"check": "IDENTITY"},
    EventKind.PERMISSION_CONFIRMED: {},
    EventKind.PERMISSION_SIGNED: {},
    EventKind.PROOF_ACCEPTED: {"proof": "SIGNED_PERMISSION"},
    EventKind.PROOF_REFUSED: {"proof": "SIGNED_PERMISSION"},
    EventKind.AUTHORITY_ENDED: {"why": "REVOKED"},
    EventKind.DOCUMENT_RECEIVED: {"purpose": "CORRECTION", "party": "CONSUMER", "sha256": "0" * 64, "size": 1},
    EventKind.DOCUMENT_READY: {"purpose": "CORRECTION", "verdict": "CLEAN"},
    EventKind.DOCUMENT_REFUSED: {"purpose": "CORRECTION", "refusal": "TOO_BIG"},
    EventKind.DOCUMENT_VIEWED: {"purpose": "CORRECTION"},
    EventKind.DOCUMENT_PURGED: {"purpose": "IDENTITY"},
    EventKind.DOCUMENT_FETCHED: {"document": "0a1b2c3d", "message": "4e5f6a7b", "party": "CONSUMER"},
    EventKind.WORKER_MARKED: {"worker": "EMPLOYEE"},
    EventKind.WORKER_UNMARKED: {},
    EventKind.PEOPLE_MERGED: {"person": "0a1b2c3d", "other": "4e5f6a7b"},
    EventKind.PEOPLE_PARTED: {"person": "0a1b2c3d", "other": "4e5f6a7b"},
    EventKind.RECEIPT_CHANGED: {"before": AT, "after": AT - timedelta(hours=18)},
    EventKind.RECEIPT_SPOKEN: {},
    EventKind.LETTER_POSTED: {"notice": "RECEIPT", "posted_on": AT.date()},
    EventKind.CALLED_BACK: {"number": "GIVEN"},
    EventKind.MESSAGE_SENT: {"message": "0a1b2c3d", "party": "CONSUMER"},
    EventKind.MESSAGE_RECEIVED: {"message": "0a1b2c3d", "party": "CONSUMER"},
    EventKind.MESSAGE_READ: {"messages": ["0a1b2c3d"], "party": "CONSUMER"},
}
OF_ONE_REQUEST: dict[EventKind, dict[str, Any]] = {
    EventKind.DELETION_CONFIRMED: {},
    EventKind.ASSIGNED: {"owner": None},
    EventKind.VERIFIED: {"level": 1},
    EventKind.LEVEL_SET: {"level": 2, "was": 1},
    EventKind.EXTENDED: {"reason": "COMPLEXITY", "until": "2027-02-21"},
    EventKind.ANSWER_PROPOSED: {"outcome": "FULFILLED", "digest": "0" * 64},
    EventKind.ALARM_OVERRIDDEN: {"kinds": ["SSN", "PASSWORD"]},
    EventKind.ANSWER_SENT_BACK: {},
    EventKind.ANSWER_RELEASED: {"digest": "0" * 64},
    EventKind.ANSWERED: {"outcome": "PARTLY", "ground": "DEL_8_LEGAL", "voluntary": True},
    EventKind.DENIED: {"outcome": "DENIED", "ground": "DEL_8_LEGAL", "voluntary": False},
    EventKind.NOT_VERIFIED: {"outcome": "NOT_VERIFIED", "ground": "UNVERIFIED", "voluntary": False},
    EventKind.WITHDRAWN: {},
    EventKind.MARKED_DUPLICATE: {"of": "AAAA-BBBB-CCCC-1"},
    EventKind.FELL_BACK: {"of": "AAAA-BBBB-CCCC-1"},
    EventKind.TAKEN_UP: {"into": "AAAA-BBBB-CCCC-1"},
    EventKind.CONTINUES: {"of": "AAAA-BBBB-CCCC-1"},
    EventKind.DOCUMENT_ASKED: {},
    EventKind.EVIDENCE_EXPORTED: {"export": "00000000-0000-0000-0000-000000000000"},
    EventKind.REVEALED: {"fields": ["WHO", "TYPED"], "look_reason": "WORK"},
    EventKind.WORK_STARTED: {"tasks": ["a", "b"], "keeps": True},
    EventKind.TASK_CHANGED: {"task": "", "state": "NOT_APPLICABLE", "why_not": "NOTHING_HELD"},
    EventKind.TASKS_LEFT_OPEN: {"tasks": ["a"]},
    EventKind.MORE_ASKED: {"points": ["POSTAL_ADDRESS"], "until": "2026-12-07"},
    EventKind.MORE_ANSWERED: {"points": ["POSTAL_ADDRESS"]},
    EventKind.MORE_ENDED: {},
    EventKind.STEP_RECORDED: {"by_way": "PHONE", "done_at": str(AT)},
    EventKind.HELD: {"hold": "POLICE", "until": "2027-02-21"},
    EventKind.HOLD_RENEWED: {"hold": "POLICE", "until": "2027-05-22"},
    EventKind.HOLD_LIFTED: {"hold": "LITIGATION"},
    EventKind.REOPENED: {"into": "AAAA-BBBB-CCCC-1", "dates": "SAME"},
    EventKind.NOTE_WRITTEN: {"note": "0a1b2c3d"},
}
DATA: dict[EventKind, dict[str, Any]] = {**OF_THE_FILING, **OF_ONE_REQUEST}
BY_STAFF = {
    EventKind.ASSIGNED,
    EventKind.MATCH_RECORDED,
    EventKind.MESSAGES_ALLOWED,
    EventKind.LOGIN_DOUBTED,
    EventKind.LEVEL_SET,
    EventKind.VERIFIED,
    EventKind.EXTENDED,
    EventKind.ANSWER_PROPOSED,
    EventKind.ALARM_OVERRIDDEN,
    EventKind.ANSWER_SENT_BACK,
    EventKind.ANSWER_RELEASED,
    EventKind.ANSWERED,
    EventKind.DENIED,
    EventKind.NOT_VERIFIED,
    EventKind.MARKED_DUPLICATE,
    EventKind.FELL_BACK,
    EventKind.PROOF_ACCEPTED,
    EventKind.PROOF_REFUSED,
    EventKind.DOCUMENT_VIEWED,
    EventKind.REVEALED,
    EventKind.WORKER_MARKED,
    EventKind.WORKER_UNMARKED,
    EventKind.PEOPLE_MERGED,
    EventKind.PEOPLE_PARTED,
    EventKind.RECEIPT_CHANGED,
    EventKind.RECEIPT_SPOKEN,
    EventKind.LETTER_POSTED,
    EventKind.CALLED_BACK,
    EventKind.DOCUMENT_ASKED,
    EventKind.EVIDENCE_EXPORTED,
    EventKind.WORK_STARTED,
    EventKind.TASK_CHANGED,
    EventKind.TASKS_LEFT_OPEN,
    EventKind.MESSAGE_SENT,
    EventKind.MORE_ASKED,
    EventKind.MORE_ENDED,
    EventKind.STEP_RECORDED,
    EventKind.HELD,
    EventKind.HOLD_RENEWED,
    EventKind.HOLD_LIFTED,
    EventKind.REOPENED,
    EventKind.NOTE_WRITTEN,
}
READ_BY_CONSUMERS = [kind for kind in EventKind if kind not in history.FOR_STAFF]


@pytest.fixture
def event(kind):
    staff = User.objects.create_user("a.o'brien & co")
    submission = file(DELETION)
    data = DATA[kind] | ({"owner": staff.pk} if kind == EventKind.ASSIGNED else {})
    if kind == EventKind.TASK_CHANGED:
        task = HolderTask.objects.create(
            request=only_request(submission),
            holder=holder(staff),
            holder_name="Pigeon Mail",
            owner=staff,
            tell_by="OURSELVES",
            made_at=AT,
        )
        data |= {"task": str(task.pk)}
    return audit.record(
        kind,
        submission=submission,
        request=only_request(submission) if kind in OF_ONE_REQUEST else None,
        at=AT,
        staff=staff if kind in BY_STAFF else None,
        actor=Actor.SYSTEM,
        **data,
    )


def sentence(event, *, for_staff):
    (line,) = history.history(Event.objects.filter(pk=event.pk), for_staff=for_staff)
    return line.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "for_staff"), [*((kind, True) for kind in EventKind), *((kind, False) for kind in READ_BY_CONSUMERS)]
)
def test_every_event_is_one_whole_sentence(event, for_staff, language):
    with translation.override(language):
        text = sentence(event, for_staff=for_staff)
    assert text.endswith(".")
    assert "None" not in text
    assert not any(gap in text for gap in ("()", " .", ": .", " ,", "“”", "{", "  "))


@pytest.mark.parametrize("kind", sorted(BY_STAFF))
def test_staff_read_who_did_it(event):
    assert "a.o'brien & co" in sentence(event, for_staff=True)


@pytest.mark.parametrize("kind", sorted(history.FOR_STAFF))
def test_how_each_company_is_brought_to_it_is_for_staff_only(event):
    assert history.history(Event.objects.filter(pk=event.pk)) == []


@pytest.mark.parametrize("kind", [EventKind.TASK_CHANGED])
def test_a_task_is_named_by_its_holder(event):
    words = "Delete, Pigeon Mail: a.o'brien & co marked the task (Not applicable). It holds nothing about this person."
    assert sentence(event, for_staff=True) == words


@pytest.mark.parametrize("kind", READ_BY_CONSUMERS)
def test_the_consumer_never_reads_who_did_it(event):
    assert "brien" not in sentence(event, for_staff=False)


@pytest.mark.parametrize("kind", sorted(OF_ONE_REQUEST.keys() - history.FOR_STAFF))
def test_an_event_of_one_request_says_which(event):
    assert "Deletion of information about you" in sentence(event, for_staff=False)


@pytest.mark.parametrize("kind", [EventKind.MATCH_RECORDED])
def test_the_consumer_is_not_told_which_points_matched(event):
    assert "Postal address" in sentence(event, for_staff=True)
    assert "ostal address" not in sentence(event, for_staff=False)


@pytest.mark.parametrize("kind", [EventKind.MARKED_DUPLICATE])
def test_the_consumer_is_not_told_the_reference_of_the_other_request(event):
    assert "AAAA-BBBB-CCCC-1" in sentence(event, for_staff=True)
    assert "AAAA" not in sentence(event, for_staff=False)


def test_a_long_history_needs_one_query_for_all_names(django_assert_num_queries):
    staff = [User.objects.create_user(f"staff{number}") for number in range(5)]
    submission = file(CATEGORIES)
    request = only_request(submission)
    for each in staff:
        audit.record(EventKind.ASSIGNED, submission=submission, request=request, at=AT, staff=each, owner=staff[0].pk)
    events = submission.events.select_related("request__submission")
    with django_assert_num_queries(2):
        history.history(events, for_staff=True)
    with django_assert_num_queries(1):
        history.history(events.all())


def test_what_the_portal_verified_by_itself_names_nobody():
    submission = file(DELETION)
    event = audit.record(
        EventKind.VERIFIED, submission=submission, request=only_request(submission), at=AT, actor=Actor.SYSTEM, level=1
    )
    assert sentence(event, for_staff=True) == "Delete: verified at level 1."
