"""How is a deletion held back, for how long, and who hears that it ends?

A hold stops deletions and no clock: the answer is due all the same, and says what is kept and why. What was kept on its
ground is kept for it alone (Civ. Code 1798.145(a)(1)(B)), so such a hold goes on after the answer, until it has ended.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib import mail
from privacy_portal.lib.sending import SendDelayed, SendRefused
from requests_app import audit, calendar, waiting
from requests_app.models import Hold, PrivacyRequest
from requests_app.operations import identity
from requests_app.operations.decision import Decision
from requests_app.rules import holds
from requests_app.vocabulary import EventKind, Ground, HoldKind, RequestType

log = logging.getLogger(__name__)


class HoldRefused(Exception):
    """This hold, or its end, is not possible; `message` says why."""

    CLOSED = _("It is closed.")
    NOT_DELETION = _("Only a deletion is held.")
    HELD = _("It is held already.")
    NOT_HELD = _("It is not held.")
    NO_CASE = _("An agency’s direction needs an active case number.")
    LATER = _("A hold cannot begin later than today.")
    OVER = _("That day has passed: a hold ends today or later.")
    NOT_YET = _("It was renewed already. More time is added when the time that runs now has ended.")
    NOT_POLICE = _("Only a police hold is renewed for a fixed time. Lift this one and place another.")

    def __init__(self, message: object) -> None:
        self.message = message
        super().__init__(str(message))


class Held(Exception):
    """A hold forbids this answer."""

    def __init__(self, hold: Hold) -> None:
        self.hold = hold
        super().__init__(hold.kind)


@transaction.atomic
def place(
    *,
    request: PrivacyRequest,
    kind: HoldKind,
    case_number: str,
    reason: str,
    since: date,
    until: date | None,
    at: datetime,
    by: User,
) -> Hold:
    """Hold a deletion since the day of the direction. `until`: its last day, which the law gives a police hold.

    Raises HoldRefused.
    """
    identity.locked(request.submission_id)
    request.refresh_from_db(fields=["status"])
    today = calendar.business_day(at)
    ends = holds.police_until(since) if kind == HoldKind.POLICE else until
    against = {
        HoldRefused.CLOSED: request.closed,
        HoldRefused.NOT_DELETION: request.type != RequestType.DELETE,
        HoldRefused.HELD: request.holds.filter(waiting.hold_in_force(on=today)).exists(),
        HoldRefused.NO_CASE: kind == HoldKind.POLICE and not case_number.strip(),
        HoldRefused.LATER: since > today,
        HoldRefused.OVER: ends is not None and ends < today,
    }
    _refuse(against)
    if ends is None:
        raise HoldRefused(HoldRefused.OVER)
    # One that has run out makes room for the next.
    request.holds.filter(lifted_at=None).update(lifted_at=at)
    hold = Hold.objects.create(
        request=request,
        kind=kind,
        case_number=case_number.strip(),
        reason=reason,
        since=since,
        until=ends,
        placed_at=at,
        placed_by=by,
    )
    _record(EventKind.HELD, hold, at=at, by=by)
    return hold


@transaction.atomic
def renew(*, request: PrivacyRequest, at: datetime, by: User) -> Hold:
    """Let a police hold go on for as long again, at the agency's direction for good cause. Raises HoldRefused."""
    hold = _locked(request, at=at)
    today = calendar.business_day(at)
    _refuse(
        {
            HoldRefused.NOT_POLICE: hold.kind != HoldKind.POLICE,
            HoldRefused.NOT_YET: not holds.renewable(hold.until, today=today),
        }
    )
    hold.until, hold.reminded_on = holds.police_until(hold.until), None
    hold.save(update_fields=["until", "reminded_on"])
    _record(EventKind.HOLD_RENEWED, hold, at=at, by=by)
    return hold


