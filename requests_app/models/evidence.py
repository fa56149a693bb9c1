"""Why do we believe that the requester is the consumer?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.declaration import Declaration
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
    # What the consumer signed on our page; a declaration on paper is recorded by staff instead.
    declaration = models.OneToOneField(Declaration, null=True, blank=True, on_delete=models.PROTECT)
    # Why staff say that the consumer logged in, or with whom they spoke at a number that was on file before; what the
    # business reports itself, and what a code showed, needs none.
    reason = EncryptedTextField(_("reason"), null=True, blank=True)
    # Fraud is suspected on the account (11 CCR 7061(b)): the login counts no more.
    doubted_at = models.DateTimeField(_("doubted at"), null=True, blank=True)
    doubt_reason = EncryptedTextField(_("reason of the doubt"), null=True, blank=True)
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
                | Q(kind=EvidenceKind.CONTACT_CONFIRMED, recorded_by__isnull=False, reason__isnull=False)
                | (~Q(kind=EvidenceKind.CONTACT_CONFIRMED) & Q(challenge__isnull=True)),
            ),
            models.CheckConstraint(
                name="evidence_declaration_whole",
                condition=Q(declaration__isnull=True)
                | (Q(kind=EvidenceKind.DECLARATION_SIGNED) & Q(recorded_by__isnull=True)),
            ),
            # The rest is for staff to record: what nobody signed, confirmed or reported has somebody's name to it.
            models.CheckConstraint(
                name="evidence_by_staff",
                condition=Q(kind__in=[EvidenceKind.CONTACT_CONFIRMED, EvidenceKind.ACCOUNT_LOGIN])
                | Q(declaration__isnull=False)
                | Q(recorded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_login_by_staff_has_reason",
                condition=(Q(kind=EvidenceKind.ACCOUNT_LOGIN) & Q(recorded_by__isnull=False, reason__isnull=False))
                | (Q(kind=EvidenceKind.ACCOUNT_LOGIN) & Q(recorded_by__isnull=True, reason__isnull=True))
                | Q(kind=EvidenceKind.CONTACT_CONFIRMED, challenge__isnull=True, reason__isnull=False)
                | (~Q(kind=EvidenceKind.ACCOUNT_LOGIN) & Q(reason__isnull=True)),
            ),
            models.CheckConstraint(
                name="evidence_doubt_whole",
                condition=(Q(doubted_at__isnull=True) & Q(doubt_reason__isnull=True))
                | (Q(kind=EvidenceKind.ACCOUNT_LOGIN) & Q(doubted_at__isnull=False, doubt_reason__isnull=False)),
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
            models.UniqueConstraint(
                fields=["submission"],
                name="evidence_representative_once",
                condition=Q(kind=EvidenceKind.REPRESENTATIVE_PROOF),
            ),
            models.UniqueConstraint(
                fields=["submission"], name="evidence_login_once", condition=Q(kind=EvidenceKind.ACCOUNT_LOGIN)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_point_display()}".strip()

    @property
    def by_phone(self) -> bool:
        """Whether staff called a number that was on file, instead of a code that was sent."""
        return self.kind == EvidenceKind.CONTACT_CONFIRMED and self.challenge_id is None
