"""Who takes a table of requests out, and what stands in it? Codes, days and references; no name and no contact.

The log has what 11 CCR 7101(b) wants of each request: when and how it was made and what it was, when and how it was
answered, and on which basis anything was refused. Behind that comes what else shows that the law was kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from requests_app import calendar, persons, queries
from requests_app.models import Event, ExportRecord, PrivacyRequest
from requests_app.rules import grounds, limits
from requests_app.vocabulary import (
    Actor,
    EventKind,
    ExportKind,
    Ground,
    IntakeChannel,
    Outcome,
    ProofKind,
    RequestType,
    Status,
)
from requests_app.wording import CLAIMS

AT_ONCE = 1_000  # requests held in memory
Row = list[str]


# --- the record of it ------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(
    *,
    kind: ExportKind,
    at: datetime,
    by: User,
    since: date | None = None,
    until: date | None = None,
    filters: Mapping[str, str] | None = None,
) -> ExportRecord:
    """Note who takes which table out, before its first byte leaves."""
    return ExportRecord.objects.create(kind=kind, at=at, by=by, since=since, until=until, filters=dict(filters or {}))


def finish(record: ExportRecord, *, rows: int, at: datetime) -> None:
    """Note that all of it was handed over."""
    ExportRecord.objects.filter(pk=record.pk, finished_at=None).update(rows=rows, finished_at=at)


def file_name(record: ExportRecord, ending: str = "csv", of: str = "") -> str:
    """What the file is called: what it is, when it was made, by whom and under which number it is on record."""
    at = record.at.astimezone(calendar.business_zone())
    who = slugify(record.by.get_username()) or record.by_id
    name = {ExportKind.LOG: "request-log", ExportKind.QUEUE: "queue", ExportKind.EVIDENCE: "evidence"}
    parts = [name[ExportKind(record.kind)], of, f"{at:%Y%m%d-%H%M}", str(who), str(record.pk)[:8]]
    return f"{'_'.join(part for part in parts if part)}.{ending}"


def mark(record: ExportRecord) -> str:
    """What stands in the last column of each row: who took it out, when, and under which number it is on record."""
    at = record.at.astimezone(calendar.business_zone())
    return f"{record.by.get_username()}, {at.isoformat(timespec='minutes')}, {record.pk}"


# --- reading ---------------------------------------------------------------------------------------------------------


def received(since: date, until: date) -> QuerySet[PrivacyRequest]:
    """The requests received from one day through another."""
    return PrivacyRequest.objects.filter(received_on__gte=since, received_on__lte=until)


def chunks(rows: QuerySet[PrivacyRequest], by: str) -> Iterator[list[PrivacyRequest]]:
    """All of some requests by a day and their key, a few at a time, whatever is added meanwhile.

    Each time it goes on behind the last one, which an index finds: no cursor is held open, and nothing is skipped over.
    """
    rows, last = rows.order_by(by, "id"), None
    while True:
        behind = rows
        if last is not None:
            day = getattr(last, by)
            behind = rows.filter(**{f"{by}__gte": day}).filter(~Q(**{by: day}) | Q(id__gt=last.pk))
        found = list(behind[:AT_ONCE])
        if found:
            yield found
        if len(found) < AT_ONCE:
            return
        last = found[-1]


@dataclass
class _Told:
    """What the history says of a request beyond its columns."""

    logged_by: str = ""
    proof: str = ""
    overrides: set[str] = field(default_factory=set)


_TELLING = (
    *(EventKind.FILED, EventKind.PROOF_ACCEPTED, EventKind.LEVEL_SET, EventKind.ALARM_OVERRIDDEN),
    *(EventKind.LOGIN_DOUBTED, EventKind.ANSWERED, EventKind.DENIED, EventKind.NOT_VERIFIED),
)


def _told(requests: list[PrivacyRequest]) -> dict[UUID, _Told]:
    filings: dict[UUID, list[PrivacyRequest]] = defaultdict(list)
    for each in requests:
        filings[each.submission_id].append(each)
    told: dict[UUID, _Told] = {each.pk: _Told() for each in requests}
    events = Event.objects.filter(submission__in=filings, kind__in=_TELLING).order_by("at", "id")
    rows = events.values_list("submission", "request", "kind", "actor", "staff__username", "data")
    for filing, request, kind, actor, staff, data in rows:
        for each in filings[filing]:
            if request in (None, each.pk):
                _tell(told[each.pk], EventKind(kind), staff or str(Actor(actor).label), data)
    return told


def _tell(told: _Told, kind: EventKind, who: str, data: dict[str, Any]) -> None:
    if kind is EventKind.FILED:
        told.logged_by = who
    elif kind is EventKind.PROOF_ACCEPTED:
        told.proof = str(ProofKind(data["proof"]).label)
    elif kind in (EventKind.LEVEL_SET, EventKind.ALARM_OVERRIDDEN, EventKind.LOGIN_DOUBTED):
        told.overrides.add(str(kind.label))
    else:
        said = {"voluntary": _("A third answer"), "new_contact": _("To a new contact"), "early": _("Closed early")}
        told.overrides |= {words for name, words in said.items() if data.get(name)}


def _counted(requests: list[PrivacyRequest], *, today: date) -> dict[UUID, int]:
    """How many answers of other filings counted against each on the day of its decision, or today."""
    people = {each.pk: persons.root(each.submission.person) for each in requests if each.submission.person}
    if not people:
        return {}
    earliest = min(_decided(each) or today for each in requests)
    answers = queries.delivered_answers(set(people.values()), since=limits.window_start(earliest))
    counts = {}
    for each in requests:
        given = answers[people[each.pk]] if each.pk in people else []
        others = [one for one in given if one.submission != each.submission_id]
        counts[each.pk] = len(limits.counted(limits.disclosure_dates(others), _decided(each) or today))
    return counts


def _decided(request: PrivacyRequest) -> date | None:
    answer = getattr(request, "answer", None)
    if answer is not None:
        return answer.delivered_on
    return calendar.business_day(request.closed_at) if request.closed_at else None


# --- the log ---------------------------------------------------------------------------------------------------------

# What the log shows; nothing else of these rows is loaded, and nothing personal is opened.
_FILING = ("reference", "received_at", "channel", "filer_role", "acknowledged_at", "person_id")
_ANSWER = ("outcome", "ground", "delivered_on", "counts_toward_limit", "given_by__username", "approved_by__username")
_REQUEST = (
    *("ordinal", "type", "status", "outcome", "closed_at", "received_on", "acknowledge_by", "respond_by"),
    *("extended_by", "extension_reason", "due_on", "rules_version", "level_required", "level_reached"),
    *("authority", "owner__username"),
)


def log_headings() -> Row:
    """What stands above the columns of the log; the first ones are what 11 CCR 7101(b) names."""
    return [
        *(_("Request"), _("Date of request"), _("Nature of request"), _("Manner made")),
        *(_("Date of response"), _("Nature of response"), _("Basis of denial")),
        *(_("Status"), _("Received at"), _("Logged by"), _("Filed by"), _("Proof of authority")),
        *(_("Acknowledge by"), _("Acknowledged at"), _("Answer by"), _("Extended to"), _("Reason of the extension")),
        *(_("Edition of the rules"), _("Degree required"), _("Degree reached")),
        *(_("Answers counted in 12 months"), _("Counts toward the limit"), _("Decided otherwise than by default")),
        *(_("Decided by"), _("Released by"), _("Owner"), _("Taken out by")),
    ]


def log_rows(requests: QuerySet[PrivacyRequest], *, mark: str, today: date, language: str) -> Iterator[list[Row]]:
    """The log's rows, a few at a time."""
    loaded = requests.select_related("submission__person", "answer__given_by", "answer__approved_by", "owner").only(
        "submission__person__counted_as",
        *_REQUEST,
        *(f"submission__{name}" for name in _FILING),
        *(f"answer__{name}" for name in _ANSWER),
    )
    for found in chunks(loaded, "received_on"):
        with translation.override(language):
            told, counted = _told(found), _counted(found, today=today)
            rows = [[*_log_row(each, told[each.pk], counted.get(each.pk, 0)), mark] for each in found]
        yield rows


