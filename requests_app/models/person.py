"""For whom are the answers of twelve months counted?"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField


class Person(models.Model):
    """A consumer, known only after staff matched a request to the business's records.

    The limit counts per person across contacts, channels and representatives (Civ. Code 1798.130(b)); an
    unverified filing therefore never touches anybody's count.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("known since"))
    # As whom they are counted since staff found that both are one; None: as themselves. Follows from `PersonMerge`.
    counted_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="also")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return f"{_('Person')} {str(self.pk)[:8]}"


class PersonContact(models.Model):
    """An address or a number known to be this person's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    contact = EncryptedTextField(_("contact"))
    contact_index = models.BinaryField(max_length=32)
    known_since = models.DateTimeField(_("known since"))

    class Meta:
        verbose_name = _("contact of a person")
        verbose_name_plural = _("contacts of people")
        indexes = [models.Index(fields=["contact_index"], name="person_contact")]
        constraints = [models.UniqueConstraint(fields=["person", "contact_index"], name="person_contact_once")]

    def __str__(self) -> str:
        return str(self.pk)
