"""What did the staff of the demo's business do at their desk, besides deciding?

They took calls and letters in, posted what goes by letter, asked for more, wrote and were written to, held a deletion,
reopened what was closed wrongly, read what is masked, closed a request of a worker to all but the circle, counted two
people as one, and took evidence out.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User

from requests_app import calendar
from requests_app.management.demo_cases import Case, Teller
from requests_app.models import PrivacyRequest
from requests_app.operations import (
    asking,
    by_phone,
    evidence_pack,
    holds,
    letters,
    looking,
    merging,
    messages,
    notes,
    receipt,
    reopening,
    steps,
)
from requests_app.operations.by_phone import Number
from requests_app.rules.clocks import RESPOND_DAYS
from requests_app.vocabulary import (
    Ground,
    HoldKind,
    IntakeChannel,
    LookReason,
    Masked,
    Party,
    Point,
    ReopenDates,
    RequestType,
    WorkerKind,
)
from verification.models import Channel

CATEGORIES, PIECES, DELETE = RequestType.KNOW_CATEGORIES, RequestType.KNOW_SPECIFIC, RequestType.DELETE
BY_LETTER: dict[str, Any] = {"channel": IntakeChannel.POST, "contact_channel": None, "contact": ""}


def called(teller: Teller) -> Case:
    """The receipt was said on the telephone, its time put right, and the number from the records called back."""
    entered = {"channel": IntakeChannel.PHONE, "entered_by": teller.team.triage}
    case = teller.file(CATEGORIES, days_ago=5, by=Channel.CALL, **entered)
    receipt.speak(submission=case.submission, at=case.at, by=teller.team.triage)
    case.sent().wait(days=1)
    reason = "She had called the shop the evening before, and they told us today."
    received_at = case.submission.received_at - timedelta(hours=18)
    receipt.correct(
        submission=case.submission, received_at=received_at, reason=reason, at=case.at, by=teller.team.reviewer
    )
    note = "The number of her order of March. She says that the request is hers."
    by_phone.confirm(
        submission=case.submission,
        number=Number.GIVEN,
        on_file=True,
        note=note,
        at=case.wait(minutes=20).at,
        by=teller.team.reviewer,
    )
    return case.sent()


def written_by_hand(teller: Teller) -> Case:
    """A letter came, and ours was posted on the next day."""
    case = waits_for_the_post(teller, days_ago=9).wait(days=1)
    for notice in case.submission.notices.filter(by_post=True):
        letters.posted(notice=notice, on=calendar.business_day(case.at), at=case.at, by=teller.team.triage)
    return case


def waits_for_the_post(teller: Teller, days_ago: int = 1) -> Case:
    """A letter came, and ours has to be printed and posted."""
    address = f"{teller.dice.randint(10, 99)} Elm Street\nFresno, CA 93650"
    by = teller.team.triage
    return teller.file(CATEGORIES, days_ago=days_ago, postal_address=address, entered_by=by, **BY_LETTER)


def of_a_worker(teller: Teller) -> Case:
    """An employee asks for a copy; only the circle sees it from then on."""
    case = teller.file(PIECES, days_ago=10).confirmed().wait(days=1).assigned(teller.team.reviewer)
    reason = "Works in our shop in Fresno, says the staff directory."
    _mark(case.wait(minutes=30), reason)
    return case.assigned(teller.team.lead)


def taken_for_a_worker(teller: Teller) -> Case:
    """Another person of that name works here."""
    case = teller.file(CATEGORIES, days_ago=15).confirmed().wait(days=1)
    _mark(case, "The name is in the staff directory.")
    looking.unmark_worker(
        submission=case.submission,
        reason="Another person of that name: born in another year.",
        at=case.wait(days=1).at,
        by=teller.team.lead,
    )
    return case


def _mark(case: Case, reason: str) -> None:
    by, kind = case.teller.team.reviewer, WorkerKind.EMPLOYEE
    looking.mark_worker(submission=case.submission, kind=kind, reason=reason, at=case.at, by=by)
    case.submission.refresh_from_db()


def asked_under_two_mailboxes(teller: Teller) -> Case:
    """Two people of the books turned out to be one."""
    one, other = _two_people(teller, days_ago=22)
    reason = "Both gave the same customer number."
    merging.merge(person=other.person, into=one.person, reason=reason, at=other.at, by=teller.team.reviewer)
    return other


def father_and_daughter(teller: Teller) -> Case:
    """Two people of one house were taken for one, and parted again."""
    one, other = _two_people(teller, days_ago=30)
    by = teller.team.reviewer
    reason = "The same address and the same first letter."
    merged = merging.merge(person=other.person, into=one.person, reason=reason, at=other.at, by=by)
    reason = "A father and a daughter, says the register of customers."
    merging.part(merged=merged, reason=reason, at=other.wait(days=2).at, by=by)
    return other


def _two_people(teller: Teller, *, days_ago: int) -> tuple[Any, Any]:
    """Two filings whose people are known, and both answered; of the second, staff have read what is masked."""
    one = teller.file(CATEGORIES, days_ago=days_ago).confirmed().wait(days=2).matched().wait(days=1)
    one.started(ours=True).answered()
    other = teller.file(CATEGORIES, days_ago=days_ago - 4).confirmed().wait(days=2).matched().wait(days=1)
    for request in other.requests():
        _read(request, other, by=teller.team.reviewer)
    return one, other.wait(minutes=10)


def _read(request: PrivacyRequest, case: Case, *, by: User) -> None:
    looking.reveal(request=request, fields=frozenset(Masked), reason=LookReason.WORK, at=case.at, by=by)


def went_to_a_lawyer(teller: Teller) -> Case:
    """The answer was disputed, and the evidence of it taken out."""
    case = teller.file(CATEGORIES, days_ago=40).confirmed().wait(days=2).matched().wait(days=3).answered()
    request = case.submission.requests.select_related("submission").get()
    case.wait(days=20)
    lead = teller.team.lead
    note = "Our lawyers want the answer as it was sent."
    looking.reveal(request=request, fields=[Masked.WORDS], reason=LookReason.DISPUTE, note=note, at=case.at, by=lead)
    evidence_pack.make(request=request, reason="Our lawyers ask for it.", at=case.wait(minutes=5).at, by=lead)
    return case


def asked_for_a_point(teller: Teller) -> Case:
    """The name alone was not enough; what more was asked for is still to come."""
    case = teller.file(CATEGORIES, days_ago=4).confirmed().wait(days=1).assigned(teller.team.reviewer)
    request, by = case.submission.requests.select_related("submission").get(), teller.team.reviewer
    reason = "Two customers of this name have an account."
    asking.ask(request=request, points=[Point.CUSTOMER_NUMBER], reason=reason, at=case.wait(minutes=40).at, by=by)
    return case.sent()


def answered_what_was_asked(teller: Teller) -> Case:
    """What was asked for came, and was not it; nothing more is asked for."""
    case = asked_for_a_point(teller)
    values = {Point.CUSTOMER_NUMBER: "440-21887"}
    asking.answer(submission=case.submission, party=Party.CONSUMER, values=values, at=case.wait(days=1).at)
    request = case.submission.requests.select_related("submission").get()
    asking.withdraw(request=request, at=case.wait(minutes=90).at, by=teller.team.reviewer)
    steps.record(
        request=request,
        way=IntakeChannel.PHONE,
        done_at=case.at,
        with_whom="The shop in Fresno",
        note="They look the order up and call back on Monday.",
        at=case.at,
        by=teller.team.reviewer,
    )
    return case


def wrote_to_each_other(teller: Teller) -> Case:
    """A question, an answer with a note beside it, and a second question that nobody has opened."""
    case = teller.file(CATEGORIES, days_ago=12).confirmed().wait(days=1).assigned(teller.team.reviewer)
    filing, by = case.submission, teller.team.reviewer
    request = filing.requests.select_related("submission").get()
    _wrote(case, "Do you need the name I had before I married?")
    messages.opened_by_staff(submission=filing, at=case.wait(minutes=50).at, by=by)
    notes.note(request=request, text="Look under both names.", token=teller.token(), at=case.at, by=by)
    reply = "No, thank you. We look under the name that you gave us, and under your email address."
    messages.write_back(
        submission=filing, party=Party.CONSUMER, text=reply, token=teller.token(), at=case.wait(minutes=5).at, by=by
    )
    case.sent()
    messages.opened_outside(submission=filing, party=Party.CONSUMER, at=case.wait(days=1).at)
    return _wrote(case.wait(minutes=3), "And when will I hear from you?")


def _wrote(case: Case, text: str) -> Case:
    token = case.teller.token()
    messages.write(submission=case.submission, party=Party.CONSUMER, text=text, token=token, at=case.at)
    return case


def held_for_the_police(teller: Teller) -> Case:
    """An agency directed us not to delete, and asked for longer."""
    return _held(teller, HoldKind.POLICE, days_ago=25, renewed=True)


def held_for_a_dispute(teller: Teller) -> Case:
    """A lawsuit needed it, and is over."""
    case = _held(teller, HoldKind.LITIGATION, days_ago=20)
    request = case.submission.requests.select_related("submission").get()
    holds.lift(request=request, at=case.wait(days=5).at, by=teller.team.reviewer)
    return case


def _held(teller: Teller, kind: HoldKind, *, days_ago: int, renewed: bool = False) -> Case:
    case = teller.file(DELETE, days_ago=days_ago).confirmed().deletion_confirmed().wait(days=2)
    request, by = case.submission.requests.select_related("submission").get(), teller.team.reviewer
    today = calendar.business_day(case.at)
    holds.place(
        request=request,
        kind=kind,
        case_number="FR-26-0417" if kind == HoldKind.POLICE else "",
        reason="They wrote to us; the letter is with our lawyers.",
        since=today,
        until=None if kind == HoldKind.POLICE else today + timedelta(days=60),
        at=case.at,
        by=by,
    )
    if renewed:
        holds.renew(request=request, at=case.wait(days=3).at, by=by)
    return case


def closed_by_mistake(teller: Teller) -> Case:
    """Closed as not verified in the wrong window, and reopened with its old dates."""
    case = (
        teller.file(CATEGORIES, days_ago=RESPOND_DAYS + 3)
        .confirmed()
        .wait(days=RESPOND_DAYS - 3)
        .denied(Ground.UNVERIFIED)
    )
    request = case.submission.requests.select_related("submission").get()
    reopening.reopen(
        request=request,
        dates=ReopenDates.SAME,
        reason="It was the window of another request.",
        channel=IntakeChannel.WEB,
        at=case.wait(minutes=15).at,
        by=teller.team.reviewer,
    )
    return case


AT_THE_DESK = (
    *(asked_for_a_point, answered_what_was_asked, wrote_to_each_other),
    *(held_for_the_police, held_for_a_dispute, closed_by_mistake),
    *(called, written_by_hand, waits_for_the_post, of_a_worker, taken_for_a_worker),
    *(asked_under_two_mailboxes, father_and_daughter, went_to_a_lawyer),
)
