"""Which messages do we owe, and how do they leave?

Queued in the transaction of the fact they speak of, delivered after it. A row stays owed until it was sent or
has visibly failed; the sweep is the only retry.
"""

import logging
import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy_portal.lib import mail, owed, sms
from privacy_portal.lib.business import business
from privacy_portal.lib.sending import SendDelayed, SendRefused
from requests_app import audit, calendar, refusals, wording
from requests_app.models import Answer, Notice, OtherContact, PrivacyRequest, Submission
from requests_app.models.notice import BY_THE_CLOCK
from requests_app.models.reference import normalised
from requests_app.rules.assurance import Level
from requests_app.rules.rights import DELETE
from requests_app.vocabulary import Actor, EventKind, ExtensionReason, NoticeKind, Outcome, RequestType, Status
from verification import limits
from verification.models import Channel

log = logging.getLogger(__name__)

BRIEF = 30  # characters of a text message that the names of the rights may take
# Notices that still have an answer date to tell.
DATED = frozenset({NoticeKind.RECEIPT, NoticeKind.EXTENSION, NoticeKind.REMINDER, NoticeKind.SECOND_YES})


def queue(
    kind: NoticeKind,
    *,
    submission: Submission,
    request: PrivacyRequest | None = None,
    at: datetime,
    other_contact: OtherContact | None = None,
) -> Notice:
    """Owe a notice; inside the caller's transaction. It leaves after the commit.

    It goes to the filing's contact unless it has one of its own. A receipt waits a little for the contact to be
    confirmed: then it reaches the right person for certain, and who is written to by a stranger gets one message
    less. What nobody has just asked for rings no telephone at night.
    """
    next_try_at = at
    if kind == NoticeKind.RECEIPT and submission.waits_for_confirmation:
        next_try_at = at + timedelta(minutes=settings.RECEIPT_WAITS_MINUTES)
    elif kind in BY_THE_CLOCK and submission.contact_channel != Channel.EMAIL:
        next_try_at = calendar.polite_from(at)
    notice = Notice.objects.create(
        submission=submission,
        request=request,
        kind=kind,
        other_contact=other_contact,
        queued_at=at,
        next_try_at=next_try_at,
    )
    if next_try_at == at:
        transaction.on_commit(lambda: nudge(notice.pk))
    return notice


def let_go(submission: Submission, *, at: datetime) -> None:
    """Owe at once what waited for the contact's confirmation or was held back, in the transaction that confirms it."""
    waiting = Q(kind=NoticeKind.RECEIPT, state=owed.SendState.OWED, attempts=0, next_try_at__gt=at)
    held = Q(state=owed.SendState.FAILED, failure__in=limits.Held.values)
    for notice in submission.notices.filter(waiting | held).select_for_update():
        notice.state, notice.attempts, notice.failure, notice.next_try_at = owed.SendState.OWED, 0, "", at
        notice.save(update_fields=["state", "attempts", "failure", "next_try_at"])
        transaction.on_commit(partial(nudge, notice.pk))


def nudge(notice_id: int) -> bool:
    """Ask a worker to deliver now; return whether the broker took it. A broker that is down loses nothing."""
    try:
        deliver.delay(notice_id)
    except Exception as error:  # whatever is wrong with the broker must not tell a consumer that filing failed
        log.warning("notice %s waits for the sweep: broker said %s", notice_id, type(error).__name__)
        return False
    return True


# The soft limit is shorter than the lease: a worker gives up before another one may take the row.
@shared_task(name="requests_app.deliver", soft_time_limit=25)
def deliver(notice_id: int) -> None:
    """Deliver one owed notice, if it is still owed and nobody else is delivering it."""
    at = timezone.now()
    notice = owed.lease(Notice, notice_id, at=at, gave_up=partial(_record, kind=EventKind.NOTICE_FAILED, at=at))
    if notice is None:
        return
    if not notice.still_true:
        # The consumer was faster than the message. It was never sent, so there is nothing to keep.
        notice.delete()
        return
    try:
        _refuse_at_night(notice, at=at)
        if _held_back(notice, at=at):
            return
        provider_id = _send(notice)
    except SendRefused as refusal:
        give_up(notice, refusal.code, at=timezone.now())
    except SendDelayed as delay:
        # What did not leave uses up none of the messages that the contact may get.
        limits.give_back_one(destination=notice.destination()[1], at=at)
        _postpone(notice, delay.code, at=timezone.now())
    except Exception as error:  # a fault of ours; the error's own words may quote the address
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("notice %s not sent: %s\n%s", notice.pk, type(error).__name__, where)
        _postpone(notice, "fault", at=timezone.now())
    else:
        settle(notice, provider_id, at=timezone.now())


