"""Which message do we owe, to which filing, and did it leave?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.owed import Owed
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.models.submission import Submission
from requests_app.vocabulary import NoticeKind


class Notice(Owed):
    """A message the law or the policy owes; it is sent to the contact the filing has when it leaves."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="notices")
    request = models.ForeignKey(PrivacyRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=16, choices=NoticeKind)
    queued_at = models.DateTimeField(_("queued at"))

    class Meta(Owed.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            *Owed.Meta.constraints,
            # The receipt speaks of the whole filing, every other notice of one request.
            models.CheckConstraint(
                name="notice_receipt_of_submission",
                condition=(Q(kind=NoticeKind.RECEIPT) & Q(request=None))
                | (~Q(kind=NoticeKind.RECEIPT) & Q(request__isnull=False)),
            ),
            models.UniqueConstraint(fields=["request", "kind"], name="notice_once_per_request"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
