"""What belongs to the evidence of one request? Everything the books hold of it, as facts and as words.

Only for who may take records out, and only into a pack: it holds names, contacts and what was written.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from requests_app import downstream, history, queries, wording
from requests_app.models import Answer, Document, Event, HolderTask, PrivacyRequest, Submission
from requests_app.models.reachable import Reachable
from requests_app.vocabulary import Accompaniment, Ground

Facts = dict[str, Any]
Section = tuple[str, list[wording.Row]]


def facts(request: PrivacyRequest) -> Facts:
    """The request as codes, ids, days and the words that were written; JSON-able."""
    filing = request.submission
    return {
        "request": _columns(
            request,
            *("type", "status", "outcome", "received_on", "acknowledge_by", "respond_by", "extended_by", "extended_at"),
            *("extension_reason", "closed_at", "rules_version", "level_required", "level_reached", "level_reason"),
            *("authority", "deletion_confirmed_at", "details"),
        )
        | {"reference": request.reference, "owner": _who(request.owner)},
        "filing": _side(filing)
        | _columns(
            filing, "received_at", "received_on", "channel", "filer_role", "california_resident", "acknowledged_at"
        ),
        "representative": _side(filing.representative) if filing.represented else None,
        "evidence": [
            _columns(each, "kind", "point", "recorded_at", "doubted_at", "reason", "doubt_reason")
            | {"recorded_by": _who(each.recorded_by)}
            for each in queries.evidence_of(request)
        ],
        "tasks": [_task(each) for each in downstream.tasks_of(request)],
        "answer": _answer(getattr(request, "answer", None)),
        "notices": [
            _columns(each, "kind", "state", "queued_at", "sent_at", "failure") for each in queries.notices_of(request)
        ],
    }


def document_facts(document: Document, file: str, sha256: str) -> Facts:
    """One document; `file` is its place in the pack, empty where it is not in it."""
    told = _columns(document, "purpose", "sent_by", "state", "refusal", "verdict", "received_at", "purged_at", "pages")
    return told | {"id": str(document.pk), "sha256_as_sent": document.sha256, "file": file, "sha256": sha256}


def history_facts(request: PrivacyRequest) -> list[Facts]:
    """The whole chain of the filing; what happened to its other requests is there as a digest, and without words."""
    events = list(request.submission.events.order_by("number").select_related("request__submission"))
    mine = [each for each in events if each.request_id in (None, request.pk)]
    said = dict(zip([each.pk for each in mine], history.history(mine, for_staff=True), strict=True))
    return [_event(each, said[each.pk].text if each.pk in said else None) for each in events]


def _event(event: Event, words: str | None) -> Facts:
    link = {
        "number": event.number,
        "previous": bytes(event.previous or b"").hex(),
        "hash": bytes(event.hash).hex(),
        "content": event.content.hex(),
    }
    return link if words is None else {**link, "said": event.said, "words": words}


def _columns(row: Any, *names: str) -> Facts:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _side(side: Reachable) -> Facts:
    told = _columns(side, "name", "contact_channel", "contact", "contact_confirmed_at", "language")
    return told | {"reference": str(side)}


def _who(user: Any) -> str | None:
    return user.get_username() if user else None


def _task(task: HolderTask) -> Facts:
    told = _columns(
        task,
        *("holder_name", "holder_kind", "holder_holds", "tell_by", "state", "keep", "made_at", "told_at"),
        *("told_at_contact", "acknowledged_at", "finished_at", "why_not", "note"),
    )
    by = {"owner": task.owner, "told_by": task.told_by, "finished_by": task.finished_by}
    return told | {name: _who(user) for name, user in by.items()}


def _answer(answer: Answer | None) -> Facts | None:
    if answer is None:
        return None
    told = _columns(
        answer,
        *("outcome", "ground", "text", "parts", "nothing_held", "counts_toward_limit", "delivered_at", "delivered_on"),
        *("override_reason", "early_reason", "contact_reason", "alarm_reason", "tasks_reason", "two_people"),
    )
    return told | {"given_by": _who(answer.given_by), "released_by": _who(answer.approved_by)}


# --- the same in words -----------------------------------------------------------------------------------------------


def sections(request: PrivacyRequest, told: Facts) -> list[Section]:
    """What a person reads: headings with rows of facts; empty ones left out."""
    found = [
        (_("The request"), list(_request_rows(request))),
        (_("What was asked for"), [wording.row(label, values) for label, values in wording.asked_for(request)]),
        (_("Who asked"), list(_side_rows(request.submission))),
        (_("Who acts for the consumer"), list(_acting_rows(request.submission))),
        (_("Why we believe it"), _evidence_rows(told)),
        (_("Systems and vendors"), _task_rows(request)),
        (_("What was answered"), list(_answer_rows(getattr(request, "answer", None)))),
        (_("Messages"), _notice_rows(request)),
    ]
    return [(title, rows) for title, rows in found if rows]


def _request_rows(request: PrivacyRequest) -> Iterator[wording.Row]:
    filing = request.submission
    rows = [
        (_("Right"), request.get_type_display()),
        (_("Manner made"), filing.get_channel_display()),
        (_("Received at"), filing.received_at.isoformat()),
        (_("Received on"), str(request.received_on)),
        (_("Acknowledge by"), _plain(request.acknowledge_by)),
        (_("Acknowledged at"), _plain(filing.acknowledged_at)),
        (_("Answer by"), str(request.respond_by)),
        (_("Extended to"), _plain(request.extended_by)),
        (_("Reason of the extension"), request.get_extension_reason_display()),
        (_("Status"), request.get_status_display()),
        (_("Outcome"), request.get_outcome_display()),
        (_("Closed at"), _plain(request.closed_at)),
        (_("Edition of the rules"), request.rules_version),
        (_("Degree required"), str(request.level_required)),
        (_("Degree reached"), str(request.level_reached)),
        (_("Authority"), request.get_authority_display()),
    ]
    yield from (wording.row(label, [value]) for label, value in rows if value)


def _side_rows(side: Reachable) -> Iterator[wording.Row]:
    yield wording.row(_("Reference"), [str(side)])
    yield wording.row(_("Name given"), [side.name])
    if side.reachable:
        yield wording.row(_("Contact"), [wording.readable_contact(side)])
        confirmed = side.contact_confirmed_at
        yield wording.row(_("Contact confirmed"), [confirmed.isoformat() if confirmed else _("No")])


def _acting_rows(filing: Submission) -> Iterator[wording.Row]:
    if filing.represented:
        yield wording.row(_("Filed by"), [filing.get_filer_role_display()])
        yield from _side_rows(filing.representative)


def _evidence_rows(told: Facts) -> list[wording.Row]:
    return [
        wording.row(each["recorded_at"], [", ".join(filter(None, [each["kind"], each["point"], each["recorded_by"]]))])
        for each in told["evidence"]
    ]


def _task_rows(request: PrivacyRequest) -> list[wording.Row]:
    rows = []
    for task in downstream.tasks_of(request):
        at = task.finished_at or task.acknowledged_at or task.told_at or task.made_at
        said = [f"{task.get_state_display()}, {at.isoformat()}", task.get_why_not_display(), task.keep, task.note]
        rows.append(wording.row(f"{task.holder_name} ({task.get_holder_kind_display()})", list(filter(None, said))))
    return rows


def _answer_rows(answer: Answer | None) -> Iterator[wording.Row]:
    if answer is None:
        return
    rows = [
        (_("Outcome"), answer.get_outcome_display()),
        (_("Given"), f"{answer.delivered_at.isoformat()}, {_who(answer.given_by)}"),
        (_("Released by"), _who(answer.approved_by)),
        (_("Ground"), str(Ground(answer.ground).label) if answer.ground else ""),
        (_("Answer"), answer.text),
        *((str(Accompaniment(part).label), words) for part, words in answer.parts.items()),
        (_("Why a third answer"), answer.override_reason),
        (_("Why to a new contact"), answer.contact_reason),
        (_("Why a false alarm"), answer.alarm_reason),
        (_("Why closed early"), answer.early_reason),
        (_("Why with tasks to do"), answer.tasks_reason),
    ]
    yield from (wording.row(label, [words]) for label, words in rows if words)


def _notice_rows(request: PrivacyRequest) -> list[wording.Row]:
    rows = []
    for each in queries.notices_of(request):
        at = each.sent_at or each.queued_at
        rows.append(wording.row(at.isoformat(), [f"{each.get_kind_display()}: {each.get_state_display()}"]))
    return rows