def _held_back(notice: Notice, *, at: datetime) -> bool:
    """Keep to the limits of a contact that nobody was shown to hold; say whether the notice waits, or was given up."""
    if notice.submission.confirmed and not notice.other_contact_id:
        return False
    _channel, to = notice.destination()
    held = limits.take(destination=to, at=at)
    if held == limits.Held.LIMITED_HOUR:
        _postpone(notice, held, at=at)
    elif held:
        give_up(notice, held, at=at)
    return held is not None


def settle(notice: Notice, provider_id: str, *, at: datetime) -> None:
    """Record that a notice left; does nothing when somebody else recorded it."""
    with transaction.atomic():
        if not owed.sent(notice, at=at, provider_id=provider_id):
            return
        if notice.kind == NoticeKind.RECEIPT:
            # The receipt is the statutory acknowledgement (11 CCR 7021(a)).
            Submission.objects.filter(pk=notice.submission_id, acknowledged_at=None).update(acknowledged_at=at)
        _record(notice, kind=EventKind.NOTICE_SENT, at=at)


def give_up(notice: Notice, failure: str, *, at: datetime) -> None:
    """Record that a notice will not be sent, where staff and the consumer see it. `failure` is a code."""
    with transaction.atomic():
        if owed.fail(notice, at=at, failure=failure):
            _record(notice, kind=EventKind.NOTICE_FAILED, at=at)


def _postpone(notice: Notice, failure: str, *, at: datetime) -> None:
    with transaction.atomic():
        if owed.postpone(notice, at=at, failure=failure) and notice.state == owed.SendState.FAILED:
            _record(notice, kind=EventKind.NOTICE_FAILED, at=at)


def _record(notice: Notice, *, kind: EventKind, at: datetime) -> None:
    audit.record(
        kind,
        submission=notice.submission,
        request=notice.request,
        at=at,
        actor=Actor.SYSTEM,
        notice=notice.kind,
        channel=notice.destination()[0],
    )


def _refuse_at_night(notice: Notice, *, at: datetime) -> None:
    """Raise SendDelayed for a message by the clock that would ring at night, for example on a second try."""
    rings = notice.kind in BY_THE_CLOCK and notice.submission.contact_channel != Channel.EMAIL
    if rings and calendar.polite_from(at) > at:
        raise SendDelayed("night")


def _send(notice: Notice) -> str:
    submission = notice.submission
    channel, to = notice.destination()
    with translation.override(submission.language):
        words = _written(notice)
        if channel == Channel.EMAIL:
            return mail.send(
                to=to,
                subject=words("subject.txt"),
                text=words("email.txt"),
                html=words("email.html"),
                language=submission.language,
            )
        backend = sms.get_backend()
        if channel == Channel.TEXT:
            return backend.send_text(to=to, body=words("sms.txt"))
        script = sms.CallScript(language=submission.language, greeting=words("voice.txt"))
        return backend.call(to=to, script=script)


def _written(notice: Notice) -> Callable[[str], str]:
    """Return what renders one file of the notice's kind, its blank lines tidied."""
    context = notice_context(notice)
    folder = f"messages/{notice.kind.lower()}"

    def words(name: str) -> str:
        return re.sub(r"\n{3,}", "\n\n", render_to_string(f"{folder}/{name}", context)).strip()

    context["subject"] = words("subject.txt")
    return words


