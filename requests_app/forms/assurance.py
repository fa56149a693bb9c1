"""What do staff and the consumer say so that we can be sure of the person? Results only, never what was compared."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Checkboxes, Radios
from requests_app import queries
from requests_app.forms.fields import LineField, QuestionForm, TextField
from requests_app.models import Person
from requests_app.vocabulary import Point

REASON_LENGTH = 2_000  # characters
KNOWN, NEW, SAME = "known", "new", "same"


def signature() -> LineField:
    """The field of a signature: typing one's name is one (11 CCR 7001(ccc), Civ. Code 1633.7)."""
    return LineField(
        label=_("Your full name"),
        help_text=_("Typing your name is your signature."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Enter your full name")},
    )


class DeclarationForm(QuestionForm):
    """The declaration: where it was signed, and the signature."""

    name = signature()
    place = LineField(
        label=_("City and state where you are now"),
        help_text=_("Like Fresno, California."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the city and the state where you are now")},
    )
    # The words that the consumer had before their eyes, by their hash.
    read = LineField(widget=forms.HiddenInput, required=False, max_length=64)


class MatchForm(QuestionForm):
    """The verification worksheet: results only, never what was compared."""

    points = forms.MultipleChoiceField(
        label=_("What agrees with our own records?"),
        help_text=_("Only what the requester told us, held against what we knew before the request."),
        required=False,
        widget=Checkboxes(),
    )
    declaration = forms.BooleanField(
        label=_("We have the signed declaration, under penalty of perjury, that the requester is the consumer"),
        help_text=_("On paper. What is signed on our page is recorded by itself."),
        required=False,
    )
    login = forms.BooleanField(
        label=_("They logged in to their account with us, and entered the password again for this request"),
        help_text=_("That is enough by itself, unless you suspect fraud on the account (11 CCR § 7061)."),
        required=False,
    )
    login_reason = TextField(
        label=_("How do you know that they logged in?"),
        help_text=_("For our records. The consumer does not read it."),
        longest=REASON_LENGTH,
        required=False,
    )
    who = forms.ChoiceField(
        label=_("Who is it?"),
        help_text=_("Answers in 12 months are counted for one person, whatever the address."),
        widget=Radios(reveals={SAME: "a"}),
        error_messages={"required": _("Choose who it is")},
    )
    reference = LineField(
        label=_("Reference of the other request"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self,
        *args: Any,
        points: Iterable[Point],
        declared: bool,
        logged_in: bool,
        known: Person | None,
        candidates: Mapping[Person, str],
        findable: Q,
        agreeing: Iterable[Point] = (),
        **kwargs: Any,
    ) -> None:
        """`points` are still open, `agreeing` those of them that agree with the directory.

        `candidates` are people the contact is known to belong to, with a description; `findable` are the filings that
        the person at the form may know of.
        """
        super().__init__(*args, **kwargs)
        self.findable = findable
        self.known, self.candidates = known, {str(person.pk): person for person in candidates}
        self.offer("points", [(point, point.label) for point in points])
        self.without_note("points", "reference", "login_reason")
        self.fields["points"].initial = list(agreeing)
        self.logged_in = logged_in
        if declared:
            del self.fields["declaration"]
        if logged_in:
            del self.fields["login"], self.fields["login_reason"]
        first = [(KNOWN, _("The person this filing was matched to before"))] if known else []
        others = [(str(person.pk), words) for person, words in candidates.items()]
        new = [] if known else [(NEW, _("Somebody we do not know from another request"))]
        self.offer("who", [*first, *others, *new, (SAME, _("The same person as in another request"))])
        if known:
            self.fields["who"].initial = KNOWN

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("who") != SAME:
            self.ignore("reference")
        data["same_person_as"] = self._person(data)
        if not data.get("login"):
            self.ignore("login_reason")
        elif not data.get("login_reason"):
            self.add_error("login_reason", _("Say how you know that they logged in"))
        ticked = any(data.get(name) for name in ("points", "declaration", "login")) or self.logged_in
        if not ticked and "points" not in self.errors:
            self.add_error("points", _("Tick what agrees with our records, or the declaration"))
        return data

    def _person(self, data: dict[str, Any]) -> Person | None:
        who = data.get("who", "")
        if who != SAME:
            return self.known if who == KNOWN else self.candidates.get(who)
        other = queries.submission_by_reference(data.get("reference", ""), self.findable)
        if other is None:
            self.add_error("reference", _("Enter the reference of a request that exists"))
        elif other.person is None:
            self.add_error("reference", _("That request was not matched to anybody yet. Match it first"))
        return other.person if other else None


class LevelForm(QuestionForm):
    """Another degree of certainty, and why."""

    level = forms.TypedChoiceField(
        label=_("How sure must we be?"),
        help_text=_("By how sensitive the information is, what harm a mistake would do, and how likely fraud is."),
        coerce=int,
        widget=Radios(),
        error_messages={"required": _("Choose how sure we must be")},
    )
    reason = TextField(
        label=_("Why?"),
        help_text=_("For our records. The consumer does not read it."),
        longest=REASON_LENGTH,
        error_messages={"required": _("Write the reason")},
    )

    def __init__(self, *args: Any, levels: Iterable[tuple[int, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("level", levels)


class DoubtForm(QuestionForm):
    """Why an account login shall count no more."""

    reason = TextField(
        label=_("Why do you suspect fraud on the account?"),
        help_text=_("For our records. The consumer does not read it. The time for the answer runs on."),
        longest=REASON_LENGTH,
        error_messages={"required": _("Write the reason")},
    )
