"""What do the business's own records say of a filing, and what does the portal know of those records?

Of the records: blind indexes only. Of the comparison: agrees or does not, never what is held.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.owed import Owed
from requests_app.models.submission import Submission
from requests_app.vocabulary import Point


class DirectoryEntry(models.Model):
    """One attribute of one record, as `manage.py load_directory` read it. Both columns are blind indexes."""

    record = models.BinaryField(max_length=32)
    point = models.CharField(max_length=20, choices=Point)
    value = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")
        constraints = [
            models.UniqueConstraint(fields=["point", "value", "record"], name="directory_entry_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Comparison(Owed):
    """A comparison that is owed to a filing whose contact was confirmed; "sent" means done."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="comparison")

    class Meta(Owed.Meta):
        verbose_name = _("comparison with the records")
        verbose_name_plural = _("comparisons with the records")

    def __str__(self) -> str:
        return self.get_state_display()


class DirectoryMatch(models.Model):
    """Whether one point of a filing agrees with the records. A hint for staff; never evidence by itself."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="directory_matches")
    point = models.CharField(_("point"), max_length=20, choices=Point)
    agrees = models.BooleanField(_("agrees"))
    checked_at = models.DateTimeField(_("checked at"))
    # The last part of the implementation's dotted path: table, sql, http.
    source = models.CharField(_("source"), max_length=20)

    class Meta:
        verbose_name = _("directory match")
        verbose_name_plural = _("directory matches")
        constraints = [
            models.UniqueConstraint(fields=["submission", "point"], name="directory_match_once"),
        ]

    def __str__(self) -> str:
        return self.get_point_display()
