"""How does somebody say when a request was received?"""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Checkboxes
from requests_app import calendar
from requests_app.forms.fields import ClockField, DayField, QuestionForm, TextField
from requests_app.operations.receipt import ReceiptRefused
from requests_app.rules import receipt

NO_SUCH_TIME = _("This time did not exist: the clocks were put forward over it. Enter the hour after it")


class ReceivedForm(QuestionForm):
    """A day and a time of the business's clocks, as an instant: `cleaned_data["received_at"]`."""

    day = DayField(label=_("Day it was received"))
    time = ClockField(
        label=_("Time of day"),
        help_text=_("By the clocks of the business. Leave it empty if nobody knows: a letter counts from its day."),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["day"].widget.attrs["max"] = calendar.business_day(at).isoformat()
        self.fields["day"].widget.attrs["min"] = receipt.LAW_BEGINS.isoformat()

    def entered(self) -> datetime | None:
        """The instant that was entered; its errors are said where there is none."""
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if self.errors.keys() & {"day", "time"}:
            return None
        if day is None:
            self.add_error("day", _("Enter the day on which it was received"))
            return None
        problem = receipt.day_problem(day, today=calendar.business_day(self.at))
        if problem is not None:
            self.add_error("day", ReceiptRefused(problem).message)
            return None
        try:
            received_at = receipt.instant(day, time, calendar.business_zone())
        except receipt.NoSuchTime:
            self.add_error("time", NO_SUCH_TIME)
            return None
        problem = receipt.receipt_problem(received_at, now=self.at)
        if problem is None:
            return received_at
        self.add_error("day", ReceiptRefused(problem).message)
        return None


class ChangeReceiptForm(ReceivedForm):
    """Another receipt time, why, and, once it was said what follows from it, that this is meant."""

    reason = TextField(
        label=_("Why was another time recorded?"),
        longest=1000,
        help_text=_("For our records. For example: the letter lay in the post room since Friday."),
        error_messages={"required": _("Write the reason")},
    )
    field_order = ("day", "time", "reason")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.without_note("day", "time")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["received_at"] = self.entered()
        return data

    def ask_whether_meant(self, received_at: datetime, follows: list[str]) -> None:
        """Say what would change, and ask for a yes to exactly that: another time entered asks again."""
        said = self.data.get("meant")
        self.fields["meant"] = forms.MultipleChoiceField(
            label=_("This is what changes"),
            required=False,
            choices=[(received_at.isoformat(), _("I have read it, and it is right"))],
            help_text=" ".join(follows),
            widget=Checkboxes(),
        )
        self.fields["meant"].optional_note = False  # type: ignore[attr-defined]  # ours, read by field.html
        if said != received_at.isoformat():
            self.add_error("meant", _("Read what changes, and tick that it is right"))
