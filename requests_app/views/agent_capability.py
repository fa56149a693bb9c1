"""What may the browser of an agent see who files for many? Ids in the session, as in `views.capability`.

`batch_draft`: the details that are being filled in. `batch_waiting`: the batch whose code may be typed here. `batch`:
the batch whose contact this browser has shown to hold; it opens the batch's own filings and no other. It ends as a
filing that is open does.
"""

from datetime import datetime

from django.http import HttpRequest

from requests_app.models import Batch, Draft
from requests_app.views import capability
from requests_app.views.capability import IDLE, LONGEST


def draft(request: HttpRequest, *, at: datetime) -> Draft | None:
    """The agent's details that this browser is filling in, unless they have run out."""
    key = capability.remembered(request, "batch_draft")
    return Draft.objects.filter(pk=key, expires_at__gt=at).first() if key else None


def waiting(request: HttpRequest) -> Batch | None:
    """The batch whose code may be typed here."""
    key = capability.remembered(request, "batch_waiting")
    return Batch.objects.filter(pk=key, disowned_at=None).first() if key else None


def open_batch(request: HttpRequest, batch: Batch, *, at: datetime) -> None:
    """Let this browser see a batch. The session gets a new key: one planted before is worthless."""
    request.session.cycle_key()
    capability.forget(request, "batch_waiting")
    request.session["batch"] = {
        "batch": str(batch.pk),
        "idle_end": (at + IDLE).isoformat(),
        "end": (at + LONGEST).isoformat(),
    }


def opened(request: HttpRequest, *, at: datetime) -> Batch | None:
    """The batch that this browser may see now; looking keeps it open for another while."""
    grant = request.session.get("batch")
    if not grant:
        return None
    batch = None
    if min(map(datetime.fromisoformat, (grant["idle_end"], grant["end"]))) > at:
        batch = Batch.objects.filter(pk=grant["batch"]).exclude(contact_confirmed_at=None).first()
    granted_at = datetime.fromisoformat(grant["end"]) - LONGEST
    if batch is None or (batch.disowned_at and batch.disowned_at > granted_at):
        capability.forget(request, "batch")
        return None
    request.session["batch"] = {**grant, "idle_end": (at + IDLE).isoformat()}
    return batch


def forget_unsent(request: HttpRequest, *, at: datetime) -> None:
    """Delete what this browser holds of an agent and was never filed."""
    if unsent := draft(request, at=at):
        unsent.delete()
    mine, begun = opened(request, at=at), waiting(request)
    # One that waits here and was confirmed by its link is somebody's work in another browser.
    unfiled = [batch.pk for batch in (mine, begun) if batch and (batch == mine or not batch.confirmed)]
    if unfiled:
        Batch.objects.filter(pk__in=unfiled, ordered_at=None).delete()
