"""What do all our forms have in common?"""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.plain_text import clean_line, clean_text

LONG_TEXT = 4_000  # characters


def _not_endless(field: forms.CharField, text: str) -> str:
    """Return `text` unless it is so long that cleaning could not make it fit: putting accents into their order takes
    time that grows with the square of their number. Raises ValidationError, in the words of a text that is too long."""
    if field.max_length is not None and len(text) > 2 * field.max_length:
        MaxLengthValidator(field.max_length)(text)
    return text


class QuestionForm(forms.Form):
    """A page of the journey. Requiredness is said in words, so the browser does not shout it."""

    use_required_attribute = False
    # Whether its answer only opens the next form of the same address, and so changes nothing.
    chooses = False

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Let the field `name` offer `choices`, value and words each."""
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # not every kind of field has them

    def without_note(self, *names: str) -> None:
        """Do not call these fields optional: another answer on the page decides whether they are asked for."""
        for name in names:
            self.fields[name].optional_note = False  # type: ignore[attr-defined]  # ours, read by field.html

    def without_errors(self) -> None:
        """Show what was typed, and not yet what is wrong with it."""
        self.full_clean()
        self._errors = ErrorDict()

    def ignore(self, *names: str) -> None:
        """Forget what was typed into fields that the choice does not open, good or bad: nobody sees them."""
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = ""


class LineField(forms.CharField):
    """One line; control, invisible and direction-changing characters are taken out."""

    def to_python(self, value: Any) -> str:
        return clean_line(_not_endless(self, super().to_python(value) or ""))


class TextField(forms.CharField):
    """Several lines; control, invisible and direction-changing characters are taken out."""

    widget = forms.Textarea

    def __init__(self, *, longest: int = LONG_TEXT, **kwargs: Any) -> None:
        super().__init__(max_length=longest, **kwargs)
        self.widget.attrs.update({"rows": 5, "data-maxlength": longest})

    def to_python(self, value: Any) -> str:
        return clean_text(_not_endless(self, super().to_python(value) or ""))


class ClockField(forms.TimeField):
    """A time of day, if anybody knows it."""

    default_error_messages = {"invalid": _("Enter a time that exists, like 14:30")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-10"})
        super().__init__(required=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> time | None:
        # Django's own takes a time or a text and breaks on anything else.
        return super().to_python(value if value is None or isinstance(value, time) else str(value))


class DayField(forms.DateField):
    """A day in the browser's own calendar, which needs no script; mostly asked only where another choice opens it."""

    default_error_messages = {"invalid": _("Enter a date that exists, like 2023-05-31")}

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        # The admin would put its own in, which needs a script.
        kwargs["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=required, **kwargs)

    def to_python(self, value: Any) -> date | None:
        # Django's own takes a date or a text and breaks on anything else.
        return super().to_python(value if value is None or isinstance(value, date) else str(value))


def refuse_end_before_start(form: forms.Form, data: dict[str, Any]) -> None:
    """Say at `ends_on` that it must not be before `starts_on`, where both are given."""
    start, end = data.get("starts_on"), data.get("ends_on")
    if start and end and end < start:
        form.add_error("ends_on", _("The last day must not be before the first day"))
