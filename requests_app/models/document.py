"""Which documents belong to a filing, what became of each, and which keys open its files?

The files are in the vault (`privacy_portal.lib.uploads.vault`), under random names and each document under keys of its
own, which are nowhere but in two sealed columns here. Who forgets a key has shredded the file, in every copy of it.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from privacy_portal.lib.owed import Owed
from privacy_portal.lib.uploads.keys import DocumentKeyField
from privacy_portal.lib.uploads.refusal import Refusal
from requests_app.models.message import Message
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.models.submission import Submission
from requests_app.vocabulary import Actor, DocumentPurpose, DocumentState

SHA256 = "^[0-9a-f]{64}$"
WAITING = (DocumentState.RECEIVED, DocumentState.UNSCANNED)
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")
# What the scanner may have said of something that is shown: OFF is a portal without a scanner.
PASSED = ("CLEAN", "OFF")


class IdentityAsk(models.Model):
    """Staff ask for a government ID, for one request and with a written reason that the consumer reads.

    Never by default: a business should avoid collecting such things unless it needs them (11 CCR 7060(c)(2)).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PrivacyRequest, on_delete=models.PROTECT, related_name="identity_asks")
    reason = EncryptedTextField(_("reason"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Withdrawn, checked, or the request is closed.
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("ask for a government ID")
        verbose_name_plural = _("asks for a government ID")
        constraints = [
            models.UniqueConstraint(fields=["request"], name="identity_ask_open_once", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="identity_ask_ends_after", condition=Q(ended_at=None) | Q(ended_at__gte=models.F("asked_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents, and how they are forgotten."""

    def counting(self) -> "DocumentQuerySet":
        """Those that use up a place of the filing."""
        return self.exclude(state__in=[DocumentState.REFUSED, DocumentState.PURGED])

    def shred(self, *, at: datetime) -> "list[Document]":
        """Forget keys and names, for good, and return the documents for which this was done; in a transaction.

        The files are unreadable from the commit on; the names under which they lie stay until they are deleted.
        """
        rows = self.exclude(state=DocumentState.PURGED).order_by("pk")
        found: list[Document] = list(rows.select_for_update(no_key=True))
        forgotten = {"name": None, "quarantine_key": None, "clean_key": None}
        Document.objects.filter(pk__in=[each.pk for each in found]).update(
            state=DocumentState.PURGED, purged_at=at, **forgotten
        )
        return found

    def with_files_to_delete(self) -> "DocumentQuerySet":
        """Those with a file that nobody can open any more."""
        return self.filter(FILES_LEFT)


FILES_LEFT = (Q(quarantine_key__isnull=True) & ~Q(quarantine_name="")) | (Q(clean_key__isnull=True) & ~Q(clean_name=""))


class Document(models.Model):
    """One file that somebody sent with a filing, or staff with a message.

    `sha256` and `size` are of what was sent, which is never shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="documents")
    purpose = models.CharField(_("what it is for"), max_length=12, choices=DocumentPurpose)
    ask = models.ForeignKey(IdentityAsk, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    # One of the sides, or staff; with a message if they did, and then it is for the side of that message alone.
    sent_by = models.CharField(_("sent by"), max_length=16, choices=Actor)
    message = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="document", verbose_name=_("message")
    )
    name = EncryptedTextField(_("name"), null=True, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("hash of what was sent"), max_length=64, blank=True, default="")
    state = models.CharField(_("state"), max_length=12, choices=DocumentState, default=DocumentState.RECEIVED)
    refusal = models.CharField(_("why refused"), max_length=20, blank=True, default="")
    verdict = models.CharField(_("what the scanner said"), max_length=12, blank=True, default="")
    media_type = models.CharField(_("kind of file"), max_length=20, blank=True, default="")
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)

    # As it was sent. Never shown, and forgotten as soon as there is a cleaned copy or a refusal.
    quarantine_name = models.CharField(max_length=200, blank=True, default="", editable=False)
    quarantine_key = DocumentKeyField(null=True, blank=True, editable=False)
    # The cleaned copy, and a picture of each of its pages, in their order; all under one key.
    clean_name = models.CharField(max_length=200, blank=True, default="", editable=False)
    preview_names = models.JSONField(default=list, blank=True, editable=False)
    clean_key = DocumentKeyField(null=True, blank=True, editable=False)

    received_at = models.DateTimeField(_("received at"))
    cleaned_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    purged_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    # From this day on it is to be erased; empty as long as that day is not known.
    purge_on = models.DateField(_("to be deleted on"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["purge_on"], name="document_purge", condition=~Q(state=DocumentState.PURGED)),
            models.Index(fields=["received_at"], name="document_files_left", condition=FILES_LEFT),
        ]
        constraints = [
            # Nobody can send a government ID that was not asked for.
            models.CheckConstraint(
                name="document_identity_was_asked_for",
                condition=(Q(purpose=DocumentPurpose.IDENTITY) & Q(ask__isnull=False))
                | (~Q(purpose=DocumentPurpose.IDENTITY) & Q(ask=None)),
            ),
            models.CheckConstraint(
                name="document_of_staff_goes_with_message",
                condition=Q(sent_by=Actor.STAFF, purpose=DocumentPurpose.MESSAGE, message__isnull=False)
                | Q(sent_by__in=[Actor.CONSUMER, Actor.REPRESENTATIVE], message=None),
            ),
            models.CheckConstraint(
                name="document_waiting_whole",
                condition=~Q(state__in=WAITING)
                | Q(quarantine_key__isnull=False, clean_key__isnull=True, cleaned_at=None, refusal="")
                & ~Q(quarantine_name="")
                & Q(sha256__regex=SHA256),
            ),
            # What is shown was scanned where there is a scanner, was cleaned, and its original is forgotten.
            models.CheckConstraint(
                name="document_ready_whole",
                condition=~Q(state=DocumentState.READY)
                | Q(quarantine_key__isnull=True, clean_key__isnull=False, cleaned_at__isnull=False, refusal="")
                & Q(verdict__in=PASSED, media_type__in=MEDIA_TYPES, pages__gte=1, sha256__regex=SHA256)
                & ~Q(clean_name=""),
            ),
            models.CheckConstraint(
                name="document_refused_whole",
                condition=~Q(state=DocumentState.REFUSED)
                | Q(quarantine_key__isnull=True, clean_key__isnull=True, refusal__in=[each.value for each in Refusal]),
            ),
            models.CheckConstraint(
                name="document_purged_whole",
                condition=Q(state=DocumentState.PURGED, purged_at__isnull=False, name__isnull=True)
                & Q(quarantine_key__isnull=True, clean_key__isnull=True)
                | (~Q(state=DocumentState.PURGED) & Q(purged_at=None, name__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def of_thread(self) -> dict[str, Any]:
        """What an event about it says besides, so that only the side that it was sent to reads of it."""
        return {"message": str(self.message_id), "party": self.message.party} if self.message else {}


class Cleaning(Owed):
    """A document that is still to be scanned and cleaned; "sent" means done."""

    # Longer than the scanner (CLAMD_SECONDS) and the cleaning may take together, and than the task's own limit.
    leased_for = timedelta(seconds=90)

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="cleaning")

    class Meta(Owed.Meta):
        verbose_name = _("cleaning of a document")
        verbose_name_plural = _("cleanings of documents")

    def __str__(self) -> str:
        return self.get_state_display()