def notice_context(notice: Notice) -> dict[str, Any]:
    """What the templates of a notice may say, in the active language: plain values, never a model.

    No name, no contact, no text that the filer or staff typed is among it: mails wait in mailboxes and on lock
    screens, and a stranger's address may have been entered (what staff explained is read on the tracking page).
    """
    submission, request = notice.submission, notice.request
    about = [request] if request else _about_filing(notice)
    reference = request.reference if request else str(submission)
    host = urlsplit(settings.PORTAL_BASE_URL).hostname
    return {
        "portal": business(),
        "business_name": settings.BUSINESS_NAME or host,
        "base_url": settings.PORTAL_BASE_URL,
        "track_url": settings.PORTAL_BASE_URL + reverse("track"),
        "reference": reference,
        "spoken_reference": " ".join(f"{sign}." for sign in submission.reference),
        "received_on": submission.received_on,
        "answer_by": max(each.answer_due_on for each in about),
        "refused_by": min(each.answer_due_on for each in about),
        "high_degree": any(each.level_required > Level.REASONABLE for each in about),
        "verifiable": any(each.level_required for each in about),
        # An opt-out waits for nobody's confirmation (11 CCR 7026(d), 7027(e)).
        "confirmed": submission.confirmed or not any(each.level_required for each in about),
        "asks_confirmation": any(each.waits_for_deletion_confirmation for each in about),
        "rights": _rights_in_brief(about),
        # Whoever is told besides the filer need not know what was asked.
        "facts": list(_facts(reference, about, dated=notice.kind in DATED))[: 2 if notice.other_contact_id else None],
        **(_about_one(request) if request else {}),
    }


def _about_filing(notice: Notice) -> list[PrivacyRequest]:
    """The requests of the filing that its notice speaks of: by the clock, those that wait for the confirmation."""
    requests = notice.submission.requests.select_related("submission").order_by("ordinal")
    return list(requests.filter(status=Status.UNCONFIRMED) if notice.kind in BY_THE_CLOCK else requests)


def _about_one(request: PrivacyRequest) -> dict[str, Any]:
    answer: Answer | None = getattr(request, "answer", None)
    refusal = refusals.ground_words(answer) if answer else None
    reason = request.extension_reason
    return {
        "right": str(wording.RIGHTS[RequestType(request.type)]),
        "respond_by": request.respond_by,
        "extension_reason": reason,
        "extension_label": wording.EXTENSION_REASONS[ExtensionReason(reason)] if reason else "",
        "ground": refusal,
        "record": refusals.record_words(answer) if answer and not refusal and request.type in DELETE else "",
        "next_date": refusals.next_date(answer) if answer else None,
        "fall_back": refusals.fall_back(answer) if answer else None,
        "earlier": _earlier(request) if request.outcome == Outcome.DUPLICATE else None,
    }


def _rights_in_brief(requests: Sequence[PrivacyRequest]) -> str:
    """The rights for a text message: their names, or how many when the names would fill it."""
    names = ", ".join(each.get_type_display() for each in requests)
    return names if len(names) <= BRIEF else _("%(count)d requests") % {"count": len(requests)}


def _facts(reference: str, requests: Sequence[PrivacyRequest], *, dated: bool) -> Iterator[dict[str, str]]:
    yield {"label": _("Reference"), "value": reference}
    yield {"label": _("Received on"), "value": date_format(requests[0].received_on, "DATE_FORMAT")}
    rights = [str(wording.RIGHTS[RequestType(each.type)]) for each in requests]
    yield {"label": _("You asked for"), "value": "\n".join(rights)}
    if dated:
        days = [date_format(each.answer_due_on, "DATE_FORMAT") for each in requests]
        each_its_own = [f"{day} ({right})" for day, right in zip(days, rights, strict=True)]
        yield {"label": _("Our answer by"), "value": "\n".join(each_its_own if len(set(days)) > 1 else days[:1])}


def _earlier(request: PrivacyRequest) -> PrivacyRequest | None:
    """The request that a duplicate repeats, if it came from the same contact; a stranger's is not told."""
    marked = request.events.filter(kind=EventKind.MARKED_DUPLICATE).last()
    if marked is None:
        return None
    reference, _dash, ordinal = marked.data["of"].rpartition("-")
    same_contact = PrivacyRequest.objects.filter(submission__contact_index=bytes(request.submission.contact_index))
    earlier = same_contact.filter(submission__reference=normalised(reference), ordinal=int(ordinal))
    return earlier.select_related("submission").first()
