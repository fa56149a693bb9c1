"""Which right is exercised, where does it stand, and when is it due?"""

import uuid
from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedJSONField, EncryptedTextField
from requests_app.models.reference import grouped
from requests_app.models.submission import Submission
from requests_app.rules import rights
from requests_app.vocabulary import (
    CIRCLE_CODENAME,
    Authority,
    Duty,
    ExtensionReason,
    FilerRole,
    IntakeChannel,
    Outcome,
    Party,
    RequestType,
    Status,
)

OPT_OUTS = tuple(sorted(rights.OPT_OUTS))
# Nobody acts for the consumer, or whoever does may.
AUTHORISED = (Authority.NOT_NEEDED, Authority.ESTABLISHED)
ANSWERED_OUTCOMES = (Outcome.FULFILLED, Outcome.PARTLY)
# The next step is the consumer's or their representative's: a second yes, a proof, a word. Who has not even confirmed
# the contact is counted apart. Not __in: PostgreSQL writes that down differently than it reads it.
WAITS_FOR_CONSUMER = (Q(status=Status.OPEN) | Q(status=Status.IN_PROGRESS)) & (
    Q(authority=Authority.PROOF_MISSING)
    | Q(authority=Authority.PROOF_REFUSED)
    | Q(authority=Authority.CONSUMER_ASKED)
    | (
        (Q(authority=Authority.NOT_NEEDED) | Q(authority=Authority.ESTABLISHED))
        & Q(type=RequestType.DELETE, deletion_confirmed_at=None, level_reached__gte=F("level_required"))
    )
)


