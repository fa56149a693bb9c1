"""What do staff say before records leave the portal?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Radios
from requests_app.forms.fields import DayField, QuestionForm, TextField
from requests_app.vocabulary import ExportKind


class ExportForm(QuestionForm):
    """Which table, and of the log which days of receipt."""

    which = forms.ChoiceField(
        label=_("What do you take out?"),
        widget=Radios(
            hints={
                ExportKind.LOG: _("Requests received in a period, with what the law wants on record (11 CCR 7101)."),
                ExportKind.QUEUE: _("The queue with the filters it had when you came here."),
            },
            reveals={ExportKind.LOG: "a"},
        ),
        error_messages={"required": _("Choose what you take out")},
    )
    since = DayField(label=_("First day of receipt"))
    until = DayField(label=_("Last day of receipt"))

    def __init__(self, *args: Any, today: date, which: ExportKind = ExportKind.LOG, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("which", [(each, each.label) for each in (ExportKind.LOG, ExportKind.QUEUE)])
        self.without_note("since", "until")
        self.initial.update({"which": which, "since": today.replace(month=1, day=1), "until": today})

    def clean(self) -> dict[str, Any]:
        """Both days, in their order, where the log is chosen."""
        data = self.cleaned_data
        if data.get("which") != ExportKind.LOG:
            self.ignore("since", "until")
            return data
        for name, words in (("since", _("Enter the first day")), ("until", _("Enter the last day"))):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("The last day must not be before the first"))
        return data


class EvidenceForm(QuestionForm):
    """Why one request's whole record leaves the portal."""

    reason = TextField(
        label=_("For whom is it, and why?"),
        help_text=_("For example a regulator’s letter. It is kept with the record of this export, sealed."),
        longest=1_000,
        error_messages={"required": _("Say for whom it is, and why")},
    )
