"""Who took records out of the portal, when, and which?"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.crypto import EncryptedTextField
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.vocabulary import ExportKind


class ExportRecord(models.Model):
    """One file that left. Written before its first byte; a download that broke off never gets its `finished_at`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what"), max_length=12, choices=ExportKind)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    # Of a table: the days of receipt it covers, and the filters of the queue, as the queue's address has them.
    since = models.DateField(_("received from"), null=True, blank=True)
    until = models.DateField(_("received through"), null=True, blank=True)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    # Of an evidence pack.
    request = models.ForeignKey(
        PrivacyRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("request")
    )
    reason = EncryptedTextField(_("reason"), null=True, blank=True)
    # Requests in a table, files in a pack.
    rows = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["-at", "id"], name="export_newest")]
        constraints = [
            models.CheckConstraint(
                name="export_of_a_request_has_a_reason",
                condition=Q(kind=ExportKind.EVIDENCE, request__isnull=False, reason__isnull=False)
                | ~Q(kind=ExportKind.EVIDENCE) & Q(request=None, reason__isnull=True),
            ),
            models.CheckConstraint(
                name="export_finished_whole",
                condition=Q(finished_at=None, rows=None) | Q(finished_at__isnull=False, rows__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="export_stays", operation=pgtrigger.Delete),
            # The reason is sealed anew when a key is changed: what was sealed opens nowhere but in its own row.
            pgtrigger.ReadOnly(name="export_as_made", exclude=["finished_at", "reason", "rows"]),
            pgtrigger.Protect(
                name="export_finishes_once",
                operation=pgtrigger.UpdateOf("finished_at", "rows"),
                condition=pgtrigger.Q(old__finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
