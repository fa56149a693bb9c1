"""Which mail did we owe the team about the desk, to whom, and did it leave?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.owed import Owed
from requests_app.vocabulary import AlertKind


class AlertSent(Owed):
    """One mail to one person about one kind of thing on one day. Its numbers are counted when it leaves.

    Neither the address nor the facts are kept: the address is found again among those who are told now, by a keyed
    index, and whoever is no longer among them gets nothing.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=AlertKind)
    day = models.DateField(_("day"))
    recipient_index = models.BinaryField(max_length=32)
    queued_at = models.DateTimeField(_("queued at"))

    class Meta(Owed.Meta):
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            *Owed.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "day", "recipient_index"], name="alert_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