class PrivacyRequest(models.Model):
    """One right with its own clocks. Dates are calendar days in the business's time zone, computed at receipt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="requests")
    ordinal = models.PositiveSmallIntegerField()
    type = models.CharField(_("right"), max_length=24, choices=RequestType)
    details = EncryptedJSONField(_("what exactly"))
    # Both are the filing's. The database copies them, so they cannot disagree; the queue is narrowed by them.
    channel = models.CharField(
        _("manner made"), max_length=12, choices=IntakeChannel, blank=True, default="", editable=False
    )
    filer_role = models.CharField(
        _("filed by"), max_length=16, choices=FilerRole, blank=True, default="", editable=False
    )

    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.UNCONFIRMED)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True, default="")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    received_on = models.DateField(_("received on"))
    acknowledge_by = models.DateField(_("acknowledge by"), null=True, blank=True)
    respond_by = models.DateField(_("answer by"))
    extended_by = models.DateField(_("extended to"), null=True, blank=True)
    extended_at = models.DateTimeField(_("extended at"), null=True, blank=True)
    extension_reason = models.CharField(
        _("reason of the extension"), max_length=16, choices=ExtensionReason, blank=True, default=""
    )
    # What the queue sorts by; the database computes it, so it cannot disagree.
    due_on = models.GeneratedField(
        expression=Coalesce(F("extended_by"), F("respond_by")),
        output_field=models.DateField(_("due on")),
        db_persist=True,
    )
    # The business day on which the team was told that it became overdue; a later answer date makes room for the next.
    overdue_noted_on = models.DateField(null=True, blank=True, editable=False)
    # The edition of the rules it was opened under.
    rules_version = models.CharField(max_length=10)

    level_required = models.PositiveSmallIntegerField(_("assurance required"))
    level_reached = models.PositiveSmallIntegerField(_("assurance reached"), default=0)
    # Why staff ask for another degree than the rule does.
    level_reason = EncryptedTextField(_("reason of the degree"), null=True, blank=True)
    # Of who acts for the consumer; computed whenever a fact about it changes (`rules.authority`).
    authority = models.CharField(_("authority"), max_length=14, choices=Authority, default=Authority.NOT_NEEDED)
    # A closed request that the consumer took up again goes on as this one. Never twice: the key is unique.
    revives = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="revived_by", verbose_name=_("continues")
    )
    deletion_confirmed_at = models.DateTimeField(_("deletion confirmed at"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="privacy_requests",
        verbose_name=_("owner"),
    )

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        ordering = ["due_on", "id"]
        # One permission a duty, and none of Django's own: rows change through operations.
        default_permissions = ()
        permissions = [
            *((duty.codename, f"Privacy desk: {duty.value.lower()}") for duty in Duty),
            (CIRCLE_CODENAME, "Privacy desk: requests of workers"),
        ]
        indexes = [
            # The queue: what is due first among what is not closed, also by one owner, type or state.
            models.Index(fields=["due_on", "id"], name="request_queue", condition=~Q(status=Status.CLOSED)),
            models.Index(fields=["owner", "due_on"], name="request_owner_queue", condition=~Q(status=Status.CLOSED)),
            models.Index(fields=["status", "due_on", "id"], name="request_status_queue"),
            models.Index(fields=["type", "due_on", "id"], name="request_type_queue"),
            models.Index(fields=["due_on", "id"], name="request_due"),
            # The statutory log and the weeks of the desk, by the days of receipt.
            models.Index(fields=["received_on", "id"], name="request_received"),
            # What somebody filed for somebody else, by where their authority stands.
            models.Index(
                fields=["authority", "due_on", "id"],
                name="request_authority_queue",
                condition=~Q(authority=Authority.NOT_NEEDED),
            ),
            # What came another way than by the form, and what somebody filed for somebody else: few among many.
            models.Index(
                fields=["channel", "due_on", "id"], name="request_channel_open", condition=~Q(status=Status.CLOSED)
            ),
            models.Index(
                fields=["filer_role", "due_on", "id"], name="request_filer_open", condition=~Q(status=Status.CLOSED)
            ),
            models.Index(fields=["channel", "due_on", "id"], name="request_channel_queue"),
            models.Index(fields=["filer_role", "due_on", "id"], name="request_filer_queue"),
            # The desk's numbers: what waits for the consumer, how old the open ones are (all of them, and a sample
            # in the random order of their keys), and what came and went in a week.
            models.Index(fields=["due_on", "id"], name="request_waits_consumer", condition=WAITS_FOR_CONSUMER),
            models.Index(fields=["received_on", "due_on"], name="request_open_age", condition=~Q(status=Status.CLOSED)),
            models.Index(fields=["id", "received_on"], name="request_open_sample", condition=~Q(status=Status.CLOSED)),
            models.Index(fields=["closed_at"], name="request_closed_at", condition=Q(status=Status.CLOSED)),
            # Deletions that wait for their second yes: the reminder looks through these alone.
            models.Index(
                fields=["submission"],
                name="request_waits_second_yes",
                condition=Q(type=RequestType.DELETE, deletion_confirmed_at=None) & ~Q(status=Status.CLOSED),
            ),
            # Those for which nobody has shown that they may act: the reminder looks through these alone.
            models.Index(
                fields=["submission"],
                name="request_proof_missing",
                condition=Q(authority=Authority.PROOF_MISSING) & ~Q(status=Status.CLOSED),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["submission", "ordinal"], name="request_ordinal_once"),
            models.CheckConstraint(
                name="request_closed_whole",
                condition=(Q(status=Status.CLOSED) & ~Q(outcome="") & Q(closed_at__isnull=False))
                | (~Q(status=Status.CLOSED) & Q(outcome="") & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="request_extension_whole",
                condition=(Q(extended_by=None) & Q(extended_at=None) & Q(extension_reason=""))
                | (
                    Q(extended_by__isnull=False, extended_by__gt=F("respond_by"))
                    & Q(extended_at__isnull=False)
                    & ~Q(extension_reason="")
                ),
            ),
            models.CheckConstraint(
                name="request_answer_needs_assurance",
                condition=~Q(outcome__in=ANSWERED_OUTCOMES) | Q(level_reached__gte=F("level_required")),
            ),
            models.CheckConstraint(
                name="request_answer_needs_authority",
                condition=~Q(outcome__in=ANSWERED_OUTCOMES) | Q(authority__in=AUTHORISED),
            ),
            models.CheckConstraint(
                name="request_pieces_need_level_2",
                condition=~Q(type=RequestType.KNOW_SPECIFIC) | Q(level_required__gte=2),
            ),
            models.CheckConstraint(
                name="request_categories_need_level_1",
                condition=~Q(type=RequestType.KNOW_CATEGORIES) | Q(level_required=1),
            ),
            # An opt-out asks nobody who they are (11 CCR 7060(b)), and nothing else is done for just anybody.
            models.CheckConstraint(
                name="request_opt_outs_need_no_level",
                condition=Q(type__in=OPT_OUTS, level_required=0) | (~Q(type__in=OPT_OUTS) & Q(level_required__gte=1)),
            ),
            models.CheckConstraint(
                name="request_deletion_confirmed_first",
                condition=~(Q(type=RequestType.DELETE) & Q(outcome__in=ANSWERED_OUTCOMES))
                | Q(deletion_confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_only_deletions_confirmed",
                condition=Q(type=RequestType.DELETE) | Q(deletion_confirmed_at=None),
            ),
            models.CheckConstraint(name="request_respond_after_receipt", condition=Q(respond_by__gt=F("received_on"))),
            models.CheckConstraint(name="request_levels", condition=Q(level_required__lte=2, level_reached__lte=2)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="copies_filing",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__channel="") | pgtrigger.Q(new__filer_role=""),
                func="""
                    SELECT channel, filer_role INTO NEW.channel, NEW.filer_role
                      FROM requests_app_submission WHERE id = NEW.submission_id;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The submission's reference and the number of this request in it, as people see it."""
        return f"{grouped(self.submission.reference)}-{self.ordinal}"

    def reference_of(self, party: Party) -> str:
        """The same for one side of the filing, under its own reference; empty where it has no such side."""
        if party == Party.REPRESENTATIVE and not self.submission.represented:
            return ""
        return f"{self.submission.party(party)}-{self.ordinal}"

    @property
    def answer_due_on(self) -> date:
        """The binding answer date: day 45, or the extended one."""
        return self.extended_by or self.respond_by

    @property
    def closed(self) -> bool:
        return self.status == Status.CLOSED

    @property
    def authorised(self) -> bool:
        """Whether nothing about the authority of who filed it stands against an answer."""
        return self.authority in AUTHORISED

    @property
    def sure_enough(self) -> bool:
        """Whether who the consumer is, and that the filer may act for them, is as certain as this right needs."""
        return self.level_reached >= self.level_required and self.authorised

    @property
    def waits_for_deletion_confirmation(self) -> bool:
        """Whether the consumer still has to say a second time that they want the deletion (11 CCR 7020(d))."""
        return self.type == RequestType.DELETE and self.deletion_confirmed_at is None and not self.closed
