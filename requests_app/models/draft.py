"""What has someone typed into the journey so far?"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedJSONField


class Draft(models.Model):
    """The answers of an unfinished journey, encrypted, for 24 hours. The browser holds only its id, in the session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answers = EncryptedJSONField(_("answers"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return str(self.pk)
