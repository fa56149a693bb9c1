"""How is what the books hold said to a person? In their language, when it is read."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy_portal.lib.addresses import mask_email
from privacy_portal.lib.phones import mask_phone, readable
from privacy_portal.lib.uploads.refusal import Refusal
from requests_app.models import PrivacyRequest
from requests_app.models.reachable import Reachable
from requests_app.rules import documents
from requests_app.vocabulary import (
    DeletionScope,
    DocumentPurpose,
    ExtensionReason,
    FilerRole,
    KnowCategory,
    Party,
    Period,
    Point,
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
    DocumentPurpose.MESSAGE: gettext_lazy("Something that goes with your message"),
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


def goes_on_as(request: PrivacyRequest, party: Party = Party.CONSUMER) -> str:
    """The reference under which a closed request goes on since it was taken up again; empty if it was not.

    As one side of the filing knows it: empty for a representative, too, where the consumer goes on in person.
    """
    if not request.closed:
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