@transaction.atomic
def lift(*, request: PrivacyRequest, at: datetime, by: User) -> None:
    """End a hold before its last day. Raises HoldRefused."""
    hold = _locked(request, at=at)
    hold.lifted_at = at
    hold.save(update_fields=["lifted_at"])
    _record(EventKind.HOLD_LIFTED, hold, at=at, by=by)


def refuse(request: PrivacyRequest, decision: Decision, *, at: datetime) -> None:
    """Raise Held when a hold forbids a decision."""
    hold = in_force(request, on=calendar.business_day(at))
    if hold is None:
        return
    if holds.blocks(HoldKind(hold.kind), RequestType(request.type), decision.outcome, decision.ground):
        raise Held(hold)


def by_police(request: PrivacyRequest, *, at: datetime) -> bool:
    """Whether an agency's direction with a case number is on record and holds: without it nothing is kept for one."""
    hold = in_force(request, on=calendar.business_day(at))
    return hold is not None and hold.kind == HoldKind.POLICE


def in_force(request: PrivacyRequest, *, on: date) -> Hold | None:
    """The hold on a request that holds on a business day, if any."""
    return request.holds.filter(waiting.hold_in_force(on=on)).select_related("placed_by").first()


def outlasts(request: PrivacyRequest, kind: HoldKind) -> bool:
    """Whether a hold of this kind still keeps anything: of an open request, or of one answered on its ground."""
    answer = getattr(request, "answer", None)
    return not request.closed or bool(answer and answer.ground and holds.keeps(kind, Ground(answer.ground)))


def remind(*, at: datetime) -> int:
    """Tell who takes care of a held request that its hold ends soon, or has ended; return how many were told of."""
    today = calendar.business_day(at)
    near = Hold.objects.filter(lifted_at=None, until__lte=today + timedelta(days=holds.HOLD_REMIND_DAYS))
    return sum(_remind(pk, today) for pk in list(near.order_by("until").values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk: Any, today: date) -> bool:
    rows = Hold.objects.select_for_update(of=("self",), skip_locked=True)
    hold = rows.select_related("request__owner", "request__answer").filter(pk=pk, lifted_at=None).first()
    if hold is None or not outlasts(hold.request, HoldKind(hold.kind)):
        return False
    due = holds.reminder_due(hold.until, today=today, reminded_on=hold.reminded_on)
    if not due or not _sent(hold, today):
        return False
    hold.reminded_on = today
    hold.save(update_fields=["reminded_on"])
    return True


def _sent(hold: Hold, today: date) -> bool:
    """Whether nothing is owed for it any more: it was mailed, or there is no mailbox. The mail names nobody."""
    owner = hold.request.owner
    to = [owner.email] if owner and owner.is_active and owner.email else list(settings.STAFF_ALERT_EMAILS)
    address = reverse("admin:requests_app_privacyrequest_change", args=[hold.request_id])
    context = {"until": hold.until, "over": hold.until < today, "url": f"{settings.PORTAL_BASE_URL}{address}"}
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string("messages/hold_ends/subject.txt", context).strip()
        text = render_to_string("messages/hold_ends/email.txt", context)
    for each in to:
        try:
            mail.send(to=each, subject=subject, text=text, html="", language=settings.LANGUAGE_CODE)
        except SendDelayed as problem:
            log.warning("Staff were not told of a hold yet: %s", problem.code)
            return False
        except SendRefused as problem:
            log.warning("The mailbox of a member of staff takes no mail: %s", problem.code)
    return True


def _locked(request: PrivacyRequest, *, at: datetime) -> Hold:
    identity.locked(request.submission_id)
    hold = in_force(request, on=calendar.business_day(at))
    if hold is None:
        raise HoldRefused(HoldRefused.NOT_HELD)
    return hold


def _refuse(against: dict[Any, bool]) -> None:
    for message, holds_true in against.items():
        if holds_true:
            raise HoldRefused(message)


def _record(kind: EventKind, hold: Hold, *, at: datetime, by: User) -> None:
    request = hold.request
    audit.record(
        kind, submission=request.submission, request=request, at=at, staff=by, hold=hold.kind, until=hold.until
    )
