"""What may this browser see? Ids in the session, each earned, each with its end.

`draft`: the journey it is filling in. `waiting`: since when it waits to send that draft. `tracking`: the challenge
whose code may be typed here. `filed`: what it filed last (reference, dates, and the contact as long as it is not
confirmed). `opened`: the filing whose contact this browser has shown to hold. The last two end after 30 idle minutes
and after two hours at the latest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from requests_app import calendar, representation
from requests_app.models import Draft, Representative, Submission
from requests_app.vocabulary import Party

IDLE = timedelta(minutes=30)
# However busy: an answer is read after a fresh code, not by whoever keeps a page open.
LONGEST = timedelta(hours=2)


def remember(request: HttpRequest, name: str, value: UUID | None) -> None:
    request.session[name] = str(value) if value else ""


def remembered(request: HttpRequest, name: str) -> UUID | None:
    """The id this browser earned under a name, if any."""
    value: Any = request.session.get(name)
    return UUID(value) if value else None


def forget(request: HttpRequest, *names: str) -> None:
    for name in names:
        request.session.pop(name, None)


def draft(request: HttpRequest, *, at: datetime) -> Draft | None:
    """The journey this browser is filling in, unless it has run out."""
    key = remembered(request, "draft")
    return Draft.objects.filter(pk=key, expires_at__gt=at).first() if key else None


def begin_waiting(request: HttpRequest, draft_id: UUID, *, at: datetime) -> None:
    """Note since when this browser waits to send a draft; looking again does not begin anew."""
    if waiting_since(request, draft_id) is None:
        request.session["waiting"] = {"draft": str(draft_id), "since": at.isoformat()}


def waiting_since(request: HttpRequest, draft_id: UUID | None) -> datetime | None:
    """Since when this browser waits to send that draft, if it does."""
    waiting = request.session.get("waiting")
    return datetime.fromisoformat(waiting["since"]) if waiting and waiting["draft"] == str(draft_id) else None


@dataclass(frozen=True, slots=True)
class Opened:
    """A filing as one of its two sides sees it."""

    submission: Submission
    party: Party

    @property
    def side(self) -> Submission | Representative:
        """Whose contact was shown, and under whose reference."""
        return self.submission.party(self.party)


def remember_filing(request: HttpRequest, submission: Submission, *, at: datetime) -> None:
    """Let this browser see the confirmation, enter the code and correct the contact, for a while."""
    party = Party.REPRESENTATIVE if submission.represented else Party.CONSUMER
    request.session["filed"] = _granted(submission, party, at)


def filed(request: HttpRequest, *, at: datetime) -> Submission | None:
    """What this browser filed last; looking keeps it for another while."""
    granted = _still(request, "filed", at)
    return granted.submission if granted else None


def open_filing(request: HttpRequest, submission: Submission, party: Party = Party.CONSUMER, *, at: datetime) -> None:
    """Let this browser see a filing as one side. The session gets a new key: one planted before is worthless."""
    request.session.cycle_key()
    request.session["opened"] = _granted(submission, party, at)


def opened(request: HttpRequest, *, at: datetime) -> Opened | None:
    """The filing this browser may see now, and as which side; looking keeps it open for another while."""
    return _still(request, "opened", at)


def opened_filing(request: HttpRequest, *, at: datetime) -> Submission | None:
    """The filing this browser may see now as its consumer. What a representative may see asks `opened`."""
    granted = opened(request, at=at)
    return granted.submission if granted and granted.party == Party.CONSUMER else None


def closed(request: HttpRequest) -> HttpResponse:
    """What a page of a filing answers to a browser that may not see it, or not any more.

    Only one that had a page open is told so. Others had none, and a look remembers nobody.
    """
    if not request.session.is_empty():
        messages.info(request, _("For your safety this page has closed. Give your reference to open it again."))
    return redirect("track")


def _granted(submission: Submission, party: Party, at: datetime) -> dict[str, str]:
    return {
        "submission": str(submission.pk),
        "party": str(party),
        "idle_end": (at + IDLE).isoformat(),
        "end": (at + LONGEST).isoformat(),
    }


def _still(request: HttpRequest, name: str, at: datetime) -> Opened | None:
    grant = request.session.get(name)
    if not grant or min(map(datetime.fromisoformat, (grant["idle_end"], grant["end"]))) <= at:
        forget(request, name)
        return None
    submission = Submission.objects.filter(pk=grant["submission"]).first()
    still = Opened(submission, Party(grant["party"])) if submission else None
    if still is None or not _may_go_on(still, granted_at=datetime.fromisoformat(grant["end"]) - LONGEST, at=at):
        forget(request, name)
        return None
    request.session[name] = {**grant, "idle_end": (at + IDLE).isoformat()}
    return still


def _may_go_on(opened: Opened, *, granted_at: datetime, at: datetime) -> bool:
    """Whether nothing that happened since takes the page away from whoever opened it."""
    disowned_at = opened.side.disowned_at
    if disowned_at and disowned_at > granted_at:
        return False  # the owner of the contact says that it was somebody else
    if opened.party == Party.CONSUMER:
        return True
    return representation.acting(opened.submission, on=calendar.business_day(at)) is not None
