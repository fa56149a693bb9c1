"""What may this browser see? Ids in the session, each earned, each with its end.

`draft`: the journey it is filling in. `waiting`: since when it waits to send that draft. `tracking`: the challenge
whose code may be typed here. `filed`: what it filed last (reference, dates, and the contact as long as it is not
confirmed). `opened`: the filing whose contact this browser has shown to hold. The last two end after 30 idle minutes
and after two hours at the latest.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from requests_app.models import Draft, Submission

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


def remember_filing(request: HttpRequest, submission: Submission, *, at: datetime) -> None:
    """Let this browser see the confirmation, enter the code and correct the contact, for a while."""
    request.session["filed"] = _granted(submission, at)


def filed(request: HttpRequest, *, at: datetime) -> Submission | None:
    """What this browser filed last; looking keeps it for another while."""
    return _still(request, "filed", at)


def open_filing(request: HttpRequest, submission: Submission, *, at: datetime) -> None:
    """Let this browser see a filing. The session gets a new key, so that one planted before is worthless."""
    request.session.cycle_key()
    request.session["opened"] = _granted(submission, at)


def opened_filing(request: HttpRequest, *, at: datetime) -> Submission | None:
    """The filing this browser may see now; looking keeps it open for another while."""
    return _still(request, "opened", at)


def closed(request: HttpRequest) -> HttpResponse:
    """What a page of a filing answers to a browser that may not see it, or not any more.

    Only one that had a page open is told so. Others had none, and a look remembers nobody.
    """
    if not request.session.is_empty():
        messages.info(request, _("For your safety this page has closed. Give your reference to open it again."))
    return redirect("track")


def _granted(submission: Submission, at: datetime) -> dict[str, str]:
    return {
        "submission": str(submission.pk),
        "idle_end": (at + IDLE).isoformat(),
        "end": (at + LONGEST).isoformat(),
    }


def _still(request: HttpRequest, name: str, at: datetime) -> Submission | None:
    grant = request.session.get(name)
    if not grant or min(map(datetime.fromisoformat, (grant["idle_end"], grant["end"]))) <= at:
        forget(request, name)
        return None
    submission = Submission.objects.filter(pk=grant["submission"]).first()
    granted_at = datetime.fromisoformat(grant["end"]) - LONGEST
    if submission and submission.disowned_at and submission.disowned_at > granted_at:
        forget(request, name)  # whoever opened it, the owner of the contact says that it was somebody else
        return None
    request.session[name] = {**grant, "idle_end": (at + IDLE).isoformat()}
    return submission
