"""What do staff say of a step outside the portal, of a hold, and of a request that they reopen?"""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Radios
from requests_app import calendar
from requests_app.forms.fields import ClockField, DayField, LineField, QuestionForm, TextField
from requests_app.rules import receipt
from requests_app.rules.citations import POLICE_HOLD, RESPOND
from requests_app.rules.holds import POLICE_HOLD_DAYS
from requests_app.vocabulary import HoldKind, IntakeChannel, ReopenDates

OUTSIDE = [(each.value, each.label) for each in IntakeChannel if each != IntakeChannel.WEB]


class StepForm(QuestionForm):
    way = forms.ChoiceField(
        label=_("How?"), choices=OUTSIDE, widget=Radios(), error_messages={"required": _("Choose how")}
    )
    day = DayField(label=_("On which day?"))
    time = ClockField(label=_("Time of day"), help_text=_("By the clocks of the business. Leave it empty if unsure."))
    with_whom = LineField(label=_("With whom?"), max_length=200, error_messages={"required": _("Say with whom")})
    note = TextField(
        label=_("What was done or said?"),
        longest=2000,
        help_text=_("For our records. Do not write a code or an identity number here."),
        error_messages={"required": _("Say what was done")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_note("day")
        self.at = at
        self.fields["day"].initial = calendar.business_day(at)
        self.fields["day"].widget.attrs["max"] = calendar.business_day(at).isoformat()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, time = data.get("day"), data.get("time")
        if self.errors.keys() & {"day", "time"}:
            return data
        if day is None:
            self.add_error("day", _("Enter the day"))
            return data
        try:
            data["done_at"] = receipt.instant(day, time, calendar.business_zone())
        except receipt.NoSuchTime:
            self.add_error("time", _("This time did not exist: the clocks were put forward over it."))
            return data
        if time is None and day == calendar.business_day(self.at):
            data["done_at"] = min(data["done_at"], self.at)
        return data


class HoldForm(QuestionForm):
    """A hold: a police hold has its end by law, a dispute the one that is chosen."""

    kind = forms.ChoiceField(
        label=_("Why must it not be deleted?"),
        choices=HoldKind.choices,
        widget=Radios(),
        error_messages={"required": _("Choose why")},
    )
    case_number = LineField(
        label=_("Case number of the agency"),
        max_length=100,
        required=False,
        help_text=_("For a police hold: the law asks for an active one (%(law)s).") % {"law": POLICE_HOLD},
    )
    since = DayField(label=_("When did the direction, or the news of the dispute, reach us?"))
    until = DayField(
        label=_("Until when?"),
        help_text=_("For litigation: when somebody looks at it again. A police hold ends after %(days)s days by law.")
        % {"days": POLICE_HOLD_DAYS},
    )
    reason = TextField(
        label=_("What is it about?"),
        longest=1000,
        help_text=_("For our records. The consumer does not read it."),
        error_messages={"required": _("Write the reason")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_note("since", "until", "case_number")
        self.fields["since"].initial = calendar.business_day(at)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("since") and "since" not in self.errors:
            self.add_error("since", _("Enter the day"))
        police = data.get("kind") == HoldKind.POLICE
        if police and not data.get("case_number") and "case_number" not in self.errors:
            self.add_error("case_number", _("Enter the case number"))
        if police:
            self.ignore("until")
        elif data.get("kind") and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Enter the day"))
        return data


class ReopenForm(QuestionForm):
    dates = forms.ChoiceField(
        label=_("Which dates shall it have?"),
        choices=ReopenDates.choices,
        widget=Radios(),
        help_text=_(
            "The time runs from the day on which we received what they asked (%(law)s). What we closed wrongly was "
            "received then; what they ask again is received now."
        )
        % {"law": RESPOND},
        error_messages={"required": _("Choose which dates")},
    )
    channel = forms.ChoiceField(
        label=_("If they asked again: how?"),
        choices=[("", _("They did not ask again")), *OUTSIDE],
        required=False,
    )
    day = DayField(
        label=_("If they asked again: on which day did it reach us?"),
        help_text=_("The new dates run from that day, also if it is entered later. Leave it empty for today."),
    )
    reason = TextField(
        label=_("Why is it reopened?"),
        longest=1000,
        help_text=_("For our records. The consumer does not read it."),
        error_messages={"required": _("Write the reason")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_note("channel", "day")
        self.at = at
        self.fields["day"].widget.attrs["max"] = calendar.business_day(at).isoformat()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("dates") == ReopenDates.NEW and not data.get("channel"):
            self.add_error("channel", _("Choose how they asked again"))
        today = calendar.business_day(self.at)
        day = data.get("day") or today
        if day > today:
            self.add_error("day", _("A request cannot have been received later than now."))
        data["received_at"] = self.at if day >= today else receipt.instant(day, None, calendar.business_zone())
        return data
