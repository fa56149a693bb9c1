"""From which words do staff begin, when they write what they write often?"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 80  # characters
PURPOSE_LENGTH = 300  # characters


class LetterTemplate(models.Model):
    """A letter that is sent often. It is never deleted, because messages name its versions: it goes out of use."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    purpose = models.CharField(_("when it is sent"), max_length=PURPOSE_LENGTH)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> "LetterVersion | None":
        """The words that are used now."""
        return self.versions.last()


class LetterVersion(models.Model):
    """The words of a letter at a time, by language. What was once saved stays as it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    # About nobody: variables stand for what is known of a request.
    texts = models.JSONField(_("texts"))
    made_at = models.DateTimeField(_("made at"))
    # None: it came with the portal.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("version of a letter")
        verbose_name_plural = _("versions of letters")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="letter_version_once")]
        triggers = [pgtrigger.Protect(name="letter_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.template} ({self.number})"
