"""The demo: every state a newcomer should meet, reached through the operations, never among real requests."""

import io
import stat
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import F, Q
from django.test import Client, override_settings
from django.utils import timezone

from privacy_portal.lib.owed import SendState
from privacy_portal.lib.rotation import models_to_rotate, stale
from privacy_portal.lib.sms import locmem
from requests_app import calendar, metrics, queries
from requests_app.metrics import Figure
from requests_app.models import (
    Answer,
    Document,
    Event,
    ExportRecord,
    HolderTask,
    Message,
    Notice,
    PrivacyRequest,
    Representative,
    Reveal,
    StaffNote,
    Submission,
)
from requests_app.vocabulary import (
    CIRCLE,
    Authority,
    EventKind,
    FilerRole,
    Ground,
    IntakeChannel,
    NoticeKind,
    Outcome,
    RequestType,
    Role,
    Status,
    TaskState,
)
from tests.demo.conftest import Undone
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db

SIZE = 80


def seed(logins: Path, *more: str) -> str:
    out = io.StringIO()
    call_command("seed_demo", "--size", str(SIZE), "--logins-file", str(logins), *more, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def logins(undone: Undone, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file with the staff's passwords, of a demo that lasts as long as this module."""
    path = tmp_path_factory.mktemp("demo") / "staff-logins.txt"
    mail.outbox = []
    locmem.outbox.clear()
    with undone(), override_settings(DOCUMENTS_DIR=path.parent / "documents"):
        seed(path)
        yield path


def stored(field: str) -> set[object]:
    return set(PrivacyRequest.objects.values_list(field, flat=True))


def test_it_has_at_least_as_many_requests_as_wanted():
    assert SIZE <= PrivacyRequest.objects.count() < SIZE + 3


@pytest.mark.parametrize(
    ("field", "vocabulary"), [("status", Status), ("type", RequestType), ("submission__contact_channel", Channel)]
)
def test_it_shows_every_status_right_and_way_of_contact(field, vocabulary):
    # Of who acts in the consumer's place, the consumer's own contact is not asked for.
    assert stored(field) - {""} == set(vocabulary)


def test_it_shows_every_outcome():
    assert stored("outcome") == {*Outcome, ""}


def test_it_shows_every_way_in_and_both_languages():
    assert stored("submission__channel") == set(IntakeChannel)
    assert stored("submission__language") == {"en", "es"}


def test_it_shows_every_kind_of_notice_and_every_kind_of_event():
    assert set(Notice.objects.values_list("kind", flat=True)) == set(NoticeKind)
    assert set(Event.objects.values_list("kind", flat=True)) == set(EventKind) - {
        EventKind.CONTACT_CHANGED,
        EventKind.MESSAGES_ALLOWED,
        # The consumer signs on our page, or is asked for the permission where the business chose that.
        EventKind.PERMISSION_SIGNED,
        EventKind.PERMISSION_CONFIRMED,
        # A file of staff is cleaned by a worker, and the demo is told without one.
        EventKind.DOCUMENT_FETCHED,
    }


def test_something_is_overdue_due_today_due_this_week_and_unacknowledged():
    counts = metrics.counts(on=calendar.business_day(timezone.now()))
    assert counts[Figure.OVERDUE] >= 3
    assert counts[Figure.TODAY] >= 1
    assert counts[Figure.WEEK] >= 1
    assert counts[Figure.ACKNOWLEDGE] >= 1


def test_something_is_extended_and_something_extended_is_overdue():
    today = calendar.business_day(timezone.now())
    waiting = PrivacyRequest.objects.exclude(status=Status.CLOSED).exclude(extended_by=None)
    assert waiting.filter(due_on__gte=today).exists()
    assert waiting.filter(due_on__lt=today).exists()


def test_somebody_asked_a_third_time_and_is_over_the_limit():
    waiting = PrivacyRequest.objects.filter(status=Status.IN_PROGRESS).select_related("submission")
    standings = queries.limit_standings(waiting, on=calendar.business_day(timezone.now()))
    assert any(standing.over_limit for standing in standings.values())


def test_somebody_was_told_when_to_ask_again():
    answer = Answer.objects.get(ground=Ground.KNOW_LIMIT)
    assert answer.parts["NEXT_DATE"] > calendar.business_day(timezone.now()).isoformat()


def test_a_deletion_waits_for_its_second_yes():
    waiting = PrivacyRequest.objects.filter(type=RequestType.DELETE, status=Status.OPEN, deletion_confirmed_at=None)
    assert waiting.exists()


def test_every_denial_has_its_explanation():
    for answer in Answer.objects.exclude(ground="").select_related("request"):
        assert all(words.strip() for words in answer.parts.values())
    assert any(answer.parts.get("EXPLANATION") for answer in Answer.objects.filter(outcome=Outcome.DENIED))


def test_one_message_failed_and_the_rest_left_in_its_time():
    assert Notice.objects.filter(state=SendState.FAILED).count() == 1
    sent = Notice.objects.filter(state=SendState.SENT, by_post=False)
    assert not sent.exclude(provider_id="demo").exists()
    assert not sent.filter(Q(sent_at__lt=F("queued_at")) | Q(sent_at__gt=timezone.now())).exists()


def test_nothing_is_owed_but_a_letter_to_post_and_nothing_really_left():
    assert [notice.by_post for notice in Notice.objects.filter(state=SendState.OWED)] == [True]
    assert not Challenge.objects.filter(state=SendState.OWED).exists()
    assert (mail.outbox, locmem.outbox) == ([], [])


def test_whoever_was_reached_was_acknowledged_when_the_receipt_left():
    spoken = Event.objects.filter(kind=EventKind.RECEIPT_SPOKEN).values("submission")
    receipts = Notice.objects.filter(kind=NoticeKind.RECEIPT, state=SendState.SENT).exclude(submission__in=spoken)
    assert receipts.exists()
    assert not receipts.exclude(sent_at=F("submission__acknowledged_at")).exists()


def test_whoever_is_confirmed_used_a_challenge_then():
    called = Event.objects.filter(kind=EventKind.CALLED_BACK).values("submission")
    for submission in Submission.objects.exclude(contact_confirmed_at=None).exclude(pk__in=called):
        # Of its own, or of the filing that it was taken up from.
        used = submission.evidence.values_list("challenge__used_at", flat=True)
        assert submission.contact_confirmed_at in used


def test_nothing_happens_in_the_future_or_before_it_was_filed():
    now = timezone.now()
    assert not Event.objects.filter(Q(at__gt=now) | Q(at__lt=F("submission__received_at"))).exists()
    assert not PrivacyRequest.objects.filter(closed_at__gt=now).exists()


def test_only_addresses_and_numbers_of_nobody_are_used():
    contacts = [each.contact for kind in (Submission, Representative) for each in kind.objects.all() if each.reachable]
    for contact in contacts:
        domain = contact.rpartition("@")[2]
        assert domain in {"example.com", "example.org", "example.net"} or contact[5:10] == "55501"


def test_it_shows_every_state_of_an_authority_and_everyone_who_may_file():
    assert stored("authority") == set(Authority) - {Authority.NOT_COVERED}
    assert stored("submission__filer_role") == set(FilerRole)


def test_a_refusal_for_want_of_proof_was_asked_for_first():
    answer = Answer.objects.get(ground=Ground.AGENT_NO_PROOF)
    asked = answer.request.submission.representative.cure_asked_at
    assert asked is not None
    assert asked < answer.delivered_at


def test_every_text_opens_and_names_differ():
    names = Counter(submission.name for submission in Submission.objects.all())
    assert len(names) > SIZE / 2
    assert all(request.details is not None for request in PrivacyRequest.objects.all())


@pytest.mark.parametrize("name", ["triage", "reviewer", "lead"])
def test_each_of_the_staff_can_log_in_with_the_password_in_the_file(logins, name):
    passwords = dict(line.split() for line in logins.read_text().splitlines())
    assert Client().login(username=name, password=passwords[name])


def test_only_the_lead_administers():
    assert set(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == {"lead"}


def test_each_of_the_staff_has_the_roles_of_their_name():
    roles = {user.username: {group.name for group in user.groups.all()} for user in User.objects.all()}
    assert roles == {
        "triage": {Role.TRIAGE},
        "reviewer": {Role.REVIEWER},
        "lead": {Role.REVIEWER, Role.APPROVER, CIRCLE},
    }


def test_only_the_owner_can_read_the_file(logins):
    assert stat.S_IMODE(logins.stat().st_mode) == 0o600


def test_a_second_run_changes_nothing(logins):
    before = (logins.read_text(), Event.objects.count(), set(User.objects.values_list("password", flat=True)))
    said = seed(logins)
    assert "nothing was changed" in said
    assert before == (logins.read_text(), Event.objects.count(), set(User.objects.values_list("password", flat=True)))


def test_it_refuses_to_run_outside_a_demo(settings, logins):
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError, match="not a demo"):
        seed(logins)


def test_it_can_be_told_to_run_outside_a_demo(settings, logins):
    settings.DEMO = settings.DEBUG = False
    assert "nothing was changed" in seed(logins, "--i-know")


def test_papers_came_in_and_one_was_refused_and_the_id_was_erased_after_its_check():
    states = Counter(Document.objects.values_list("purpose", "state"))
    assert states == {("AUTHORITY", "READY"): 3, ("AUTHORITY", "REFUSED"): 1, ("IDENTITY", "PURGED"): 1}


def test_the_desk_has_tasks_in_every_state_that_people_bring_about():
    states = set(HolderTask.objects.values_list("state", flat=True))
    assert states >= {TaskState.OPEN, TaskState.TOLD, TaskState.DONE, TaskState.NOT_APPLICABLE}


def test_nothing_was_closed_as_carried_out_with_a_task_to_do_but_for_one_with_a_reason():
    done = PrivacyRequest.objects.filter(outcome__in=[Outcome.FULFILLED, Outcome.PARTLY])
    early = done.filter(tasks__state__in=[TaskState.OPEN, TaskState.TOLD, TaskState.ACKNOWLEDGED]).distinct()
    assert [bool(each.answer.tasks_reason) for each in early] == [True]


def test_what_an_answer_says_of_companies_that_were_told_is_true():
    for answer in Answer.objects.select_related("request"):
        if "told our delivery company" in answer.text or "and our delivery company" in answer.text:
            told = answer.request.tasks.filter(holder_name__startswith="Swift", told_at__isnull=False)
            assert told.exists(), answer.text


def test_every_sealed_value_reaches_a_new_key(settings):
    """Also what the database lets nobody change otherwise: notes, messages, reasons."""
    new = f"9:{b64encode(bytes(32)).decode()}"
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    settings.DOCUMENT_KEYS = [f"9:{b64encode(bytes([7] * 32)).decode()}", *settings.DOCUMENT_KEYS]
    with_values = {model for model in models_to_rotate() if stale(model).exists()}
    assert {Message, StaffNote, Reveal, ExportRecord, Submission} <= with_values
    call_command("rotate_keys", stdout=io.StringIO())
    assert not [model for model in models_to_rotate() if stale(model).exists()]
