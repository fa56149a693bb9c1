"""What happened, when, and by whom?

The table is append-only: triggers of our own (in the migration that made the chain) refuse UPDATE, DELETE and TRUNCATE.
They are not pgtrigger's, because any session may tell those to look away (`pgtrigger.ignore`). The one change they let
through is the link that a new row gets at the end of its own transaction.
"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib import chain
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.models.submission import Submission
from requests_app.vocabulary import Actor, EventKind


class Event(models.Model):
    """One line of the history: codes, ids and dates. Sentences are made when it is read, in the reader's language.

    The events of one filing are a chain (`privacy_portal.lib.chain`). A row comes with its content as `hash`; at the
    end of the transaction the database gives it its number, the hash before it, and the hash over all three.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="events")
    request = models.ForeignKey(PrivacyRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=24, choices=EventKind)
    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("by"), max_length=14, choices=Actor)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    data = models.JSONField(default=dict, blank=True)
    # None only inside the transaction that writes the row.
    number = models.PositiveIntegerField(null=True, editable=False)
    previous = models.BinaryField(max_length=chain.SIZE, null=True)
    hash = models.BinaryField(max_length=chain.SIZE)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="event_staff_whole",
                condition=(Q(actor=Actor.STAFF) & Q(staff__isnull=False)) | (~Q(actor=Actor.STAFF) & Q(staff=None)),
            ),
            models.CheckConstraint(
                name="event_link_whole",
                condition=Q(number=None, previous=None) | Q(number__gte=1, previous__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def said(self) -> dict[str, Any]:
        """What its hash covers: every column but the key of the row and the chain's own."""
        return fact(
            submission=str(self.submission_id),
            request=str(self.request_id) if self.request_id else None,
            kind=str(self.kind),
            at=self.at,
            actor=str(self.actor),
            staff=self.staff_id,
            data=self.data,
        )

    @property
    def content(self) -> bytes:
        """The digest of that."""
        return chain.content(self.said)


def fact(*, at: datetime, **columns: Any) -> dict[str, Any]:
    """The columns of an event as they are hashed; an instant in UTC with microseconds (RFC 3339)."""
    utc = at.astimezone(UTC)
    return {"at": f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond:06}Z", **columns}
