"""How long was each filing's history at a moment, and with which hash?

A chain by itself does not know that its end was cut off, or that all of it is gone. A seal does: it holds the last hash
of every filing whose history grew since the seal before, names that seal's hash, and is signed. Who keeps the
line of a seal elsewhere can show what the histories were on that day.
"""

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib import chain
from requests_app.models.event import fact

_FIXED = pgtrigger.Update | pgtrigger.Delete


class HistorySeal(models.Model):
    """One seal, in the order of their numbers."""

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField(_("at"))
    filings = models.PositiveIntegerField(help_text="How many histories grew since the seal before.")
    # Where the search for what grew begins next time.
    last_event = models.BigIntegerField()
    heads = models.BinaryField(max_length=chain.SIZE)
    previous = models.BinaryField(max_length=chain.SIZE)
    signature = models.BinaryField(max_length=64)

    class Meta:
        verbose_name = _("seal of the history")
        verbose_name_plural = _("seals of the history")
        triggers = [pgtrigger.Protect(name="seal_append_only", operation=_FIXED)]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def said(self) -> dict[str, Any]:
        """What is signed and hashed."""
        return fact(
            at=self.at,
            number=self.number,
            filings=self.filings,
            last_event=self.last_event,
            heads=bytes(self.heads).hex(),
            previous=bytes(self.previous).hex(),
        )

    @property
    def hash(self) -> bytes:
        return chain.content(self.said)


class SealedHead(models.Model):
    """Where one filing's history ended when it was sealed. No foreign key: it has to outlive what it speaks of."""

    seal = models.ForeignKey(HistorySeal, on_delete=models.PROTECT, related_name="sealed")
    filing = models.UUIDField()
    number = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=chain.SIZE)

    class Meta:
        verbose_name = _("sealed end of a history")
        verbose_name_plural = _("sealed ends of histories")
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="sealed_head_once")]
        triggers = [pgtrigger.Protect(name="head_append_only", operation=_FIXED)]

    def __str__(self) -> str:
        return f"{self.filing} {self.number}"

    @property
    def line(self) -> str:
        """As it is hashed into its seal."""
        return f"{self.filing} {self.number} {bytes(self.hash).hex()}\n"
