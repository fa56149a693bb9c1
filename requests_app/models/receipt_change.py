"""Who said that a request was received at another time than was recorded, and why?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.submission import Submission


class ReceiptChange(models.Model):
    """One change of a filing's receipt time. The history has it, too; only the words of the reason are here alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="receipt_changes")
    was = models.DateTimeField(_("was"))
    now = models.DateTimeField(_("is now"))
    reason = EncryptedTextField(_("reason"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("change of a receipt time")
        verbose_name_plural = _("changes of receipt times")
        ordering = ["changed_at", "id"]
        constraints = [models.CheckConstraint(name="receipt_change_changes", condition=~Q(was=F("now")))]

    def __str__(self) -> str:
        return str(self.pk)
