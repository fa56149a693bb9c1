"""How is what the books hold said to a person? In their language, when it is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy_portal.lib.addresses import mask_email
from privacy_portal.lib.phones import mask_phone, readable
from privacy_portal.lib.uploads.refusal import Refusal
from requests_app.models import Event, PrivacyRequest, Submission
from requests_app.models.reachable import Reachable
from requests_app.models.reference import normalised
from requests_app.rules import documents
from requests_app.vocabulary import (
    AuthorityEnd,
    ConsumerCheck,
    DeletionScope,
    DocumentPurpose,
    EventKind,
    ExtensionReason,
    FilerRole,
    Ground,
    IntakeChannel,
    KnowCategory,
    NeverDisclosed,
    NoticeKind,
    Outcome,
    Party,
    Period,
    Point,
    ProofKind,
    ProofWay,
    RequestType,
)
from verification.models import Channel

# A row of components/summary_list.html: label, and value or lines.
Row = dict[str, Any]

# What was asked for, said to the person who asked.
RIGHTS = {
    RequestType.KNOW_CATEGORIES: gettext_lazy("A description of what we hold about you"),
    RequestType.KNOW_SPECIFIC: gettext_lazy("A copy of the information about you"),
    RequestType.DELETE: gettext_lazy("Deletion of information about you"),
    RequestType.CORRECT: gettext_lazy("Correction of information about you"),
    RequestType.OPT_OUT_SALE_SHARE: gettext_lazy("No more selling or sharing of your information"),
    RequestType.LIMIT_SPI: gettext_lazy("Limited use of your sensitive information"),
}
# The same, said to who asked for somebody else.
RIGHTS_OF_ANOTHER = {
    RequestType.KNOW_CATEGORIES: gettext_lazy("A description of what we hold about them"),
    RequestType.KNOW_SPECIFIC: gettext_lazy("A copy of the information about them"),
    RequestType.DELETE: gettext_lazy("Deletion of information about them"),
    RequestType.CORRECT: gettext_lazy("Correction of information about them"),
    RequestType.OPT_OUT_SALE_SHARE: gettext_lazy("No more selling or sharing of their information"),
    RequestType.LIMIT_SPI: gettext_lazy("Limited use of their sensitive information"),
}
# What who files for somebody else says of themselves.
CLAIMS = {
    FilerRole.PARENT_UNDER_13: gettext_lazy("The parent or guardian of a child under 13"),
    FilerRole.PARENT_13_TO_17: gettext_lazy("The parent or guardian of a child of 13 to 17"),
    FilerRole.AGENT: gettext_lazy("An agent with signed permission"),
    FilerRole.ATTORNEY_IN_FACT: gettext_lazy("The holder of a power of attorney"),
    FilerRole.CONSERVATOR: gettext_lazy("The conservator or guardian"),
}
EXTENSION_REASONS = {
    ExtensionReason.COMPLEXITY: gettext_lazy("your request is complex"),
    ExtensionReason.NUMBER: gettext_lazy("we have many requests at the moment"),
}
# What a document is for, said to the person who sends it.
PURPOSES = {
    DocumentPurpose.AUTHORITY: gettext_lazy("Proof that you may act for the consumer"),
    DocumentPurpose.CORRECTION: gettext_lazy("Something that shows what is right"),
    DocumentPurpose.IDENTITY: gettext_lazy("Your government ID"),
}
# Why a file is not taken, and what to do about it.
FILE_REFUSALS = {
    Refusal.WRONG_TYPE: gettext_lazy("The file must be a PDF, JPEG or PNG"),
    Refusal.EMPTY: gettext_lazy("The selected file is empty"),
    Refusal.DAMAGED: gettext_lazy("The selected file is damaged. Save it again or take a new photo, and send that"),
    Refusal.PASSWORD: gettext_lazy(
        "The selected file is password protected. Save it without a password, and send that"
    ),
    Refusal.TOO_MANY_PAGES: gettext_lazy("The selected file has too many pages. Send only the pages that matter"),
    Refusal.TOO_MANY_PIXELS: gettext_lazy("The selected picture is too large. Send a smaller one"),
    Refusal.TOO_HARD: gettext_lazy("The selected file could not be opened. Send it in another form, like a photo"),
    Refusal.VIRUS: gettext_lazy("The selected file contains a virus"),
    Refusal.NOT_STORED: gettext_lazy("The selected file could not be stored. Send it again, or by post or email"),
}


def file_refusal(why: str) -> str:
    """The sentence for the code of a refusal."""
    if why == Refusal.TOO_BIG:
        return _("The selected file must be smaller than %(number)d MB") % {"number": documents.FILE_MB}
    return str(FILE_REFUSALS[Refusal(why)])


def extension_reason(request: PrivacyRequest, party: Party) -> str:
    """Why a request takes longer, said to one side of the filing; empty where it does not."""
    by_another = party == Party.CONSUMER and request.submission.represented
    if by_another and request.extension_reason == ExtensionReason.COMPLEXITY:
        return _("the request is complex")
    return str(EXTENSION_REASONS[ExtensionReason(request.extension_reason)]) if request.extension_reason else ""


def right(request_type: str, party: Party = Party.CONSUMER) -> str:
    """What was asked for, said to one side of the filing."""
    words = RIGHTS if party == Party.CONSUMER else RIGHTS_OF_ANOTHER
    return str(words[RequestType(request_type)])


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

    One query for all names; the caller selects `request__submission`.
    """
    events = list(events)
    names = _staff_names(events) if for_staff else {}
    return [HistoryLine(event.at, _sentence(event, names if for_staff else None, party)) for event in events]


