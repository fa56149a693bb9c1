"""What does somebody say who closes a request to all but the circle, or opens it again?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Radios
from requests_app.forms.fields import QuestionForm, TextField
from requests_app.vocabulary import WorkerKind

REASON_LENGTH = 1_000  # characters


class UnmarkForm(QuestionForm):
    """Why everybody may see it again."""

    reason = TextField(
        label=_("How do you know?"),
        help_text=_("For our records. The consumer does not read it."),
        longest=REASON_LENGTH,
        error_messages={"required": _("Write the reason")},
    )


class MarkForm(UnmarkForm):
    """What the consumer is to the business."""

    kind = forms.ChoiceField(
        label=_("Who is the consumer?"),
        choices=WorkerKind.choices,
        widget=Radios(),
        error_messages={"required": _("Choose who the consumer is")},
    )

    field_order = ("kind", "reason")
