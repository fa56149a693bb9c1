"""Why do we believe that the requester is the consumer?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from requests_app.models.submission import Submission
from requests_app.vocabulary import EvidenceKind, Point
from verification.models import Challenge


class Evidence(models.Model):
    """One fact that adds to, or fails to add to, the assurance of a filing. Results only, never the raw answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind)
    point = models.CharField(_("point"), max_length=20, choices=Point, blank=True, default="")
    # A request that is taken up again in a new filing rests on the same fresh code as the old filing.
    challenge = models.ForeignKey(Challenge, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="evidence_point_whole",
                condition=(Q(kind=EvidenceKind.POINT_MATCHED) & ~Q(point=""))
                | (~Q(kind=EvidenceKind.POINT_MATCHED) & Q(point="")),
            ),
            models.CheckConstraint(
                name="evidence_contact_by_challenge",
                condition=(Q(kind=EvidenceKind.CONTACT_CONFIRMED) & Q(challenge__isnull=False))
                | (~Q(kind=EvidenceKind.CONTACT_CONFIRMED) & Q(challenge__isnull=True)),
            ),
            models.CheckConstraint(
                name="evidence_by_staff",
                condition=Q(kind=EvidenceKind.CONTACT_CONFIRMED) | Q(recorded_by__isnull=False),
            ),
            # An attribute is counted once (11 CCR 7062(b)-(c)).
            models.UniqueConstraint(
                fields=["submission", "point"],
                name="evidence_point_once",
                condition=Q(kind=EvidenceKind.POINT_MATCHED),
            ),
            models.UniqueConstraint(fields=["submission", "challenge"], name="evidence_challenge_once"),
            models.UniqueConstraint(
                fields=["submission"],
                name="evidence_declaration_once",
                condition=Q(kind=EvidenceKind.DECLARATION_SIGNED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_point_display()}".strip()