def _staff_names(events: Iterable[Event]) -> dict[Any, str]:
    ids = {pk for event in events for pk in (event.staff_id, event.data.get("owner")) if pk}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "username")) if ids else {}


def _sentence(event: Event, names: dict[Any, str] | None, party: Party) -> str:
    """One event in words; `names` of staff by id, None when one side of the filing reads it."""
    staff = names is not None
    other = _other_side(event, Party.CONSUMER if staff else party)
    if other and event.kind not in SAY_WHO:
        return _("%(who)s: %(what)s.") % {"who": WHO[other, staff], "what": event.get_kind_display()}
    context = {
        "event": event,
        "for_staff": staff,
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
}
# Notices that are named otherwise to the one side that gets them.
TO_ITS_READER = {
    NoticeKind.REPRESENTED: gettext_lazy("Somebody filed for you"),
    NoticeKind.PROOF_ASKED: gettext_lazy("Proof that you may act is missing"),
    NoticeKind.AUTHORITY_ENDED: gettext_lazy("You act for this person no more"),
}
WRITTEN = frozenset({EventKind.NOTICE_SENT, EventKind.NOTICE_FAILED})
# Their templates have a sentence for what the other side did; of every other kind its name is said.
SAY_WHO = WRITTEN | {
    *(EventKind.FILED, EventKind.CONTACT_CHANGED, EventKind.CONTACT_CONFIRMED, EventKind.DISOWNED),
    *(EventKind.DELETION_CONFIRMED, EventKind.WITHDRAWN, EventKind.TAKEN_UP, EventKind.CONTINUES),
    *(EventKind.STATUS_VIEWED, EventKind.DECLARATION_SIGNED, EventKind.ACCOUNT_LOGIN, EventKind.PROOF_OFFERED),
    *(EventKind.PERMISSION_CONFIRMED, EventKind.PERMISSION_SIGNED, EventKind.AUTHORITY_ENDED),
}


def _other_side(event: Event, reader: Party) -> Party | None:
    """The side that did it, or was written to, when that is not the reader's: its sentence would say "you"."""
    side = event.data.get("party", Party.CONSUMER if event.kind in WRITTEN else event.actor)
    return Party(side) if side in Party.values and side != reader else None


