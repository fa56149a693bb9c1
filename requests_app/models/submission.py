"""What did a consumer file at once?"""

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField, blind_index
from requests_app.models.person import Person
from requests_app.models.reference import LENGTH, grouped, new_reference
from requests_app.vocabulary import FilerRole, IntakeChannel, Status
from verification.models import Channel

CONTACT_INDEX = "contact"


def contact_index(contact: str) -> bytes:
    """Return the blind index under which an address or number is found by exact match."""
    return blind_index(contact.casefold(), purpose=CONTACT_INDEX)


class Submission(models.Model):
    """One filing: one or more requests by one person at one moment, under one reference."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=LENGTH, unique=True, default=new_reference)
    # The draft it was made from: the same form sent twice makes one submission.
    form_token = models.UUIDField(unique=True)
    received_at = models.DateTimeField(_("received at"))
    received_on = models.DateField(_("received on"), help_text="Calendar day in the business's time zone.")
    channel = models.CharField(_("manner made"), max_length=12, choices=IntakeChannel)
    filer_role = models.CharField(_("filed by"), max_length=16, choices=FilerRole)
    language = models.CharField(_("language"), max_length=8)
    california_resident = models.BooleanField(_("says they live in California"))
    name = EncryptedTextField(_("name"))
    contact_channel = models.CharField(_("contact by"), max_length=8, choices=Channel)
    contact = EncryptedTextField(_("contact"))
    contact_index = models.BinaryField(max_length=32)
    contact_confirmed_at = models.DateTimeField(_("contact confirmed at"), null=True, blank=True)
    # The contact's owner said that the filing was not theirs.
    disowned_at = models.DateTimeField(_("disowned at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    # Known only once staff matched the requester to the business's records.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("person")
    )

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [
            models.Index(fields=["contact_index"], name="submission_contact"),
            models.Index(fields=["received_at"], name="submission_unacknowledged", condition=Q(acknowledged_at=None)),
        ]
        constraints = [
            models.CheckConstraint(name="submission_reference_whole", condition=Q(reference__regex=f"^.{{{LENGTH}}}$")),
            models.CheckConstraint(
                name="submission_confirmed_after_received",
                condition=Q(contact_confirmed_at=None) | Q(contact_confirmed_at__gte=models.F("received_at")),
            ),
        ]

    def __str__(self) -> str:
        return grouped(self.reference)

    @property
    def confirmed(self) -> bool:
        """Whether the contact was shown to be the filer's. Never means that identity was verified."""
        return self.contact_confirmed_at is not None

    @property
    def waits_for_confirmation(self) -> bool:
        """Whether something in it cannot go on until the contact is confirmed. Opt-outs go on without."""
        return not self.confirmed and self.requests.filter(status=Status.UNCONFIRMED).exists()

    def type_labels(self) -> Iterable[str]:
        """The rights in this filing, as words."""
        return [request.get_type_display() for request in self.requests.all()]
