"""What the clock asks of both sides: once, only while it is open, and found by an index."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection

from privacy_portal.celery import app
from requests_app import tasks
from requests_app.models import Notice, PrivacyRequest, Representative, Submission
from requests_app.operations import authority, proofs, reminders, review
from requests_app.rules.reminders import ask_again_at
from requests_app.vocabulary import AuthorityEnd, FilerRole, NoticeKind, ProofKind, ProofWay, RequestType
from tests.filings import (
    CATEGORIES,
    CHECKLIST,
    NOON,
    PACIFIC,
    confirm_filer,
    consumer_agrees,
    established,
    file,
    file_for,
    only_request,
)
from tests.operations.test_reminders_at_size import WAITING, copies, copy, plan
from tests.support import crowd
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
OPT_OUT: tuple[RequestType, dict[str, str]] = (RequestType.OPT_OUT_SALE_SHARE, {})
TELEPHONE = {"contact_channel": Channel.TEXT, "contact": "+14155550123"}


def waiting(*rights, role=FilerRole.AGENT, **changes):
    return confirm_filer(file_for(role, *(rights or [CATEGORIES]), **changes))


def asked(**changes):
    submission = waiting(**changes)
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    return submission


def proofs_asked():
    return Notice.objects.filter(kind=NoticeKind.PROOF_ASKED)


def times_asked(submission):
    return Challenge.objects.filter(subject=submission.pk, purpose=authority.AGREE).count()


# --- the representative -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "owed"), [(DAY - SECOND, 0), (DAY, 1), (3 * DAY, 1)])
@pytest.mark.parametrize("role", [each for each in FilerRole if each != FilerRole.SELF])
def test_who_shows_nothing_for_a_day_is_asked_once(role, after, owed):
    waiting(role=role)
    assert [reminders.ask_for_proof(at=NOON + after) for _ in range(2)] == [owed, 0]
    assert proofs_asked().count() == owed


def test_being_asked_by_the_clock_is_the_one_asking_that_a_denial_needs():
    submission = waiting()
    reminders.ask_for_proof(at=NOON + DAY)
    assert proofs.may_be_denied_for_proof(only_request(submission))


def test_who_was_asked_by_staff_is_not_asked_by_the_clock(staff):
    submission = waiting()
    proofs.ask_for_proof(submission=submission, words="Please send it.", at=NOON, by=staff)
    assert reminders.ask_for_proof(at=NOON + DAY) == 0
    submission.representative.refresh_from_db()
    assert submission.representative.cure_words == "Please send it."


@pytest.mark.parametrize("way", [ProofWay.PAPER, ProofWay.OTHER])
def test_who_has_shown_something_is_not_asked(way):
    authority.offer_proof(submission=waiting(), way=way, at=NOON)
    assert reminders.ask_for_proof(at=NOON + DAY) == 0


def test_who_has_the_consumer_sign_is_asked_after_the_consumers_own_day():
    authority.offer_proof(submission=waiting(), way=ProofWay.ONLINE, at=NOON + 23 * DAY / 24)
    assert reminders.ask_for_proof(at=NOON + DAY) == 0
    reminders.ask_consumers_again(at=NOON + 2 * DAY)
    assert reminders.ask_for_proof(at=NOON + 2 * DAY) == 1


def test_who_has_not_confirmed_is_reminded_of_that_and_not_asked_for_proof():
    file_for(FilerRole.AGENT, CATEGORIES)
    assert reminders.ask_for_proof(at=NOON + DAY) == 0


def test_who_files_an_opt_out_need_not_confirm_to_be_asked():
    file_for(FilerRole.AGENT, OPT_OUT)
    assert reminders.ask_for_proof(at=NOON + DAY) == 1


@pytest.mark.parametrize("why", list(AuthorityEnd))
def test_who_acts_no_more_is_not_asked(why, staff):
    by = {"by": staff, "reason": "Fraud"} if why == AuthorityEnd.BY_STAFF else {}
    authority.end(submission=waiting(), why=why, at=NOON, **by)
    assert reminders.ask_for_proof(at=NOON + DAY) == 0


def test_whose_permission_has_run_out_is_not_asked():
    waiting(acting={"ends_on": NOON.date()})
    assert reminders.ask_for_proof(at=NOON + DAY) == 0


def test_nobody_is_asked_about_what_is_closed():
    review.withdraw(request=only_request(waiting()), at=NOON)
    assert reminders.ask_for_proof(at=NOON + DAY) == 0


def test_no_telephone_rings_at_night():
    waiting(acting={"contact_channel": Channel.CALL, "contact": "+14155550123"})
    night = NOON + DAY + timedelta(hours=11)
    reminders.ask_for_proof(at=night)
    assert proofs_asked().get().next_try_at.astimezone(PACIFIC).hour == 8


# --- the consumer -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "again"), [(DAY - SECOND, 0), (DAY, 1), (3 * DAY, 1)])
@pytest.mark.parametrize("way", [ProofWay.PAPER, ProofWay.ONLINE])
def test_a_consumer_who_does_not_answer_is_asked_once_more(way, after, again):
    submission = waiting()
    authority.offer_proof(submission=submission, way=way, at=NOON)
    assert [reminders.ask_consumers_again(at=NOON + after) for _ in range(2)] == [again, 0]
    assert times_asked(submission) == 1 + again


def test_an_agent_who_tries_again_gives_the_clock_no_second_turn():
    submission = asked()
    reminders.ask_consumers_again(at=NOON + DAY)
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON + DAY)
    assert reminders.ask_consumers_again(at=NOON + 3 * DAY) == 0
    assert times_asked(submission) == 3


def test_who_answered_is_not_asked_again():
    submission = asked()
    consumer_agrees(submission)
    assert reminders.ask_consumers_again(at=NOON + DAY) == 0


def test_who_did_not_ask_for_it_is_not_asked_again():
    authority.end(submission=asked(), why=AuthorityEnd.NOT_ASKED, at=NOON)
    assert reminders.ask_consumers_again(at=NOON + DAY) == 0


def test_a_power_of_attorney_that_was_accepted_leaves_nothing_to_ask(staff):
    submission = asked()
    proofs.accept_proof(submission=submission, kind=ProofKind.POWER_OF_ATTORNEY, checklist=CHECKLIST, at=NOON, by=staff)
    assert reminders.ask_consumers_again(at=NOON + DAY) == 0


def test_who_is_reached_by_telephone_gets_the_notice_once_more():
    submission = asked(**TELEPHONE)
    notice = submission.notices.get(kind=NoticeKind.REPRESENTED)
    notice.state, notice.sent_at = "SENT", NOON
    notice.save()
    assert reminders.ask_consumers_again(at=NOON + DAY) == 1
    notice.refresh_from_db()
    assert notice.state == "OWED"


@pytest.mark.threat("A85")
def test_the_consumer_of_an_opt_out_or_a_power_of_attorney_is_never_asked_by_the_clock(staff):
    opted_out = file_for(FilerRole.AGENT, OPT_OUT)
    authority.offer_proof(submission=opted_out, way=ProofWay.PAPER, at=NOON)
    established(FilerRole.ATTORNEY_IN_FACT, CATEGORIES, by=staff, contact_channel="EMAIL", contact="rosa@example.com")
    assert reminders.ask_consumers_again(at=NOON + 3 * DAY) == 0
    assert not Challenge.objects.filter(purpose=authority.AGREE).exists()


def test_a_day_has_24_hours_where_the_clocks_are_changed():
    before = NOON.replace(month=10, day=31)
    assert ask_again_at(before) - before == DAY


# --- how they run -----------------------------------------------------------------------------------------------------


def test_the_beat_runs_both():
    waiting(contact="pedro@example.com")
    asked()
    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {tasks.ask_for_proof.name, tasks.ask_consumers_again.name} <= names
    with time_machine.travel(NOON + DAY):
        assert (tasks.ask_for_proof(), tasks.ask_consumers_again()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker_url")
@pytest.mark.threat("A91")
@pytest.mark.parametrize("run", [reminders.ask_for_proof, reminders.ask_consumers_again])
def test_two_workers_at_once_ask_each_once(run: Callable[..., int]):
    for number in range(12):
        (asked if run is reminders.ask_consumers_again else waiting)(contact=f"p{number}@example.com")
    counts = crowd.at_once([lambda: run(at=NOON + DAY)] * 4, refusals=(Exception,))
    assert sum(counts) == 12


def many_of(submission: Submission, mark: str) -> None:
    """Many more filings like one, each with its request and its representative."""
    copies(submission, WAITING, mark)
    reference = f"'{mark}' || lpad(n::text, 11, '0')"
    filing = f"(SELECT id FROM {Submission._meta.db_table} WHERE reference = {reference})"
    own = f"'R' || lpad(n::text, 10, '0') || '{mark}'"
    copy(submission.representative, WAITING, mark, id="gen_random_uuid()", submission_id=filing, reference=own)


@pytest.mark.threat("A91")
def test_no_run_reads_through_all_requests_or_representatives(monkeypatch):
    monkeypatch.setattr(reminders, "AT_ONCE", 50)
    closed = file()
    review.withdraw(request=only_request(closed), at=NOON)
    copies(closed, 20_000, "Z")
    many_of(waiting(), "A")
    # What is sealed in a copy cannot be read: of these, which are closed by now, only the question is put off.
    over = asked()
    review.withdraw(request=only_request(over), at=NOON)
    many_of(over, "B")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for run in (reminders.ask_for_proof, reminders.ask_consumers_again):
        found = plan(partial(run, at=NOON + DAY))
        assert f"Seq Scan on {PrivacyRequest._meta.db_table}" not in found, found
        assert f"Seq Scan on {Submission._meta.db_table}" not in found, found
    assert Representative.objects.filter(ask_again_at__isnull=False).count() == 1 + WAITING - 50
    assert proofs_asked().count() == 50
