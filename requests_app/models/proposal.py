"""Which answer waits for a second person?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedJSONField, EncryptedTextField
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.vocabulary import Ground


class ProposedAnswer(models.Model):
    """What one member of staff wrote and another one has to release; gone once the request is closed.

    It holds everything that the answer will: who releases it changes nothing in it. A new proposal takes the place of
    an earlier one, with a row of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(PrivacyRequest, on_delete=models.PROTECT, related_name="proposal")
    denies = models.BooleanField(_("denies"))
    ground = models.CharField(_("ground"), max_length=24, choices=Ground, blank=True, default="")
    text = EncryptedTextField(_("answer"), blank=True)
    # The rest of operations.decision.Decision, by the names it has there.
    rest = EncryptedJSONField(_("what goes with it"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    # A keyed digest of all of the above, in hexadecimal: what was read is what is released.
    digest = models.CharField(_("digest"), max_length=64)

    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_back_at = models.DateTimeField(_("sent back at"), null=True, blank=True)
    sent_back_reason = EncryptedTextField(_("why it was sent back"), blank=True)

    class Meta:
        verbose_name = _("proposed answer")
        verbose_name_plural = _("proposed answers")
        constraints = [
            models.CheckConstraint(name="proposal_digest_whole", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="proposal_sent_back_whole",
                condition=(Q(sent_back_by=None) & Q(sent_back_at=None))
                | (Q(sent_back_by__isnull=False, sent_back_at__isnull=False) & ~Q(sent_back_by=F("proposed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return str(self.request_id)

    @property
    def waits(self) -> bool:
        """Whether somebody else can release it; a proposal that was sent back has no force."""
        return self.sent_back_at is None
