"""What more is a consumer asked, to show who they are, and what did they answer?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedJSONField, EncryptedTextField
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.models.submission import Submission
from requests_app.vocabulary import Party


class PointAskQuerySet(models.QuerySet["PointAsk"]):
    """Asks, and how their answers are forgotten."""

    def forget(self, *, at: object) -> int:
        """End these asks and erase what was answered: it was given only to verify (11 CCR 7060(d))."""
        return self.filter(ended_at=None).update(ended_at=at, answers=None, reason=None)


class PointAsk(models.Model):
    """Staff ask for points that are missing, once more at most one at a time for a filing.

    `points` are codes of vocabulary.Point. What was answered, and the reason, which may speak of it, are here as long
    as they are needed to verify, and no longer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="point_asks")
    request = models.ForeignKey(PrivacyRequest, on_delete=models.PROTECT, related_name="point_asks")
    party = models.CharField(_("of"), max_length=14, choices=Party)
    points = models.JSONField(_("points"))
    reason = EncryptedTextField(_("reason"), null=True, blank=True)
    until = models.DateField(_("until"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answers = EncryptedJSONField(_("answers"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # Checked, withdrawn, asked anew, or the request is closed.
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = PointAskQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask for more")
        verbose_name_plural = _("asks for more")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["submission"], name="point_ask_open_once", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="point_ask_forgotten_when_ended", condition=Q(ended_at=None) | Q(answers__isnull=True)
            ),
            models.CheckConstraint(
                name="point_ask_answer_whole", condition=Q(answers__isnull=True) | Q(answered_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def answered(self) -> bool:
        return self.answered_at is not None
