"""The history of a filing that somebody made for somebody else: three readers, and each reads who did what."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from requests_app import audit, history
from requests_app.models import Event
from requests_app.vocabulary import Actor, EventKind, FilerRole, NoticeKind, Party
from tests.filings import DELETION, file_for, only_request
from tests.notices.test_history_in_words import BY_STAFF, DATA, OF_ONE_REQUEST

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
SIDES = [Actor.CONSUMER, Actor.REPRESENTATIVE]
# What either of the two does, and what only one of them can.
BY_EITHER = [
    *(EventKind.CONTACT_CHANGED, EventKind.CONTACT_CONFIRMED, EventKind.DISOWNED, EventKind.STATUS_VIEWED),
    *(EventKind.DELETION_CONFIRMED, EventKind.WITHDRAWN, EventKind.TAKEN_UP, EventKind.CONTINUES),
]
BY_CONSUMER = [
    *(EventKind.DECLARATION_SIGNED, EventKind.ACCOUNT_LOGIN, EventKind.PERMISSION_CONFIRMED),
    *(EventKind.PERMISSION_SIGNED, EventKind.AUTHORITY_ENDED),
]
BY_REPRESENTATIVE = [EventKind.FILED, EventKind.PROOF_OFFERED]
WRITTEN = [EventKind.NOTICE_SENT, EventKind.NOTICE_FAILED]
BY_NOBODY = [kind for kind in EventKind if kind not in BY_EITHER + BY_CONSUMER + BY_REPRESENTATIVE]
DONE = [
    *((kind, actor) for kind in BY_EITHER for actor in SIDES),
    *((kind, Actor.CONSUMER) for kind in BY_CONSUMER),
    *((kind, Actor.REPRESENTATIVE) for kind in BY_REPRESENTATIVE),
    *((kind, Actor.STAFF if kind in BY_STAFF else Actor.SYSTEM) for kind in BY_NOBODY),
]
READERS = [
    pytest.param({"for_staff": True}, id="staff"),
    pytest.param({"party": Party.CONSUMER}, id="consumer"),
    pytest.param({"party": Party.REPRESENTATIVE}, id="representative"),
]
THEIRS = "Who filed for you "
# The sentence of a task needs one: it is in test_history_in_words.
OF_A_THREAD = sorted(history.OF_THREAD | {EventKind.DOCUMENT_FETCHED})
READ = [
    pytest.param(kind, actor, reader.values[0], id=f"{kind}-{actor}-{reader.id}")
    for kind, actor in DONE
    for reader in READERS
    if reader.id == "staff" or kind not in history.FOR_STAFF
    if reader.id != "representative" or kind not in OF_A_THREAD
    if kind != EventKind.TASK_CHANGED
]


@pytest.fixture
def filing():
    return file_for(FilerRole.AGENT, DELETION)


@pytest.fixture
def happened(filing):
    """Record an event of the filing, and say it to a reader."""
    staff = User.objects.create_user("Colleague")

    def say(kind: EventKind, actor: Actor, reader: Any, **data: Any) -> str:
        facts: dict[str, Any] = {**DATA[kind], **data}
        facts |= {name: only_request(filing).reference for name in ("of", "into") if name in facts}
        if kind == EventKind.ASSIGNED:
            facts["owner"] = staff.pk
        if kind == EventKind.FILED:
            facts["role"] = FilerRole.AGENT
        event = audit.record(
            kind,
            submission=filing,
            request=only_request(filing) if kind in OF_ONE_REQUEST else None,
            at=AT,
            staff=staff if actor == Actor.STAFF else None,
            actor=actor,
            **facts,
        )
        (line,) = history.history(Event.objects.filter(pk=event.pk), **reader)
        return line.text

    return say


@pytest.mark.parametrize(("kind", "actor", "reader"), READ)
def test_every_event_is_a_sentence_that_is_true_for_its_reader(happened, kind, actor, reader):
    text = happened(kind, actor, reader)
    assert text.endswith(".")
    assert text[0].isupper()
    assert not [gap for gap in ("()", " .", ": .", " ,", "{", "  ", "None", "..") if gap in text]
    if reader.get("for_staff"):
        assert "you" not in text.lower().replace("about you", "")
    elif reader["party"] == Party.REPRESENTATIVE:
        assert not [each for each in ("about you", "that it is you", "your request") if each in text]
        assert THEIRS not in text
    else:
        assert not [each for each in ("you asked", "you gave us", "act for.", "your request") if each in text]


@pytest.mark.parametrize("kind", OF_A_THREAD)
def test_neither_side_learns_that_the_other_and_the_team_wrote_to_each_other(filing, kind):
    audit.record(kind, submission=filing, at=AT, actor=Actor.CONSUMER, **DATA[kind])
    events = Event.objects.filter(submission=filing, kind=kind)
    assert history.history(events, party=Party.REPRESENTATIVE) == []
    assert len(history.history(events, party=Party.CONSUMER)) == 1


@pytest.mark.parametrize(("kind", "actor"), [each for each in DONE if each[1] in SIDES])
def test_what_the_other_side_did_is_not_said_as_if_the_reader_had_done_it(happened, kind, actor):
    reader = Party.CONSUMER if actor == Actor.REPRESENTATIVE else Party.REPRESENTATIVE
    text = happened(kind, actor, {"party": reader})
    if kind not in (EventKind.CONTINUES, EventKind.AUTHORITY_ENDED):
        assert text.startswith((THEIRS, "Who filed for you:", "The person you act for"))


@pytest.mark.parametrize("kind", [*BY_EITHER, *BY_REPRESENTATIVE])
def test_staff_read_that_it_was_the_representative(happened, kind):
    text = happened(kind, Actor.REPRESENTATIVE, {"for_staff": True})
    assert text.startswith("The representative") or kind == EventKind.CONTINUES
    assert "onsumer" not in text


def test_staff_read_who_the_one_who_filed_says_to_be(happened):
    text = happened(EventKind.FILED, Actor.REPRESENTATIVE, {"for_staff": True})
    assert "They say that they are: An agent with signed permission." in text


@pytest.mark.parametrize("kind", WRITTEN)
def test_each_side_reads_which_of_the_two_was_written_to(happened, kind):
    assert "you" in happened(kind, Actor.SYSTEM, {"party": Party.CONSUMER}).lower()
    assert happened(kind, Actor.SYSTEM, {"party": Party.REPRESENTATIVE}).startswith("The person you act for")
    assert happened(kind, Actor.SYSTEM, {"party": Party.CONSUMER}, party="REPRESENTATIVE").startswith(THEIRS)
    assert happened(kind, Actor.SYSTEM, {"for_staff": True}, party="REPRESENTATIVE").startswith("The representative")


@pytest.mark.parametrize(
    ("notice", "party", "words"),
    [
        (NoticeKind.REPRESENTED, Party.CONSUMER, "Somebody filed for you."),
        (NoticeKind.PROOF_ASKED, Party.REPRESENTATIVE, "Proof that you may act is missing."),
    ],
)
def test_a_message_for_one_side_is_named_as_that_side_knows_it(happened, notice, party, words):
    text = happened(EventKind.NOTICE_SENT, Actor.SYSTEM, {"party": party}, notice=notice, party=party)
    assert text.endswith(words)


@pytest.mark.threat("A87")
@pytest.mark.parametrize("kind", [EventKind.FELL_BACK, EventKind.TAKEN_UP, EventKind.CONTINUES])
def test_the_history_names_to_each_side_its_own_reference(happened, filing, kind):
    actor = Actor.STAFF if kind in BY_STAFF else Actor.REPRESENTATIVE
    mine = happened(kind, actor, {"party": Party.REPRESENTATIVE})
    theirs = happened(kind, actor, {"party": Party.CONSUMER})
    assert f"{filing.representative}-1" in mine
    assert str(filing) not in mine
    assert str(filing) in theirs
    assert str(filing.representative) not in theirs


@pytest.mark.parametrize("why", ["REVOKED", "NOT_ASKED", "BY_STAFF"])
@pytest.mark.parametrize("reader", READERS)
def test_the_end_of_an_authority_says_why(happened, why, reader):
    by = Actor.STAFF if why == "BY_STAFF" else Actor.CONSUMER
    assert happened(EventKind.AUTHORITY_ENDED, by, reader, why=why).endswith(".")
