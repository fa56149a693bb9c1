"""What does somebody say before they read what is masked?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.forms.fields import LineField, QuestionForm
from requests_app.vocabulary import LookReason, Masked

ALL = "ALL"


class RevealForm(QuestionForm):
    """Why, and, by the button that was pressed, what."""

    reason = forms.ChoiceField(
        label=_("Why do you have to read it?"),
        choices=[("", _("Choose a reason")), *LookReason.choices],
        error_messages={"required": _("Choose why you have to read it"), "invalid_choice": _("Choose a reason")},
    )
    note = LineField(
        label=_("In your words"),
        help_text=_("Needed for another reason. It is kept sealed, and not in the history."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, then: str = "", **kwargs: Any) -> None:
        """`then` is the action that is gone on with afterwards."""
        super().__init__(*args, **kwargs)
        self.without_note("note")
        if then:
            self.fields["then"] = forms.CharField(widget=forms.HiddenInput, initial=then, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == LookReason.OTHER and not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Write down your reason"))
        return data

    def asked(self) -> frozenset[Masked]:
        """What the button that was pressed stands for; nothing when none of ours was."""
        pressed = self.data.get("fields", "")
        if pressed == ALL:
            return frozenset(Masked)
        return frozenset({Masked(pressed)}) if pressed in Masked.values else frozenset()
