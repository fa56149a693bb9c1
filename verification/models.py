"""What is remembered about a challenge: whom it was sent to, how long it lives, and what became of it.

The code and the link are not here. They are derived from the row's id and a key outside the database
(`verification.derive`), so that whoever reads the table, a backup or the broker holds neither.
"""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from privacy_portal.lib.owed import Owed

# NIST SP 800-63B allows ten minutes for an out-of-band code and up to 100 tries. Five tries: one in 200,000 to guess.
CODE_LIFE = timedelta(minutes=10)
LINK_LIFE = timedelta(hours=24)
MAX_TRIES = 5


class Channel(models.TextChoices):
    """How a challenge reaches the person."""

    EMAIL = "EMAIL", _("Email")
    TEXT = "TEXT", _("Text message")
    CALL = "CALL", _("Telephone call")


class Challenge(Owed):
    """One code (and, by email, one link) sent to one address or number for one purpose.

    `purpose` names the templates and the URL of the link; `subject` is an id of the caller that this app never
    resolves. A challenge is live while it is neither used nor superseded; of one purpose and subject only the
    newest is live, and the database holds to that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.SlugField(_("purpose"), max_length=20, db_index=False)
    subject = models.UUIDField(_("subject"))
    channel = models.CharField(_("channel"), max_length=5, choices=Channel)
    destination = EncryptedTextField(_("destination"))
    # Finds every challenge to one destination without the destination (`verification.destinations`).
    destination_index = models.BinaryField(_("destination index"), max_length=32)
    language = models.CharField(_("language"), max_length=10)
    issued_at = models.DateTimeField(_("issued"))
    code_expires_at = models.DateTimeField(_("code expires"))
    link_expires_at = models.DateTimeField(_("link expires"))
    tries = models.PositiveSmallIntegerField(_("codes entered"), default=0)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)

    class Meta(Owed.Meta):
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Owed.Meta.constraints,
            models.CheckConstraint(name="challenge_channel", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="challenge_tries", condition=Q(tries__gte=0, tries__lte=MAX_TRIES)),
            models.CheckConstraint(
                name="challenge_used_or_superseded", condition=Q(used_at=None) | Q(superseded_at=None)
            ),
            models.CheckConstraint(
                name="challenge_lifetimes",
                condition=Q(code_expires_at__gt=F("issued_at"), link_expires_at__gte=F("code_expires_at")),
            ),
            models.UniqueConstraint(
                name="challenge_one_live",
                fields=["purpose", "subject"],
                condition=Q(used_at=None, superseded_at=None),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Owed.Meta.indexes,
            models.Index(name="challenge_of_subject", fields=["subject", "issued_at"]),
            models.Index(name="challenge_to_destination", fields=["destination_index", "issued_at"]),
            models.Index(name="challenge_newest", fields=["-issued_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class Outgoing(models.Model):
    """One message that somebody caused to a contact nobody was shown to hold; kept for two days, for the limits.

    `held` is empty for what went out, otherwise why it did not (`verification.limits.Held`).
    """

    destination_index = models.BinaryField(max_length=32)
    prefix_index = models.BinaryField(max_length=32, null=True)
    at = models.DateTimeField()
    held = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="outgoing_to", fields=["destination_index", "at"]),
            models.Index(name="outgoing_near", fields=["prefix_index", "at"], condition=Q(prefix_index__isnull=False)),
            models.Index(name="outgoing_telephone", fields=["at"], condition=Q(prefix_index__isnull=False)),
            models.Index(name="outgoing_at", fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.held}"


class Suppression(models.Model):
    """A contact that gets no more of the messages which strangers can cause. The contact itself is not kept.

    Ends at `until`, or when staff lift it. A report that came by itself has `report`, the keyed index of the report's
    own number: the same one counts once, however often it is sent.
    """

    class Reason(models.TextChoices):
        NOT_ME = "NOT_ME", _("Its owner said: this was not me")
        CAME_BACK = "CAME_BACK", _("Messages came back")
        COMPLAINED = "COMPLAINED", _("Its owner complained or unsubscribed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    destination_index = models.BinaryField(max_length=32)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    report = models.BinaryField(max_length=32, null=True, unique=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("stopped contact")
        verbose_name_plural = _("stopped contacts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="suppression_lifted_whole",
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="suppression_of", fields=["destination_index"], condition=Q(lifted_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.since}"


class HookSeen(models.Model):
    """A signed message that was let in: the same one does not come in again. Kept as long as it could."""

    hook = models.SlugField(_("hook"), max_length=40, db_index=False)
    # What `signed_hooks.verify` returned: it names the moment and every byte of the message.
    digest = models.CharField(_("digest"), max_length=64)
    seen_at = models.DateTimeField(_("seen at"), db_index=True)

    class Meta:
        verbose_name = _("signed message")
        verbose_name_plural = _("signed messages")
        constraints = [models.UniqueConstraint(fields=["hook", "digest"], name="hook_seen_once")]

    def __str__(self) -> str:
        return self.hook
