"""What is asked of an agent who files for many at once, and what is said about their file?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib import csv_rows
from privacy_portal.lib.csv_rows import Trouble
from requests_app.forms import journey, representation
from requests_app.forms.fields import QuestionForm
from requests_app.vocabulary import FilerRole
from verification.models import Channel


class AgentForm(representation.RepresentativeForm):
    """Name and company of the agent; their own references stand in the file, one a row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, role=FilerRole.AGENT, **kwargs)
        self.fields["name"].help_text = _("We tell each person you act for who filed for them.")
        del self.fields["own_reference"]


class AgentContactForm(journey.ContactForm):
    """The agent's mailbox: two hundred answers do not go out by text or telephone call."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["channel"], self.fields["phone"]
        self.fields["email"].label = _("What is your email address?")
        self.fields["email"].help_text = _("We send a code there now, and later our messages about each request.")

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["channel"] = Channel.EMAIL.value
        return super().clean()


class DutiesForm(QuestionForm):
    """What the law has an agent promise, once for all rows (11 CCR 7063(c)-(d))."""

    duties = forms.MultipleChoiceField(
        label=_("What you promise as an agent"),
        choices=[
            (
                "yes",
                _(
                    "I have a signed permission of each person. I keep their information secure, and use it only for "
                    "these requests, to show who is who, and against fraud"
                ),
            )
        ],
        widget=representation.PermissionForm.base_fields["duties"].widget,
        error_messages=representation.PermissionForm.base_fields["duties"].error_messages,
    )


class BatchFileForm(QuestionForm):
    """The file itself. Its content is read by `batch_file`; what was too big never comes this far."""

    file = forms.FileField(
        label=_("Your CSV file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a file"), "invalid": _("Choose a file")},
    )


# One sentence for each way in which a file can be wrong.
TROUBLE: dict[Trouble, Any] = {
    Trouble.TOO_BIG: _("The file is too big. Split it: one file can have %(rows)s rows, and 1 MB."),
    Trouble.EMPTY: _("The file is empty. It begins with the names of the columns, as in the template."),
    Trouble.WORKBOOK: _("This is a workbook. Save it as “CSV UTF-8” and upload that."),
    Trouble.UTF_16: _("The file is written as UTF-16. Save it as “CSV UTF-8” and upload that."),
    Trouble.NOT_UTF_8: _("A character here cannot be read. Save the file as “CSV UTF-8” and upload that."),
    Trouble.NUL: _("There is a NUL character here, which no text has. Save the file as “CSV UTF-8” and upload that."),
    Trouble.SEMICOLONS: _("The columns are separated by semicolons. Save the file with commas."),
    Trouble.TABS: _("The columns are separated by tabs. Save the file with commas."),
    Trouble.LONG_LINE: _("This line is too long to be read."),
    Trouble.QUOTES: _("Quotation marks do not fit here: each that opens must close, and one inside a cell is doubled."),
    Trouble.MANY_COLUMNS: _("There are too many columns. Use the columns of the template."),
    Trouble.MANY_ROWS: _(
        "There are more than %(rows)s rows. Split the file: each part is filed as a batch of its own."
    ),
    Trouble.NO_ROWS: _("There is no row below the names of the columns."),
    Trouble.UNKNOWN_COLUMN: _("We do not know this column. Take it out, or give it its name from the template."),
    Trouble.MISSING_COLUMN: _("This column is missing. Add it, as in the template."),
    Trouble.REPEATED_COLUMN: _("This column is there more than once."),
    Trouble.FEW_CELLS: _("This row has fewer cells than the first line has names."),
    Trouble.MANY_CELLS: _("This row has more cells than the first line has names. A comma inside a cell needs quotes."),
}
UNKNOWN_RIGHT = _("Write KNOW_CATEGORIES, KNOW_SPECIFIC, DELETE or CORRECT; several with a semicolon between them.")
SAME_ROW = _("This row says the same as line %(line)s. Take one of them out.")
SAME_PERSON = _("This person is on line %(line)s, too. Put all their rights into one row.")
SAME_REFERENCE = _("This reference is on line %(line)s, too. Give each row its own.")


def sentence(trouble: Trouble) -> str:
    """What is wrong with a file, in one sentence."""
    return str(TROUBLE[trouble] % {"rows": csv_rows.MAX_ROWS})
