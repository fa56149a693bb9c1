"""What was done by telephone, by post or face to face?"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.vocabulary import IntakeChannel


class Step(models.Model):
    """One step outside the portal, in the words of who did it; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PrivacyRequest, on_delete=models.PROTECT, related_name="steps")
    way = models.CharField(_("way"), max_length=12, choices=IntakeChannel)
    done_at = models.DateTimeField(_("done at"))
    with_whom = EncryptedTextField(_("with whom"))
    note = EncryptedTextField(_("note"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["done_at", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="step_done_before_recorded", condition=models.Q(done_at__lte=models.F("recorded_at"))
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
