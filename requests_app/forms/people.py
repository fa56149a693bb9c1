"""What does somebody say who finds that two people are one, or that they are not?"""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from requests_app import persons, queries
from requests_app.forms.fields import LineField, QuestionForm, TextField
from requests_app.models import Person

REASON_LENGTH = 1_000  # characters


class PartForm(QuestionForm):
    """Why they are two after all."""

    reason = TextField(
        label=_("How do you know?"),
        help_text=_("For our records. The consumer does not read it."),
        longest=REASON_LENGTH,
        error_messages={"required": _("Write the reason")},
    )


class MergeForm(PartForm):
    """Which other person it is, by something they filed."""

    reference = LineField(
        label=_("Reference of a request by the same person"),
        help_text=_("Of one that was matched to somebody."),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the reference of the other request")},
    )

    field_order = ("reference", "reason")

    def __init__(self, *args: Any, person: Person, findable: Q, **kwargs: Any) -> None:
        """`person` is the one who is merged; `findable`: the filings that the person at the form may know of."""
        super().__init__(*args, **kwargs)
        self.person, self.findable = person, findable

    def clean_reference(self) -> Person:
        """The other person."""
        filing = queries.submission_by_reference(self.cleaned_data["reference"], self.findable)
        if filing is None:
            raise forms.ValidationError(_("Enter the reference of a request that exists"))
        if filing.person is None:
            raise forms.ValidationError(_("That request was not matched to anybody yet. Match it first"))
        if persons.root(filing.person) == persons.root(self.person):
            raise forms.ValidationError(_("They are counted as one person already"))
        return filing.person
