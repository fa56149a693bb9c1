"""What did we say, on which ground, and did it count toward the limit?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedJSONField, EncryptedTextField
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.vocabulary import Ground, Outcome


class Answer(models.Model):
    """The business's decision on one request, as the consumer reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(PrivacyRequest, on_delete=models.PROTECT, related_name="answer")
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome)
    ground = models.CharField(_("ground"), max_length=24, choices=Ground, blank=True, default="")
    text = EncryptedTextField(_("answer"), blank=True)
    # What the ground requires staff to add, by vocabulary.Accompaniment.
    parts = EncryptedJSONField(_("parts of the denial"))
    nothing_held = models.BooleanField(_("nothing held"), default=False)
    counts_toward_limit = models.BooleanField(_("counts toward the limit"), default=False)
    # Why staff answered although two answers were already given in twelve months.
    override_reason = EncryptedTextField(_("reason for a voluntary answer"), blank=True)
    # Why staff closed it as not verified before the consumer was warned.
    early_reason = EncryptedTextField(_("reason for closing early"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"))
    delivered_on = models.DateField(_("delivered on"), help_text="Calendar day in the business's time zone.")
    # Why it went to a contact that the business did not hold before; None where it did not.
    contact_reason = EncryptedTextField(_("reason for a new contact"), null=True, blank=True)
    # Why what looked like a value that must never be disclosed is none; None where nothing did.
    alarm_reason = EncryptedTextField(_("why it was a false alarm"), null=True, blank=True)
    # Why it was closed although somebody who holds the information still had something to do; None where nobody had.
    tasks_reason = EncryptedTextField(_("reason for open tasks"), null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    two_people = models.BooleanField(_("needed two people"), default=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [
            models.Index(
                fields=["request", "delivered_on"], name="answer_counted", condition=Q(counts_toward_limit=True)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="answer_ground_whole",
                condition=(Q(outcome__in=[Outcome.DENIED, Outcome.NOT_VERIFIED, Outcome.PARTLY]) & ~Q(ground=""))
                | (Q(outcome=Outcome.FULFILLED) & Q(ground="")),
            ),
            models.CheckConstraint(
                name="answer_only_given_counts",
                condition=Q(counts_toward_limit=False) | Q(outcome__in=[Outcome.FULFILLED, Outcome.PARTLY]),
            ),
            models.CheckConstraint(
                name="answer_two_people_are_two",
                condition=Q(approved_by=None) | ~Q(approved_by=F("given_by")),
            ),
            models.CheckConstraint(
                name="answer_approved_where_needed",
                condition=Q(two_people=False) | Q(approved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
