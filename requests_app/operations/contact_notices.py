"""Who else has to hear of an answer? Whoever was reached before, so that the person it harms notices a takeover."""

from datetime import datetime

from django.conf import settings

from privacy_portal.lib import addresses, phones
from requests_app import notices
from requests_app.models import OtherContact, PrivacyRequest, Submission
from requests_app.models.submission import contact_index
from requests_app.operations.assurance import disputed_item
from requests_app.operations.decision import Decision
from requests_app.rules import release
from requests_app.vocabulary import NoticeKind, RequestType
from verification.models import Channel


def queue(request: PrivacyRequest, decision: Decision, *, at: datetime) -> None:
    """Owe the notices to others that a decision brings about; inside the caller's transaction."""
    kind, contacts = owed(request, decision)
    for contact in contacts:
        other = OtherContact.objects.create(channel=_channel(contact, request.submission), contact=contact)
        notices.queue(kind, submission=request.submission, request=request, at=at, other_contact=other)


def owed(request: PrivacyRequest, decision: Decision) -> tuple[NoticeKind, list[str]]:
    """Which notice a decision owes to whom besides the filing's contact; each contact once.

    A corrected email address or telephone number is told to the old one and to every other known one, an answer to a
    contact that is new to us to every known one. The corrected value itself is not told: it may be the thief's.
    """
    item = disputed_item(request)
    if release.corrects_contact(RequestType(request.type), decision.outcome, item) and item in release.CAN_BE_WARNED:
        old, new = (_normal(request.details.get(name, "")) for name in ("wrong", "right"))
        return NoticeKind.CONTACT_CHANGED, _others(request.submission, more=old, but=new)
    return NoticeKind.NEW_CONTACT, _others(request.submission) if decision.contact_reason else []


def _others(submission: Submission, *, more: str = "", but: str = "") -> list[str]:
    known = submission.person.contacts.order_by("known_since", "id") if submission.person else ()
    found = {contact_index(contact): contact for contact in [more, *(each.contact for each in known)] if contact}
    for left_out in (contact_index(submission.contact), contact_index(but)):
        found.pop(left_out, None)
    return list(found.values())


def _normal(typed: str) -> str:
    """A contact as it is stored, or nothing when what was typed is none that can be reached."""
    try:
        if "@" in typed:
            return addresses.normalise_email(typed)
        return phones.parse(typed, regions=settings.PHONE_REGIONS)
    except ValueError:
        return ""


def _channel(contact: str, submission: Submission) -> Channel:
    """How a contact is reached: a number as the filer chose for theirs, by a text if that says nothing."""
    if "@" in contact:
        return Channel.EMAIL
    return Channel.CALL if submission.contact_channel == Channel.CALL else Channel.TEXT
