"""What do staff tick of what was said on the telephone, and of letters that were posted?"""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Checkboxes, Radios
from requests_app import calendar
from requests_app.forms.fields import DayField, QuestionForm, TextField


class SpokenReceiptForm(QuestionForm):
    """What an acknowledgement has to say (11 CCR 7021(a)), each ticked when it was said."""

    said = forms.MultipleChoiceField(
        label=_("What did you read to them?"),
        help_text=_("Tick each when it was said. All of it has to be."),
        choices=[
            ("received", _("That we received it, what they asked for, and on which day")),
            ("reference", _("The reference, letter by letter, and they read it back or wrote it down")),
            ("process", _("How we work on it")),
            ("verify", _("How we make sure that it is theirs, in general")),
            ("when", _("By when they have our answer")),
            ("add", _("How they add something")),
        ],
        widget=Checkboxes(),
        error_messages={"required": _("Tick what you read to them")},
    )

    def clean_said(self) -> list[str]:
        said: list[str] = self.cleaned_data["said"]
        if len(set(said)) < len(self.fields["said"].choices):  # type: ignore[attr-defined]  # a choice field
            raise forms.ValidationError(_("Read the rest to them as well, and tick everything"))
        return said


class PostedForm(QuestionForm):
    """Which letter was posted, and when."""

    letter = forms.ChoiceField(
        label=_("Which letter?"), widget=Radios(), error_messages={"required": _("Choose the letter")}
    )
    day = DayField(label=_("Posted on"))

    def __init__(self, *args: Any, letters: list[tuple[str, Any]], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_note("day")
        self.offer("letter", letters)
        today = calendar.business_day(at)
        self.fields["day"].initial = today
        self.fields["day"].widget.attrs["max"] = today.isoformat()
        if len(letters) == 1:
            self.fields["letter"].initial = letters[0][0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Enter the day on which it was posted"))
        return data


class CallBackForm(QuestionForm):
    """Which number was called, that it was on file before, and who said what."""

    number = forms.ChoiceField(
        label=_("Which number did you call?"),
        widget=Radios(),
        error_messages={"required": _("Choose which number you called")},
    )
    on_file = forms.BooleanField(
        label=_("It was in our records before this request came"),
        required=False,
        help_text=_("A number that only this request names shows nothing about who answers it."),
    )
    note = TextField(
        label=_("With whom did you speak, and what did they say?"),
        longest=1000,
        help_text=_("For our records. Do not write a code or an identity number here."),
        error_messages={"required": _("Say with whom you spoke, and what they said")},
    )

    def __init__(self, *args: Any, numbers: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_note("on_file")
        self.offer("number", numbers)


class SecondYesForm(QuestionForm):
    said = forms.MultipleChoiceField(
        label=_("What did they say?"),
        choices=[("yes", _("I read the question to them, and they said yes"))],
        widget=Checkboxes(),
        error_messages={"required": _("Tick it only if they said yes")},
    )
