"""Which agent files for many consumers at once, what did their file say, and how far is it filed?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedJSONField, EncryptedTextField
from privacy_portal.lib.owed import Owed
from requests_app.models.reachable import Reachable
from requests_app.models.reference import LENGTH


class Batch(Reachable):
    """An agent who showed that they are reached, and what they file for many. Name and contact are the agent's.

    `reading`: what the file said, row by row, from its reading until all is filed. What was never filed goes with the
    batch at `expires_at`; what was filed is found by `Representative.batch`.
    """

    firm = EncryptedTextField(_("firm"), blank=True, default="")
    duties_acknowledged_at = models.DateTimeField(_("duties acknowledged at"))
    expires_at = models.DateTimeField(_("expires at"))
    reading = EncryptedJSONField(_("what the file says"), null=True, blank=True)
    # Once the agent said to file: when, and how many rows.
    ordered_at = models.DateTimeField(_("ordered at"), null=True, blank=True)
    ordered_rows = models.PositiveSmallIntegerField(_("rows ordered"), default=0)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        indexes = [
            models.Index(fields=["contact_index", "ordered_at"], name="batch_contact"),
            models.Index(fields=["ordered_at"], name="batch_ordered"),
            models.Index(fields=["expires_at"], name="batch_unordered", condition=Q(ordered_at=None)),
        ]
        constraints = [
            models.CheckConstraint(name="batch_reference_whole", condition=Q(reference__regex=f"^.{{{LENGTH}}}$")),
            models.CheckConstraint(
                name="batch_reached", condition=~Q(contact_channel="") & Q(contact_index__isnull=False)
            ),
            # Nothing is filed before the agent has shown that they are reached.
            models.CheckConstraint(
                name="batch_ordered_whole",
                condition=Q(ordered_at=None, ordered_rows=0)
                | Q(ordered_at__isnull=False, ordered_rows__gt=0, contact_confirmed_at__isnull=False),
            ),
        ]


class BatchFiling(Owed):
    """The filing of a batch's rows, owed from the moment the agent said so; "sent" means that all are filed."""

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="filing")

    class Meta(Owed.Meta):
        verbose_name = _("filing of a batch")
        verbose_name_plural = _("filings of batches")

    def __str__(self) -> str:
        return self.get_state_display()
