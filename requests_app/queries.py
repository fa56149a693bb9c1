"""What can be asked of the books? Reads only; every one of them has its index."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F, Prefetch, Q, QuerySet

from privacy_portal.lib import addresses, phones
from requests_app import persons, staffing
from requests_app.models import (
    Answer,
    Batch,
    DirectoryMatch,
    Event,
    Evidence,
    Notice,
    Person,
    PrivacyRequest,
    Representative,
    Submission,
)
from requests_app.models.reference import normalised
from requests_app.models.submission import contact_index
from requests_app.rules import limits, reminders
from requests_app.rules.clocks import SOON_DAYS
from requests_app.vocabulary import NoticeKind, Outcome, Point, RequestType, Status

# A count shown to people stops here: "1,000+" says the same to them, and costs the same at any size.
COUNT_CAP = 1_000


@dataclass(frozen=True)
class LimitStanding:
    """How a know request stands on one day against the two answers in twelve months (Civ. Code 1798.130(b)).

    `counted` are the answers that count on that day, `next_owed_from` is the day to quote (None: owed now).
    """

    counted: int
    over_limit: bool
    next_owed_from: date | None
    known_person: bool


def open_requests() -> QuerySet[PrivacyRequest]:
    """Everything not closed, what is due first in front."""
    return PrivacyRequest.objects.exclude(status=Status.CLOSED).order_by("due_on", "id")


def delivered_answers(roots: Collection[UUID], *, since: date) -> dict[UUID, list[limits.DeliveredAnswer]]:
    """The counted answers given to each consumer since a day, for the limit.

    `roots` as `persons.root` says them: whatever was given to anybody who is counted as one is counted together.
    """
    answers: dict[UUID, list[limits.DeliveredAnswer]] = {root: [] for root in roots}
    rows = Answer.objects.filter(
        counts_toward_limit=True, delivered_on__gte=since, request__submission__person__in=persons.same_as(roots)
    ).values_list(
        *("request__submission__person", "request__submission__person__counted_as"),
        *("request__submission", "delivered_on"),
    )
    for person, counted_as, submission, delivered_on in rows:
        answers[counted_as or person].append(limits.DeliveredAnswer(submission=submission, delivered_on=delivered_on))
    return answers


def limit_standings(requests: Iterable[PrivacyRequest], *, on: date) -> dict[UUID, LimitStanding]:
    """How each of some requests stands against the limit on a business day, in one query for all.

    A request whose person is not known yet has nothing counted against it. The caller selects `submission__person`.
    """
    requests = list(requests)
    people = {persons.root(each.submission.person) for each in requests if each.submission.person}
    earliest = min([on, *(each.received_on for each in requests)])
    answers = delivered_answers(people, since=limits.window_start(earliest)) if people else {}
    return {each.pk: _standing(each, answers, on) for each in requests}


def limit_standing(request: PrivacyRequest, *, on: date) -> LimitStanding:
    """How one request stands against the limit on a business day."""
    return limit_standings([request], on=on)[request.pk]


def _standing(request: PrivacyRequest, answers: dict[UUID, list[limits.DeliveredAnswer]], on: date) -> LimitStanding:
    person = persons.root(request.submission.person) if request.submission.person else None
    # What this same filing was already given is part of its own answer (one submission counts once).
    others = [each for each in answers.get(person, []) if each.submission != request.submission_id] if person else []
    dates = limits.disclosure_dates(others)
    return LimitStanding(
        counted=len(limits.counted(dates, on)),
        over_limit=limits.over_limit(dates, request.received_on) and limits.over_limit_at_decision(dates, on),
        next_owed_from=limits.next_owed_from(dates, on),
        known_person=person is not None,
    )


def denied_corrections(request: PrivacyRequest) -> list[Answer]:
    """The denials of corrections of the same item by the same person, whoever that is known to be."""
    person = request.submission.person
    if person is None:
        return []
    same = persons.everybody(person)
    denials = Answer.objects.filter(
        outcome=Outcome.DENIED, request__type=RequestType.CORRECT, request__submission__person__in=same
    ).select_related("request")
    return [each for each in denials if each.request.details["item"] == request.details.get("item")]


def people_with_contact(submission: Submission, *, besides: Person | None = None) -> QuerySet[Person]:
    """People the filing's contact is known to belong to, without one of them if that is said."""
    people = Person.objects.filter(contacts__contact_index=submission.contact_index).distinct()
    if not submission.reachable:
        return people.none()
    return people.exclude(pk=besides.pk) if besides else people


