"""Who of the staff read what was masked, and why?"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.vocabulary import LookReason


class Reveal(models.Model):
    """One time that somebody asked to read masked values. What they wrote about it may name people: encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PrivacyRequest, on_delete=models.PROTECT, related_name="reveals")
    # Values of vocabulary.Masked.
    fields = models.JSONField(_("what"))
    reason = models.CharField(_("reason"), max_length=8, choices=LookReason)
    note = EncryptedTextField(_("note"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("look at masked values")
        verbose_name_plural = _("looks at masked values")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="reveal_other_has_note", condition=~Q(reason=LookReason.OTHER) | Q(note__isnull=False)
            ),
            models.CheckConstraint(name="reveal_of_something", condition=~Q(fields=[])),
        ]
        triggers = [
            pgtrigger.Protect(name="reveal_stays", operation=pgtrigger.Delete),
            # The note is sealed anew when a key is changed: what was sealed opens nowhere but in its own row.
            pgtrigger.ReadOnly(name="reveal_as_made", exclude=["note"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)
