"""Which people are one, who found that out, and was it taken back?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.person import Person


class PersonMerge(models.Model):
    """That one person is counted as another. Nothing of either is moved, so that it is taken back without a trace.

    The merges in force make trees; `Person.counted_as` is the root of each.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absorbed")
    reason = EncryptedTextField(_("reason"))
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    parted_at = models.DateTimeField(_("parted at"), null=True, blank=True)
    parted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    part_reason = EncryptedTextField(_("reason for parting"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of people")
        verbose_name_plural = _("merges of people")
        ordering = ["merged_at", "id"]
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(person=F("into"))),
            models.CheckConstraint(
                name="merge_part_whole",
                condition=Q(parted_at__isnull=True, parted_by__isnull=True, part_reason__isnull=True)
                | Q(parted_at__isnull=False, parted_by__isnull=False, part_reason__isnull=False),
            ),
            models.UniqueConstraint(fields=["person"], name="merge_in_force_once", condition=Q(parted_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.pk)
