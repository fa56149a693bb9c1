"""Who acts for the consumer of a filing, what did they say of their authority, and what did staff find?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedJSONField, EncryptedTextField
from requests_app.models.batch import Batch
from requests_app.models.declaration import SHA256_LENGTH
from requests_app.models.reachable import ReachableByPost
from requests_app.models.reference import LENGTH
from requests_app.models.submission import Submission
from requests_app.vocabulary import AuthorityEnd, ProofKind, ProofWay


class Representative(ReachableByPost):
    """The other side of one filing, kept apart from the consumer: never counted as what the records hold of them.

    Of one filing only, whoever files for many: what one filing opens, no other does.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="representative")
    firm = EncryptedTextField(_("firm"), blank=True, default="")
    own_reference = EncryptedTextField(_("their own reference"), blank=True, default="")
    # Where an agent filed for many at once: in which batch, and on which line of its file.
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="filings")
    batch_line = models.PositiveIntegerField(null=True, blank=True)
    # What they say the permission covers; the first and last day are business days, None for open.
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    may_receive_answer = models.BooleanField(_("may receive the answer"), default=False)
    # Only agents have these duties (11 CCR 7063(c)-(d)).
    duties_acknowledged_at = models.DateTimeField(_("duties acknowledged at"), null=True, blank=True)

    proof_way = models.CharField(_("shows authority by"), max_length=8, choices=ProofWay, blank=True, default="")
    proof_offered_at = models.DateTimeField(_("proof offered at"), null=True, blank=True)
    # Asked once for what is missing, with how to cure it; only then may it be refused for that.
    cure_asked_at = models.DateTimeField(_("asked for proof at"), null=True, blank=True)
    cure_words = EncryptedTextField(_("what is missing"), null=True, blank=True)
    # When the consumer who has not answered is asked once more; None before they were asked, and after that.
    ask_again_at = models.DateTimeField(_("consumer asked again at"), null=True, blank=True)
    # The consumer said that they gave the permission.
    permission_confirmed_at = models.DateTimeField(_("permission confirmed at"), null=True, blank=True)

    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end = models.CharField(_("ended because"), max_length=12, choices=AuthorityEnd, blank=True, default="")
    end_reason = EncryptedTextField(_("reason of the end"), null=True, blank=True)

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        indexes = [
            models.Index(fields=["contact_index"], name="representative_contact"),
            models.Index(
                fields=["ask_again_at"], name="representative_asks_again", condition=Q(ask_again_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="representative_reference_whole", condition=Q(reference__regex=f"^.{{{LENGTH}}}$")
            ),
            models.CheckConstraint(
                name="representative_reached",
                condition=(~Q(contact_channel="") & Q(contact_index__isnull=False))
                | Q(
                    contact_channel="",
                    contact_index=None,
                    contact_confirmed_at=None,
                    postal_address__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="representative_dates_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="representative_end_whole",
                condition=(Q(ended_at=None) & Q(end="")) | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
            models.UniqueConstraint(fields=["batch", "batch_line"], name="representative_batch_line_once"),
            models.CheckConstraint(
                name="representative_batch_whole",
                condition=Q(batch=None, batch_line=None) | Q(batch__isnull=False, batch_line__isnull=False),
            ),
            models.CheckConstraint(
                name="representative_cure_whole",
                condition=(Q(cure_asked_at=None) & Q(cure_words__isnull=True)) | Q(cure_asked_at__isnull=False),
            ),
        ]

    @property
    def taken_over(self) -> bool:
        """Whether the consumer ended it and goes on in person."""
        return self.end == AuthorityEnd.REVOKED


class AuthorityCheck(models.Model):
    """One check of a proof by staff: what it was, whether it was accepted, and why. The newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(_("kind of proof"), max_length=18, choices=ProofKind)
    accepted = models.BooleanField(_("accepted"))
    # What the paper really covers, as codes of rights; of a proof without a scope: everything.
    covers = models.JSONField(_("covers"), default=list)
    # The items of a power of attorney, by their number: the answer and a note each (`rules.powers_of_attorney`).
    checklist = EncryptedJSONField(_("checklist"), null=True, blank=True)
    reason = EncryptedTextField(_("reason"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"))
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("check of authority")
        verbose_name_plural = _("checks of authority")
        ordering = ["checked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="authority_check_reason",
                condition=Q(reason__isnull=False) | (Q(accepted=True) & ~Q(kind=ProofKind.OTHER)),
            ),
            models.CheckConstraint(
                name="authority_check_checklist",
                condition=Q(kind=ProofKind.POWER_OF_ATTORNEY, checklist__isnull=False)
                | (~Q(kind=ProofKind.POWER_OF_ATTORNEY) & Q(checklist__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class SignedPermission(models.Model):
    """A permission that the consumer signed on our page: name and day as typed, and a hash of the words read.

    The words are in templates/permissions/, by version and language; from these columns they can be made again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    representative = models.OneToOneField(Representative, on_delete=models.PROTECT, related_name="signed_permission")
    name = EncryptedTextField(_("name as signed"))
    signed_at = models.DateTimeField(_("signed at"))
    signed_on = models.DateField(_("signed on"), help_text="Calendar day in the business's time zone.")
    may_receive_answer = models.BooleanField(_("may receive the answer"))
    language = models.CharField(_("language"), max_length=8)
    text_version = models.CharField(_("version of the words"), max_length=10)
    text_sha256 = models.CharField(_("hash of the words"), max_length=SHA256_LENGTH)

    class Meta:
        verbose_name = _("signed permission")
        verbose_name_plural = _("signed permissions")
        constraints = [
            models.CheckConstraint(
                name="signed_permission_hash_whole", condition=Q(text_sha256__regex=f"^[0-9a-f]{{{SHA256_LENGTH}}}$")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