def _log_row(request: PrivacyRequest, told: _Told, counted: int) -> Row:
    filing, answer = request.submission, getattr(request, "answer", None)
    return [
        *(request.reference, str(request.received_on), str(RequestType(request.type).label)),
        str(IntakeChannel(filing.channel).label),
        *(_day(_decided(request)), str(Outcome(request.outcome).label) if request.outcome else ""),
        _basis(answer.ground) if answer else "",
        *(str(Status(request.status).label), _instant(filing.received_at), told.logged_by, _filer(request)),
        *(told.proof, _day(request.acknowledge_by), _instant(filing.acknowledged_at), _day(request.respond_by)),
        *(_day(request.extended_by), request.get_extension_reason_display(), request.rules_version),
        *(str(request.level_required), str(request.level_reached), str(counted)),
        *(_yes(answer.counts_toward_limit) if answer else "", "; ".join(sorted(told.overrides))),
        answer.given_by.get_username() if answer else "",
        answer.approved_by.get_username() if answer and answer.approved_by else "",
        request.owner.get_username() if request.owner else "",
    ]


def _basis(ground: str) -> str:
    """The ground as words, with the law that gives it."""
    if not ground:
        return ""
    sources = ", ".join(str(each) for each in grounds.GROUNDS[Ground(ground)].sources)
    return f"{Ground(ground).label} ({sources})"


