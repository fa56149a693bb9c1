"""Where does personal information lie, with us and with others, and who sees to it?"""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.vocabulary import HolderKind, RequestType, TellBy

CONTACT_LENGTH = 500  # characters: a mailbox, or a postal address of some lines


class Holder(models.Model):
    """A line of the register: a system of ours, a service provider, a contractor or a third party.

    It is never deleted, because tasks point to it: it ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=HolderKind)
    holds = models.TextField(_("what it holds"), max_length=1_000)
    types = ArrayField(models.CharField(max_length=24, choices=RequestType), verbose_name=_("rights that concern it"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who sees to it")
    )
    tell_by = models.CharField(_("how it is told"), max_length=16, choices=TellBy)
    # Of a business partner, but it may name a person.
    contact = EncryptedTextField(_("where it is told"), max_length=CONTACT_LENGTH, blank=True)
    active_from = models.DateField(_("in use from"))
    active_until = models.DateField(_("in use until"), null=True, blank=True)

    class Meta:
        verbose_name = _("system or vendor")
        verbose_name_plural = _("systems and vendors")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="holder_ends_after_it_began",
                condition=Q(active_until=None) | Q(active_until__gte=F("active_from")),
            ),
            models.CheckConstraint(name="holder_concerns_something", condition=Q(types__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    def in_use(self, on: date) -> bool:
        """Whether it holds anything on a business day. The last day is one of them."""
        return self.active_from <= on and (self.active_until is None or on <= self.active_until)
