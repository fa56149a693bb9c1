"""What does the second person say about an answer that waits?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.forms.fields import LineField, QuestionForm, TextField


class ReleaseForm(QuestionForm):
    """A yes to exactly the words that were read: their digest comes back with it."""

    digest = LineField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, digest: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["digest"] = digest


class SendBackForm(QuestionForm):
    """A no, with what has to change."""

    reason = TextField(
        label=_("What has to change?"),
        help_text=_("Your colleague reads this. The consumer does not."),
        error_messages={"required": _("Say what has to change")},
    )