def submission_by_reference(typed: str, within: Q = Q()) -> Submission | None:  # noqa: B008 - never changed
    """The filing with a consumer's reference as somebody typed it, or None. `within`: those that may be found."""
    reference = normalised(typed)
    return Submission.objects.filter(within, reference=reference).first() if reference else None


def side_by_reference(typed: str) -> Submission | Representative | Batch | None:
    """The side of a filing, or the agent's batch, that has a reference as somebody typed it, or None.

    A consumer's reference and one that does not exist are told last, after the same queries.
    """
    reference = normalised(typed)
    acting = Representative.objects.filter(reference=reference).select_related("submission").first()
    return acting or Batch.objects.filter(reference=reference).first() or submission_by_reference(typed)


def batch_of(pk: UUID) -> Batch | None:
    """The batch with an id, or None."""
    return Batch.objects.filter(pk=pk).first()


def filings_in(batch: Batch) -> QuerySet[Representative]:
    """What an agent filed in a batch, in the order of their file, with its requests and their answers."""
    asked = PrivacyRequest.objects.select_related("answer", "submission").order_by("ordinal")
    lines = Representative.objects.filter(batch=batch).select_related("submission").order_by("batch_line")
    return lines.prefetch_related(Prefetch("submission__requests", asked))


def filing_of(side: UUID, *, lock: bool = False) -> Submission | None:
    """The filing that one of its two sides belongs to, by that side's id; with `lock`, its row is locked."""
    acting = Representative.objects.filter(pk=side).values_list("submission", flat=True).first()
    filings = Submission.objects.select_for_update(no_key=True) if lock else Submission.objects.all()
    return filings.filter(pk=acting or side).first()


def request_in(submission: Submission, request_type: RequestType) -> PrivacyRequest | None:
    """The request for one right in a filing, or None when it does not ask for that."""
    return submission.requests.select_related("submission").filter(type=request_type).first()


def filings_of(people: Iterable[Person]) -> QuerySet[Submission]:
    """What some people filed, newest first."""
    return Submission.objects.filter(person__in=list(people)).order_by("-received_at", "id")


def search(typed: str) -> Q | None:
    """What staff typed into the search, as a condition on requests: a reference or an exact contact."""
    typed = typed.strip()
    if not typed:
        return None
    if reference := normalised(typed):
        return Q(submission__reference=reference) | Q(submission__representative__reference=reference)
    index = contact_index(_as_stored(typed))
    return Q(submission__contact_index=index) | Q(submission__representative__contact_index=index)


def _as_stored(contact: str) -> str:
    """A contact as a filing stores it: "(415) 555-0132" finds +14155550132. What is no contact stays as typed."""
    try:
        if "@" in contact:
            return addresses.normalise_email(contact)
        return phones.parse(contact, regions=settings.PHONE_REGIONS)
    except ValueError:
        return contact


def same_contact_as(submission_id: UUID) -> Q:
    """Requests whose filing gave the same contact as one filing, as a condition."""
    return Q(submission__contact_index__in=Submission.objects.filter(pk=submission_id).values("contact_index"))


