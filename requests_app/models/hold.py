"""What must not be deleted for now, and until when?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.vocabulary import HoldKind


class Hold(models.Model):
    """One hold on one request. Days are the business's; it holds through `until`, and as long as nobody lifts it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PrivacyRequest, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(_("kind"), max_length=12, choices=HoldKind)
    # An agency's direction needs one (Civ. Code 1798.145(a)(1)(B)).
    case_number = EncryptedTextField(_("case number"), blank=True)
    reason = EncryptedTextField(_("reason"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    placed_at = models.DateTimeField(_("placed at"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["placed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request"], name="hold_open_once", condition=Q(lifted_at=None)),
            models.CheckConstraint(name="hold_ends_after", condition=Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)
