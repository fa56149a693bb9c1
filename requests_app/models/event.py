"""What happened, when, and by whom?"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from requests_app.models.privacy_request import PrivacyRequest
from requests_app.models.submission import Submission
from requests_app.vocabulary import Actor, EventKind


class Event(models.Model):
    """One line of the history: codes, ids and dates. Sentences are made when it is read, in the reader's language."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="events")
    request = models.ForeignKey(PrivacyRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=24, choices=EventKind)
    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("by"), max_length=14, choices=Actor)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="event_staff_whole",
                condition=(Q(actor=Actor.STAFF) & Q(staff__isnull=False)) | (~Q(actor=Actor.STAFF) & Q(staff=None)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_kind_display()
