"""Which message do we owe, to which filing, and did it leave?"""

import uuid
from datetime import UTC, datetime
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from privacy_portal.lib.owed import Owed
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.models.reachable import ReachableByPost
from requests_app.models.submission import Submission
from requests_app.vocabulary import NoticeKind, Party
from verification.models import Channel

# These go to a contact that is not the filing's: whoever holds it has to learn what was done at somebody's request.
TO_OTHERS = (NoticeKind.CONTACT_CHANGED, NoticeKind.NEW_CONTACT)


class OtherContact(models.Model):
    """Where one notice goes instead of to the contact of its filing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(_("contact by"), max_length=8, choices=Channel)
    contact = EncryptedTextField(_("contact"))

    class Meta:
        verbose_name = _("other contact")
        verbose_name_plural = _("other contacts")

    def __str__(self) -> str:
        return str(self.pk)


# These speak of a whole filing, every other notice of one request.
OF_FILING = (
    *(NoticeKind.RECEIPT, NoticeKind.REMINDER, NoticeKind.ENDING),
    *(NoticeKind.REPRESENTED, NoticeKind.PROOF_ASKED, NoticeKind.AUTHORITY_ENDED),
    NoticeKind.MESSAGE,
)
# A filing owes each of these once, to whom it is for.
ONCE = (*OF_FILING[1:4], NoticeKind.PROOF_ASKED, NoticeKind.AUTHORITY_ENDED)
# When a letter is tried by the machine.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
# The portal sends these by the clock: once, and only as long as what they say is true.
BY_THE_CLOCK = (NoticeKind.REMINDER, NoticeKind.SECOND_YES, NoticeKind.ENDING)
# Nobody has just asked for these: they ring no telephone at night.
BY_DAY = (
    *BY_THE_CLOCK,
    *(NoticeKind.REPRESENTED, NoticeKind.PROOF_ASKED, NoticeKind.VERIFY_ASK, NoticeKind.MESSAGE),
)


class Notice(Owed):
    """A message the law or the policy owes; it is sent to the contact the filing has when it leaves, or to its own."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="notices")
    request = models.ForeignKey(PrivacyRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=16, choices=NoticeKind)
    queued_at = models.DateTimeField(_("queued at"))
    # Whose contact it goes to, and whose reference it names.
    party = models.CharField(_("to"), max_length=14, choices=Party, default=Party.CONSUMER)
    other_contact = models.OneToOneField(OtherContact, null=True, blank=True, on_delete=models.PROTECT)
    # A letter: people print and post it, and say so. No machine tries to send it (`NEVER`).
    by_post = models.BooleanField(_("by post"), default=False)

    class Meta(Owed.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            *Owed.Meta.indexes,
            # Letters that nobody has posted yet.
            models.Index(fields=["queued_at", "id"], name="notice_to_post", condition=Q(by_post=True, state="OWED")),
            # What could not be sent lately: the desk looks through these alone.
            models.Index(fields=["next_try_at"], condition=Q(state="FAILED"), name="notice_failed"),
        ]
        constraints = [
            *Owed.Meta.constraints,
            models.CheckConstraint(name="notice_letter_not_tried", condition=Q(by_post=False) | Q(attempts=0)),
            models.CheckConstraint(
                name="notice_of_filing_or_request",
                condition=(Q(kind__in=OF_FILING) & Q(request=None))
                | (~Q(kind__in=OF_FILING) & Q(request__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["request", "kind", "party"],
                name="notice_once_per_request",
                # More may be asked for again: something else, or with better words.
                condition=Q(other_contact=None) & ~Q(kind=NoticeKind.VERIFY_ASK),
            ),
            # A corrected contact is owed the receipt again; a filing is reminded and warned once.
            models.UniqueConstraint(
                fields=["submission", "kind", "party"],
                name="notice_once_per_filing",
                # Not kind__in: PostgreSQL writes that down differently than it reads it.
                condition=reduce(or_, (Q(kind=kind) for kind in ONCE)),
            ),
            models.CheckConstraint(
                name="notice_other_contact_whole",
                condition=(Q(kind__in=TO_OTHERS) & Q(other_contact__isnull=False))
                | (~Q(kind__in=TO_OTHERS) & Q(other_contact=None)),
            ),
        ]

    @property
    def still_true(self) -> bool:
        """Whether what it asks for is still to be done; of a notice by the clock, everything else says what was."""
        if self.kind == NoticeKind.SECOND_YES:
            return bool(self.request and self.request.waits_for_deletion_confirmation)
        if self.kind == NoticeKind.VERIFY_ASK:
            return bool(self.request and self.request.point_asks.filter(ended_at=None).exists())
        if self.kind == NoticeKind.MESSAGE:
            return self.submission.messages.filter(party=self.party, by__isnull=False, read_at=None).exists()
        return self.kind not in BY_THE_CLOCK or self.submission.waits_for_confirmation

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def reader(self) -> ReachableByPost:
        """The side of the filing that it is written for."""
        return self.submission.party(Party(self.party))

    def destination(self) -> tuple[Channel, str]:
        """How and where it goes: its own contact, or the one its side of the filing has now."""
        if self.other_contact:
            return Channel(self.other_contact.channel), self.other_contact.contact
        return Channel(self.reader.contact_channel), self.reader.contact
