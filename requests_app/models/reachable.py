"""Who can be written to under a reference of their own? The consumer of a filing, and who acts for them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField, blind_index
from requests_app.models.reference import LENGTH, grouped, new_reference
from verification.models import Channel

CONTACT_INDEX = "contact"


def contact_index(contact: str) -> bytes:
    """Return the blind index under which an address or number is found by exact match."""
    return blind_index(contact.casefold(), purpose=CONTACT_INDEX)


class Reachable(models.Model):
    """A contact with its confirmation, and the reference under which its holder comes back: the capability is both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=LENGTH, unique=True, default=new_reference)
    language = models.CharField(_("language"), max_length=8)
    name = EncryptedTextField(_("name"))
    contact_channel = models.CharField(_("contact by"), max_length=8, choices=Channel, blank=True)
    # Empty where a representative gave none for the consumer, or was asked for none.
    contact = EncryptedTextField(_("contact"))
    contact_index = models.BinaryField(max_length=32, null=True)
    contact_confirmed_at = models.DateTimeField(_("contact confirmed at"), null=True, blank=True)
    # The contact's owner said that the filing was not theirs.
    disowned_at = models.DateTimeField(_("disowned at"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return grouped(self.reference)

    @property
    def reachable(self) -> bool:
        """Whether there is a contact to write to at all."""
        return self.contact_channel != ""

    @property
    def confirmed(self) -> bool:
        """Whether the contact was shown to be its giver's. Never means that identity was verified."""
        return self.contact_confirmed_at is not None

    @property
    def by_post(self) -> bool:
        """Whether letters are the only way to this side."""
        return False

    def reach_by(self, channel: Channel, contact: str) -> None:
        """Set the contact with its index, unsaved."""
        self.contact_channel, self.contact, self.contact_index = channel, contact, contact_index(contact)


class ReachableByPost(Reachable):
    """A side of a filing. Of what came without email or telephone, staff entered an address: no code reaches that."""

    postal_address = EncryptedTextField(_("postal address"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def by_post(self) -> bool:
        return not self.reachable and bool(self.postal_address)

    @property
    def written_to(self) -> bool:
        """Whether there is any way to write to it."""
        return self.reachable or self.by_post