def _labels(event: Event, party: Party, *, for_staff: bool) -> dict[str, Any]:
    data = event.data
    labels: dict[str, Any] = {name: words(data[name]).label for name, words in CODES.items() if data.get(name)}
    labels |= {name: data[name] for name in ("level", "was") if name in data}
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
    if "until" in data:
        labels["until"] = date.fromisoformat(data["until"])
    labels["rights"] = ", ".join(right(each, party) for each in data.get("types", []))
    labels["kinds"] = [str(NeverDisclosed(each).label) for each in data.get("kinds", [])]
    labels["points"] = [str(Point(each).label) for each in data.get("points", [])]
    return labels


def _reference(stored: str, party: Party) -> str:
    """A request's reference, stored as the consumer knows it, as one side of its filing does; empty where none."""
    if party == Party.CONSUMER:
        return stored
    reference, _dash, ordinal = stored.rpartition("-")
    filing = Submission.objects.filter(reference=normalised(reference)).first()
    return f"{filing.representative}-{ordinal}" if filing and filing.represented else ""


def goes_on_as(request: PrivacyRequest, party: Party = Party.CONSUMER) -> str:
    """The reference under which a closed request goes on since it was taken up again; empty if it was not.

    As one side of the filing knows it: empty for a representative, too, where the consumer goes on in person.
    """
    if request.outcome != Outcome.NOT_VERIFIED:
        return ""
    revived = PrivacyRequest.objects.select_related("submission").filter(revives=request).first()
    return revived.reference_of(party) if revived else ""


# What the filer typed themselves, left out for those who only look.
_UNSAID = {"parts": "", "wrong": "", "right": ""}


def asked_for(request: PrivacyRequest, *, in_full: bool = True) -> list[tuple[str, list[str]]]:
    """What exactly a request asks for, as label and values; without `in_full`, nothing that the filer typed."""
    details = request.details if in_full else {**request.details, **_UNSAID}
    rows: list[tuple[str, list[str]]] = []
    if "categories" in details:
        rows.append((_("To know"), [str(KnowCategory(each).label) for each in details["categories"]]))
    if "period" in details:
        rows.append((_("Period"), [_period(details)]))
    if "scope" in details:
        rows.append((_("To delete"), [details.get("parts") or str(DeletionScope(details["scope"]).label)]))
    if "item" in details:
        rows.append((_("What is wrong"), [str(Point(details["item"]).label)]))
        if details.get("wrong"):
            rows.append((_("It says now"), [details["wrong"]]))
        if details.get("right"):
            rows.append((_("It should say"), [details["right"]]))
    return rows


def _period(details: dict[str, str]) -> str:
    if details["period"] != Period.RANGE:
        return str(Period(details["period"]).label)
    days = [date_format(date.fromisoformat(details[name]), "DATE_FORMAT") for name in ("start", "end")]
    return _("%(start)s to %(end)s") % {"start": days[0], "end": days[1]}


def masked_contact(side: Reachable) -> str:
    """The contact as far as someone who knows it needs to recognise it; empty where there is none."""
    mask = mask_email if side.contact_channel == Channel.EMAIL else mask_phone
    return mask(side.contact) if side.reachable else ""


def initials(name: str) -> str:
    """A name as far as colleagues need it to talk about a request: "R. E."."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def readable_contact(side: Reachable) -> str:
    """The contact in full, as its owner writes it; empty where there is none."""
    if side.contact_channel == Channel.EMAIL or not side.reachable:
        return side.contact
    return readable(side.contact)


def chosen(form: forms.Form) -> list[tuple[str, list[str]]]:
    """A valid form's answers as label and values, in words; empty ones left out."""
    rows = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value in (None, "", []):
            continue
        values = value if isinstance(value, list) else [value]
        labels = dict(getattr(bound.field, "choices", []))
        rows.append((str(bound.label), [_in_words(each, labels) for each in values]))
    return rows


def _in_words(value: Any, labels: dict[Any, Any]) -> str:
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(labels.get(value, value))


def row(label: Any, values: list[str]) -> Row:
    """A row of facts; one value keeps its line breaks."""
    return {"label": label, "value": values[0]} if len(values) == 1 else {"label": label, "lines": values}
