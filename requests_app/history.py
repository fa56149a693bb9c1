"""What has happened to a filing, in sentences that are true for whoever reads them?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.models import Event, HolderTask, Submission
from requests_app.models.reference import normalised
from requests_app.vocabulary import (
    AuthorityEnd,
    ConsumerCheck,
    DocumentPurpose,
    EventKind,
    ExtensionReason,
    FilerRole,
    Ground,
    HoldKind,
    IntakeChannel,
    LookReason,
    Masked,
    NeverDisclosed,
    NoticeKind,
    Outcome,
    Party,
    Point,
    ProofKind,
    ProofWay,
    RequestType,
    TaskState,
    WhyNot,
    WorkerKind,
)
from requests_app.wording import CLAIMS, file_refusal, right
from verification.models import Channel


@dataclass(frozen=True)
class HistoryLine:
    """One event as a sentence."""

    at: datetime
    text: str


# Who the other side is, for staff and for who reads their own filing.
WHO = {
    (Party.REPRESENTATIVE, True): gettext_lazy("The representative"),
    # Perhaps nobody whom the reader ever asked to.
    (Party.REPRESENTATIVE, False): gettext_lazy("Who filed for you"),
    (Party.CONSUMER, False): gettext_lazy("The person you act for"),
}


def history(events: Iterable[Event], *, for_staff: bool = False, party: Party = Party.CONSUMER) -> list[HistoryLine]:
    """The events as sentences; staff read who did it, a consumer or representative what their own side did.

    One query for all names, and one for the holders that tasks name; the caller selects `request__submission`. How we
    get each company to do it is for staff only.
    """
    events = [event for event in events if for_staff or (event.kind not in FOR_STAFF and _is_for(event, party))]
    names = {**_staff_names(events), **_holder_names(events)} if for_staff else {}
    return [HistoryLine(event.at, _sentence(event, names if for_staff else None, party)) for event in events]


def _staff_names(events: Iterable[Event]) -> dict[Any, str]:
    ids = {pk for event in events for pk in (event.staff_id, event.data.get("owner")) if pk}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "username")) if ids else {}


def _holder_names(events: list[Event]) -> dict[Any, str]:
    """What the holders of the tasks were called, by the ids of the tasks."""
    ids = {event.data["task"] for event in events if "task" in event.data}
    tasks = HolderTask.objects.filter(pk__in=ids).values_list("pk", "holder_name") if ids else ()
    return {str(pk): name for pk, name in tasks}


def _sentence(event: Event, names: dict[Any, str] | None, party: Party) -> str:
    """One event in words; `names` of staff by id, None when one side of the filing reads it."""
    staff = names is not None
    other = _other_side(event, Party.CONSUMER if staff else party)
    if other and event.kind not in SAY_WHO and not _of_ours(event):
        return _("%(who)s: %(what)s.") % {"who": WHO[other, staff], "what": event.get_kind_display()}
    context = {
        "event": event,
        "for_staff": staff,
        "ours": _of_ours(event),
        "for_representative": not staff and party == Party.REPRESENTATIVE,
        # The other side, where it did this or was written to; empty for what the reader did.
        "who": WHO[other, staff] if other else "",
        **_labels(event, party, for_staff=staff),
    }
    if event.request:
        asked = RequestType(event.request.type)
        context["right"] = asked.label if staff else right(asked, party)
    if names:
        context["staff"] = names.get(event.staff_id)
        context["owner"] = names.get(event.data.get("owner"))
        context["holder"] = names.get(event.data.get("task"), "")
    return " ".join(render_to_string(f"events/{event.kind.lower()}.txt", context).split())


# The codes that an event may hold, and the words for each.
CODES: dict[str, type[TextChoices]] = {
    "outcome": Outcome,
    "ground": Ground,
    "notice": NoticeKind,
    "reason": ExtensionReason,
    "way": ProofWay,
    "proof": ProofKind,
    "check": ConsumerCheck,
    "why": AuthorityEnd,
    "purpose": DocumentPurpose,
    "party": Party,
    "look_reason": LookReason,
    "worker": WorkerKind,
    "state": TaskState,
    "why_not": WhyNot,
    "hold": HoldKind,
}
FOR_STAFF = frozenset(
    {
        *(EventKind.TASK_CHANGED, EventKind.TASKS_LEFT_OPEN, EventKind.NOTE_WRITTEN),
        # What an investigation or a dispute is about is nobody's to read here.
        *(EventKind.HELD, EventKind.HOLD_RENEWED, EventKind.HOLD_LIFTED),
    }
)
# Of one thread: the other side does not learn that there is one.
OF_THREAD = frozenset({EventKind.MESSAGE_SENT, EventKind.MESSAGE_RECEIVED, EventKind.MESSAGE_READ})
# So are these, where the document is one that staff sent with a message.
OF_DOCUMENT = frozenset(
    {
        *(EventKind.DOCUMENT_RECEIVED, EventKind.DOCUMENT_READY, EventKind.DOCUMENT_REFUSED),
        *(EventKind.DOCUMENT_VIEWED, EventKind.DOCUMENT_PURGED, EventKind.DOCUMENT_FETCHED),
    }
)
# Notices that are named otherwise to the one side that gets them.
TO_ITS_READER = {
    NoticeKind.REPRESENTED: gettext_lazy("Somebody filed for you"),
    NoticeKind.PROOF_ASKED: gettext_lazy("Proof that you may act is missing"),
    NoticeKind.AUTHORITY_ENDED: gettext_lazy("You act for this person no more"),
}
WRITTEN = frozenset({EventKind.NOTICE_SENT, EventKind.NOTICE_FAILED, EventKind.LETTER_POSTED})
# Their templates have a sentence for what the other side did; of every other kind its name is said.
SAY_WHO = (
    WRITTEN
    | OF_THREAD
    | {
        *(EventKind.FILED, EventKind.CONTACT_CHANGED, EventKind.CONTACT_CONFIRMED, EventKind.DISOWNED),
        *(EventKind.DELETION_CONFIRMED, EventKind.WITHDRAWN, EventKind.TAKEN_UP, EventKind.CONTINUES),
        *(EventKind.STATUS_VIEWED, EventKind.DECLARATION_SIGNED, EventKind.ACCOUNT_LOGIN, EventKind.PROOF_OFFERED),
        *(EventKind.PERMISSION_CONFIRMED, EventKind.PERMISSION_SIGNED, EventKind.AUTHORITY_ENDED),
    }
)


def _is_for(event: Event, reader: Party) -> bool:
    """Whether one side of a filing may know of an event: not of what only the other one was written."""
    if _of_ours(event) and event.kind in (EventKind.DOCUMENT_RECEIVED, EventKind.DOCUMENT_REFUSED):
        return False  # they learn of it when they can have it
    of_thread = event.kind in OF_THREAD or _of_ours(event) or event.data.get("notice") == NoticeKind.MESSAGE
    return not of_thread or event.data.get("party", Party.CONSUMER) == reader


def _of_ours(event: Event) -> bool:
    """Whether it is about a document that staff sent with a message."""
    return event.kind in OF_DOCUMENT and "message" in event.data


def _other_side(event: Event, reader: Party) -> Party | None:
    """The side that did it, or was written to, when that is not the reader's: its sentence would say "you"."""
    side = event.data.get("party", Party.CONSUMER if event.kind in WRITTEN else event.actor)
    return Party(side) if side in Party.values and side != reader else None