def related_requests(request: PrivacyRequest, *, limit: int, to: User) -> list[PrivacyRequest]:
    """The newest other requests of the same filing, person or contact, as far as they are open `to` somebody."""
    submission = request.submission
    same = Q(pk=submission.pk)
    if submission.reachable:
        same |= Q(contact_index=submission.contact_index)
    if submission.person:
        same |= Q(person__in=persons.everybody(submission.person))
    filings = Submission.objects.filter(same).filter(staffing.filings_open_to(to))
    others = PrivacyRequest.objects.filter(submission__in=filings).exclude(pk=request.pk)
    return list(others.select_related("submission__person").order_by("-received_on", "ordinal", "id")[:limit])


def events_of(request: PrivacyRequest) -> QuerySet[Event]:
    """What happened to a request, and to its filing as a whole, oldest first."""
    mine = Q(request=request) | Q(request=None)
    return request.submission.events.filter(mine).select_related("request__submission")


def evidence_of(request: PrivacyRequest) -> list[Evidence]:
    """Why we believe the filer, with who recorded it, oldest first."""
    return list(request.submission.evidence.select_related("challenge", "recorded_by", "declaration"))


def directory_matches(submission: Submission) -> list[DirectoryMatch]:
    """What the business's records said of a filing's points, in the vocabulary's order."""
    order = list(Point)
    return sorted(submission.directory_matches.all(), key=lambda match: order.index(Point(match.point)))


def notices_of(request: PrivacyRequest) -> QuerySet[Notice]:
    """The messages owed about a request, and about its filing as a whole, oldest first."""
    mine = Q(request=request) | Q(request=None)
    return request.submission.notices.filter(mine).order_by("queued_at", "id")


def reminders_of(requests: Iterable[PrivacyRequest]) -> dict[UUID, datetime]:
    """When the consumer was sent the reminder, by request, for those that still wait; one query for all."""
    requests = list(requests)
    unconfirmed = {each.submission_id for each in requests if each.status == Status.UNCONFIRMED}
    unsaid = [each.pk for each in requests if each.waits_for_deletion_confirmation]
    if not unconfirmed and not unsaid:
        return {}
    of_filing = Q(kind=NoticeKind.REMINDER, submission__in=unconfirmed)
    sent = Notice.objects.filter(of_filing | Q(kind=NoticeKind.SECOND_YES, request__in=unsaid)).exclude(sent_at=None)
    moments = {request or filing: at for filing, request, at in sent.values_list("submission", "request", "sent_at")}
    found = {each.pk: moments.get(each.pk) or moments.get(each.submission_id) for each in requests}
    return {pk: at for pk, at in found.items() if at is not None}


def ends_unverified(*, on: date) -> Q:
    """What is not verified although its end is in sight on a business day, as a condition on requests."""
    waiting = Q(status__in=[Status.UNCONFIRMED, Status.OPEN], level_reached__lt=F("level_required"))
    return waiting & Q(due_on__lte=reminders.ending_through(on))


def staff() -> QuerySet[User]:
    """Who may own a request."""
    return User.objects.filter(is_active=True, is_staff=True).order_by("first_name", "last_name", "username")


def due_conditions(*, on: date) -> dict[str, Q]:
    """The windows of the queue as conditions on requests that are not closed, on a business day."""
    week_ends = on + timedelta(days=SOON_DAYS)
    return {
        "overdue": Q(due_on__lt=on),
        "today": Q(due_on=on),
        "week": Q(due_on__gt=on, due_on__lte=week_ends),
        "later": Q(due_on__gt=week_ends),
        "acknowledge": Q(submission__acknowledged_at=None, acknowledge_by__isnull=False),
    }


def waits_for_second_person() -> Q:
    """Requests with an answer that somebody else has to release, as a condition."""
    return Q(proposal__isnull=False, proposal__sent_back_at=None)


def capped_count(rows: QuerySet[Any]) -> int:
    """Count rows up to COUNT_CAP + 1."""
    return rows.order_by()[: COUNT_CAP + 1].count()


def shown(number: int) -> str:
    """A count as people read it: "1,000+" where it was not counted to its end."""
    return f"{COUNT_CAP:,}+" if number > COUNT_CAP else str(number)
