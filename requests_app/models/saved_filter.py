"""Which narrowings of the queue does a member of staff keep at hand?"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField


class SavedFilter(models.Model):
    """A narrowed queue under a name of its owner's. Whatever somebody writes there is sealed; the query is codes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    name = EncryptedTextField(_("name"))
    # Names and values of the queue's own filters, in their order: nothing that anybody searched for.
    query = models.CharField(_("filter"), max_length=400)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["saved_at", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "query"], name="saved_filter_once")]

    def __str__(self) -> str:
        return str(self.pk)