def _labels(event: Event, party: Party, *, for_staff: bool) -> dict[str, Any]:
    data = event.data
    labels: dict[str, Any] = {name: words(data[name]).label for name, words in CODES.items() if data.get(name)}
    labels |= {name: data[name] for name in ("level", "was", "person", "other") if name in data}
    labels |= {name: _reference(data[name], party) for name in ("of", "into") if name in data}
    if not for_staff and data.get("notice") in TO_ITS_READER and _other_side(event, party) is None:
        labels["notice"] = TO_ITS_READER[NoticeKind(data["notice"])]
    if "role" in data:
        labels["role"] = CLAIMS[FilerRole(data["role"])]
    if "channel" in data:
        channels = IntakeChannel if event.kind == EventKind.FILED else Channel
        labels["channel_label"] = channels(data["channel"]).label
    if "refusal" in data:
        labels["refusal"] = file_refusal(data["refusal"])
    labels |= {name: date.fromisoformat(data[name]) for name in ("until", "posted_on") if name in data}
    labels |= {name: datetime.fromisoformat(data[name]) for name in ("before", "after") if name in data}
    labels["rights"] = ", ".join(right(each, party) for each in data.get("types", []))
    labels["kinds"] = [str(NeverDisclosed(each).label) for each in data.get("kinds", [])]
    labels["fields"] = [str(Masked(each).label) for each in data.get("fields", [])]
    labels["points"] = [str(Point(each).label) for each in data.get("points", [])]
    return labels


def _reference(stored: str, party: Party) -> str:
    """A request's reference, stored as the consumer knows it, as one side of its filing does; empty where none."""
    if party == Party.CONSUMER:
        return stored
    reference, _dash, ordinal = stored.rpartition("-")
    filing = Submission.objects.filter(reference=normalised(reference)).first()
    return f"{filing.representative}-{ordinal}" if filing and filing.represented else ""
