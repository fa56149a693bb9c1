"""What do staff ask the consumer for, and what does the consumer answer?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from privacy_portal.lib.widgets import Checkboxes
from requests_app.forms.fields import LineField, QuestionForm, TextField
from requests_app.vocabulary import Point

LONGEST = 200  # characters of one answer
EXPLAINED = {
    Point.NAME: _("As we may have it in our records, for example an earlier name."),
    Point.EMAIL: _("One that you gave us earlier."),
    Point.PHONE: _("One that you gave us earlier."),
    Point.POSTAL_ADDRESS: _("Where we wrote or delivered to you."),
    Point.CUSTOMER_NUMBER: _("It is on a bill, a delivery note or an order confirmation."),
    Point.TRANSACTION: _("For example what you bought, and about when. Leave out card numbers."),
    Point.DATE_OF_BIRTH: _("Day, month and year."),
}


class AskMoreForm(QuestionForm):
    """Which points, and why."""

    points = forms.MultipleChoiceField(
        label=_("What do you need?"),
        widget=Checkboxes(),
        error_messages={"required": _("Choose what you need"), "invalid_choice": _("Choose one of the list")},
    )
    reason = TextField(
        label=_("Why do you need it?"),
        longest=1000,
        help_text=_("The consumer reads this on their page, or in the letter. Do not write what our records say."),
        error_messages={"required": _("Write the reason")},
    )

    def __init__(self, *args: Any, points: Sequence[Point], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        self.offer("points", [(point.value, point.label) for point in points])
        self.fields["points"].help_text = self._at_most()

    def _at_most(self) -> str:
        words = ngettext(
            "Only as much as is missing: at most %(number)d.",
            "Only as much as is missing: at most %(number)d.",
            self.most,
        )
        return words % {"number": self.most}

    def clean_points(self) -> list[Point]:
        chosen = [Point(each) for each in self.cleaned_data["points"]]
        if len(chosen) > self.most:
            raise forms.ValidationError(self._at_most())
        return chosen


class AnswerMoreForm(QuestionForm):
    """A field for each point that is asked for. Whoever does not know one leaves it empty."""

    def __init__(self, *args: Any, points: Sequence[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point in points:
            kind = TextField(longest=LONGEST) if point is Point.POSTAL_ADDRESS else LineField(max_length=LONGEST)
            kind.label, kind.help_text, kind.required = point.label, EXPLAINED.get(point, ""), False
            kind.widget.attrs["autocomplete"] = "off"
            self.fields[point.value] = kind

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            self.add_error(None, _("Fill in at least one field"))
        return data

    def values(self) -> dict[Point, str]:
        return {Point(name): words for name, words in self.cleaned_data.items() if words}
