"""Why did staff reopen a request that was closed?"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.vocabulary import ReopenDates


class Reopening(models.Model):
    """The reason for a request that goes on from a closed one (`PrivacyRequest.revives`) because staff reopened it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(PrivacyRequest, on_delete=models.PROTECT, related_name="reopening")
    dates = models.CharField(_("dates"), max_length=4, choices=ReopenDates)
    reason = EncryptedTextField(_("reason"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")

    def __str__(self) -> str:
        return str(self.pk)