def _filer(request: PrivacyRequest) -> str:
    return str(CLAIMS.get(request.submission.filer_role, _("The consumer")))  # type: ignore[call-overload]  # stored as text


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _instant(at: datetime | None) -> str:
    return at.astimezone(calendar.business_zone()).isoformat(timespec="seconds") if at else ""


# --- the queue -------------------------------------------------------------------------------------------------------


def queue_headings() -> Row:
    return [
        *(_("Request"), _("Right"), _("Status"), _("Outcome"), _("Due on"), _("Received on"), _("Acknowledge by")),
        *(_("Acknowledged at"), _("Answer by"), _("Extended to"), _("Owner"), _("Came by"), _("Filed by")),
        *(_("Authority"), _("Degree required"), _("Degree reached"), _("Taken out by")),
    ]


def queue_rows(requests: QuerySet[PrivacyRequest], *, mark: str, language: str) -> Iterator[list[Row]]:
    """The queue's rows, what is due first in front, a few at a time."""
    loaded = requests.select_related(None).select_related("submission", "owner").defer(None)
    loaded = loaded.only(*_REQUEST, *(f"submission__{name}" for name in _FILING))
    for found in chunks(loaded, "due_on"):
        with translation.override(language):
            rows = [[*_queue_row(each), mark] for each in found]
        yield rows


def _queue_row(request: PrivacyRequest) -> Row:
    filing = request.submission
    return [
        *(request.reference, request.get_type_display(), request.get_status_display()),
        *(request.get_outcome_display(), _day(request.due_on), _day(request.received_on)),
        *(_day(request.acknowledge_by), _instant(filing.acknowledged_at), _day(request.respond_by)),
        *(_day(request.extended_by), request.owner.get_username() if request.owner else ""),
        *(filing.get_channel_display(), _filer(request), request.get_authority_display()),
        *(str(request.level_required), str(request.level_reached)),
    ]


def flat(rows: Iterable[list[Row]]) -> Iterator[Row]:
    """Rows one by one."""
    for some in rows:
        yield from some
