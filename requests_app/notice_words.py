"""What may a message say? Plain values for its templates, in the language that is active."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy_portal.lib.business import business
from requests_app import calendar, refusals, representation, wording
from requests_app.models import Answer, Notice, PointAsk, PrivacyRequest
from requests_app.models.notice import BY_THE_CLOCK
from requests_app.models.reference import normalised
from requests_app.rules.assurance import Level
from requests_app.rules.rights import DELETE
from requests_app.vocabulary import EventKind, NoticeKind, Outcome, Party, Point, Status

BRIEF = 30  # characters of a text message that the names of the rights may take
# Notices that still have an answer date to tell.
DATED = frozenset(
    {NoticeKind.RECEIPT, NoticeKind.EXTENSION, NoticeKind.REMINDER, NoticeKind.SECOND_YES, NoticeKind.PROOF_ASKED}
    | {NoticeKind.VERIFY_ASK}
)
# What was asked stands on the page: nobody knows yet, or any more, whether the reader should be told.
IN_SHORT = frozenset({NoticeKind.REPRESENTED, NoticeKind.AUTHORITY_ENDED})


def notice_context(notice: Notice) -> dict[str, Any]:
    """What the templates of a notice may say, in the active language: plain values, never a model.

    No name, no contact, no text that the filer or staff typed is among it: mails wait in mailboxes and on lock
    screens, and a stranger's address may have been entered (what staff explained is read on the tracking page).
    """
    submission, request, reader = notice.submission, notice.request, notice.reader
    about = [request] if request else _about_filing(notice)
    reference = f"{reader}-{request.ordinal}" if request else str(reader)
    host = urlsplit(settings.PORTAL_BASE_URL).hostname
    return {
        "portal": business(),
        "business_name": settings.BUSINESS_NAME or host,
        "base_url": settings.PORTAL_BASE_URL,
        "track_url": settings.PORTAL_BASE_URL + reverse("track"),
        "reference": reference,
        "spoken_reference": " ".join(f"{sign}." for sign in reader.reference),
        # It is about somebody else than its reader, who may not be the one to read the answer.
        "for_representative": notice.party == Party.REPRESENTATIVE,
        "shows_answer": notice.party == Party.CONSUMER or representation.receives(submission, on=_queued_on(notice)),
        # Its pages are open to its reader no more.
        "acts_no_more": notice.party == Party.REPRESENTATIVE and submission.representative.ended_at is not None,
        # Somebody else filed it for its reader.
        "filed_by_another": notice.party == Party.CONSUMER and submission.represented,
        "received_on": submission.received_on,
        "answer_by": max(each.answer_due_on for each in about),
        "refused_by": min(each.answer_due_on for each in about),
        "high_degree": any(each.level_required > Level.REASONABLE for each in about),
        "verifiable": any(each.level_required for each in about),
        # An opt-out waits for nobody's confirmation (11 CCR 7026(d), 7027(e)).
        "confirmed": reader.confirmed or notice.by_post or not any(each.level_required for each in about),
        # A letter: nothing in it can be pressed, and its reader can open no page with a code.
        "by_post": notice.by_post,
        "asks_confirmation": any(each.waits_for_deletion_confirmation for each in about),
        "rights": _rights_in_brief(about),
        # What the law lets us ask of the consumer because of who filed: who asks it, and of whom.
        "asks_consumer": submission.represented and representation.consumer_is_asked(submission),
        "consumer_proves_identity": representation.consumer_proves_identity(submission),
        "authority_end": submission.representative.end if submission.represented else "",
        # Whoever is told besides the filer need not know what was asked.
        "facts": list(_facts(reference, about, notice))[: 2 if _in_short(notice) else None],
        **(_about_one(request, Party(notice.party)) if request else {}),
        **(_asked_for(notice) if notice.kind == NoticeKind.VERIFY_ASK else {}),
    }


def _in_short(notice: Notice) -> bool:
    return notice.other_contact_id is not None or notice.kind in IN_SHORT


def _queued_on(notice: Notice) -> date:
    return calendar.business_day(notice.queued_at)


def _about_filing(notice: Notice) -> list[PrivacyRequest]:
    """The requests of the filing that its notice speaks of: by the clock, those that wait for the confirmation."""
    requests = notice.submission.requests.select_related("submission").order_by("ordinal")
    return list(requests.filter(status=Status.UNCONFIRMED) if notice.kind in BY_THE_CLOCK else requests)


def _about_one(request: PrivacyRequest, party: Party) -> dict[str, Any]:
    answer: Answer | None = getattr(request, "answer", None)
    refusal = refusals.ground_words(answer, party) if answer else None
    instead = refusals.fall_back(answer) if answer else None
    return {
        "right": wording.right(request.type, party),
        "respond_by": request.respond_by,
        "extension_reason": request.extension_reason,
        "extension_label": wording.extension_reason(request, party),
        "ground": refusal,
        "record": refusals.record_words(answer, party) if answer and not refusal and request.type in DELETE else "",
        "next_date": refusals.next_date(answer) if answer else None,
        "fall_back": instead and instead.reference_of(party),
        "earlier": _earlier(request, party) if request.outcome == Outcome.DUPLICATE else None,
    }


def _asked_for(notice: Notice) -> dict[str, Any]:
    """What is asked for by a notice, in the vocabulary's words; why, in staff's words, is read on the page alone."""
    asked = PointAsk.objects.filter(request=notice.request).order_by("asked_at").last()
    points = [str(Point(each).label) for each in asked.points] if asked else []
    return {"points": points, "asked_until": asked.until if asked else None}


def _rights_in_brief(requests: Sequence[PrivacyRequest]) -> str:
    """The rights for a text message: their names, or how many when the names would fill it."""
    names = ", ".join(each.get_type_display() for each in requests)
    return names if len(names) <= BRIEF else _("%(count)d requests") % {"count": len(requests)}


def _facts(reference: str, requests: Sequence[PrivacyRequest], notice: Notice) -> Iterator[dict[str, str]]:
    yield {"label": _("Reference"), "value": reference}
    yield {"label": _("Received on"), "value": date_format(requests[0].received_on, "DATE_FORMAT")}
    rights = [wording.right(each.type, Party(notice.party)) for each in requests]
    by_another = notice.party == Party.CONSUMER and notice.submission.represented
    yield {"label": _("Asked for you") if by_another else _("You asked for"), "value": "\n".join(rights)}
    if notice.kind in DATED:
        days = [date_format(each.answer_due_on, "DATE_FORMAT") for each in requests]
        each_its_own = [f"{day} ({right})" for day, right in zip(days, rights, strict=True)]
        yield {"label": _("Our answer by"), "value": "\n".join(each_its_own if len(set(days)) > 1 else days[:1])}


def _earlier(request: PrivacyRequest, party: Party) -> dict[str, Any] | None:
    """The request that a duplicate repeats, if it came from the same contact; a stranger's is not told.

    Nor is the consumer's own told to who acts for them, or what another representative filed.
    """
    marked = request.events.filter(kind=EventKind.MARKED_DUPLICATE).last()
    if marked is None:
        return None
    reference, _dash, ordinal = marked.data["of"].rpartition("-")
    requests = PrivacyRequest.objects.filter(submission__reference=normalised(reference), ordinal=int(ordinal))
    earlier = requests.select_related("submission").first()
    if earlier is None or not earlier.reference_of(party):
        return None
    mine, theirs = request.submission.party(party), earlier.submission.party(party)
    if not mine.reachable or mine.contact_index != theirs.contact_index:
        return None
    return {
        "reference": earlier.reference_of(party),
        "closed": earlier.closed,
        "answer_due_on": earlier.answer_due_on,
    }
