"""Who declared under penalty of perjury to be the consumer, in which words?"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.submission import Submission

SHA256_LENGTH = 64  # characters in hexadecimal


class Declaration(models.Model):
    """A declaration signed on our page (11 CCR 7062(c)): name, place and day as typed, and a hash of the words read.

    The words themselves are in templates/declarations/, by version and language, and hold nothing but the reference:
    from these columns they can be made again, and the hash shows that they are the ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="declaration")
    name = EncryptedTextField(_("name as signed"))
    place = EncryptedTextField(_("city and state"))
    signed_at = models.DateTimeField(_("signed at"))
    signed_on = models.DateField(_("signed on"), help_text="Calendar day in the business's time zone.")
    language = models.CharField(_("language"), max_length=8)
    text_version = models.CharField(_("version of the words"), max_length=10)
    text_sha256 = models.CharField(_("hash of the words"), max_length=SHA256_LENGTH)

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints = [
            models.CheckConstraint(
                name="declaration_hash_whole", condition=Q(text_sha256__regex=f"^[0-9a-f]{{{SHA256_LENGTH}}}$")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
