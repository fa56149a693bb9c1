"""What does one holder have to do for one request, and how far is that?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.holder import Holder
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.rules.downstream import FINISHED, UNFINISHED
from requests_app.vocabulary import HolderKind, TaskState, TellBy, WhyNot

# In an order of their own, so that the database writes its conditions down the same each time.
TO_DO = tuple(sorted(UNFINISHED))
OVER = tuple(sorted(FINISHED))
# As a condition of an index. Not __in: PostgreSQL writes that down differently than it reads it.
IS_TO_DO = Q(state=TaskState.OPEN) | Q(state=TaskState.TOLD) | Q(state=TaskState.ACKNOWLEDGED)


class HolderTask(models.Model):
    """One holder's part in one request. What the register said of the holder when it was made stays with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PrivacyRequest, on_delete=models.PROTECT, related_name="tasks")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("holder"))
    # As they were when the task was made; `told_at_contact` as it was when they were told.
    holder_name = models.CharField(_("system or vendor"), max_length=120)
    holder_kind = models.CharField(_("kind"), max_length=16, choices=HolderKind)
    holder_holds = models.TextField(_("what it holds"))
    tell_by = models.CharField(_("how it is told"), max_length=16, choices=TellBy)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who sees to it")
    )
    state = models.CharField(_("state"), max_length=16, choices=TaskState, default=TaskState.OPEN)
    # What has to be kept, and for what reason only; None: nothing.
    keep = EncryptedTextField(_("what is kept"), null=True, blank=True)

    made_at = models.DateTimeField(_("made at"))
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_at_contact = EncryptedTextField(_("told where"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why_not = models.CharField(_("why not"), max_length=16, choices=WhyNot, blank=True, default="")
    # What was done, or why nothing was; with WhyNot.DISPROPORTIONATE the consumer reads it.
    note = EncryptedTextField(_("note"), null=True, blank=True)

    # When its owner was told that it waits, and the business day of the last reminder.
    owner_told_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["holder_name", "id"]
        indexes = [
            models.Index(fields=["owner", "request"], name="task_to_do", condition=IS_TO_DO),
            models.Index(fields=["owner"], name="task_owner_to_tell", condition=IS_TO_DO & Q(owner_told_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["request", "holder"], name="task_once_per_holder"),
            models.CheckConstraint(
                name="task_told_whole",
                condition=(Q(told_at=None) & Q(told_by=None)) | Q(told_at__isnull=False, told_by__isnull=False),
            ),
            models.CheckConstraint(
                name="task_told_before_it_is_said",
                condition=~Q(state__in=[TaskState.TOLD, TaskState.ACKNOWLEDGED]) | Q(told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="task_done_only_by_ourselves_or_told",
                condition=~Q(state=TaskState.DONE) | Q(tell_by=TellBy.OURSELVES) | Q(told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="task_finished_whole",
                condition=(Q(state__in=TO_DO) & Q(finished_at=None) & Q(finished_by=None))
                | (
                    Q(state__in=[TaskState.DONE, TaskState.NOT_APPLICABLE])
                    & Q(finished_at__isnull=False, finished_by__isnull=False, note__isnull=False)
                )
                | (Q(state=TaskState.CALLED_OFF) & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="task_why_not_whole",
                condition=(Q(state=TaskState.NOT_APPLICABLE) & ~Q(why_not=""))
                | (~Q(state=TaskState.NOT_APPLICABLE) & Q(why_not="")),
            ),
        ]

    def __str__(self) -> str:
        return self.holder_name

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    @property
    def told(self) -> bool:
        """Whether who holds it knows what to do: they were told, or we did it in their system."""
        return self.told_at is not None or self.state == TaskState.DONE
