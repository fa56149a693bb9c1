"""What did one side of a filing and the staff write to each other, and what do staff note for themselves?

Nothing is edited or taken back. The sealed column is left out of the triggers only because its key is changed from
time to time: what was sealed opens nowhere but in its own row.
"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.letter import LetterVersion
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.models.submission import Submission
from requests_app.vocabulary import Party


class Message(models.Model):
    """One message of one thread: the staff's with one side of a filing. Written by staff if `by` is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="messages")
    party = models.CharField(_("with"), max_length=14, choices=Party)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField(_("text"))
    # Of the form that sent it: the same form sent twice is one message.
    token = models.UUIDField(editable=False)
    began_from = models.ForeignKey(
        LetterVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("began from")
    )
    sent_at = models.DateTimeField(_("sent at"))
    # When the other side opened it first.
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["sent_at", "id"]
        indexes = [
            # What waits for the staff.
            models.Index(fields=["submission"], name="message_unread", condition=Q(read_at=None, by=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["submission", "party", "token"], name="message_sent_once"),
            models.CheckConstraint(
                name="message_read_after_it_was_sent", condition=Q(read_at=None) | Q(read_at__gte=F("sent_at"))
            ),
            models.CheckConstraint(
                name="message_of_staff_from_letter", condition=Q(began_from=None) | Q(by__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="message_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="message_as_sent", exclude=["text", "read_at"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def from_staff(self) -> bool:
        return self.by_id is not None


class StaffNote(models.Model):
    """What somebody of the staff notes about a request, which no side of the filing ever sees. Put right by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PrivacyRequest, on_delete=models.PROTECT, related_name="staff_notes")
    text = EncryptedTextField(_("text"))
    token = models.UUIDField(editable=False)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("note of the staff")
        verbose_name_plural = _("notes of the staff")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["request", "token"], name="note_written_once")]
        triggers = [
            pgtrigger.Protect(name="note_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="note_as_written", exclude=["text"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)
