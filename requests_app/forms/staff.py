"""What do staff say when they act on a request? One form an action.

The forms hold the shape of the input; whether the step is allowed is for the operations to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Checkboxes, Radios
from requests_app import queries
from requests_app.forms.fields import LineField, QuestionForm, TextField
from requests_app.models import Person, PrivacyRequest
from requests_app.rules import grounds
from requests_app.vocabulary import Accompaniment, ExtensionReason, Ground, Point, RequestType

ANSWER_LENGTH = 20_000  # characters; what is longer belongs into a document
KNOWN, NEW, SAME = "known", "new", "same"


class StaffChoice(forms.ModelChoiceField):
    """A person of the staff, by the name colleagues know."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.get_full_name() or obj.get_username()


class AssignForm(QuestionForm):
    owner = StaffChoice(
        label=_("Who takes care of it?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
        error_messages={"required": _("Choose who takes care of it"), "invalid_choice": _("Choose one of the list")},
    )

    def __init__(self, *args: Any, staff: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = staff  # type: ignore[attr-defined]


class ExtendForm(QuestionForm):
    reason = forms.ChoiceField(
        label=_("Why is more time reasonably necessary?"),
        help_text=_("The consumer is told this reason and the new date. It can be done once."),
        choices=ExtensionReason.choices,
        widget=Radios(),
        error_messages={"required": _("Choose why more time is necessary")},
    )


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
        known: Person | None,
        candidates: Mapping[Person, str],
        **kwargs: Any,
    ) -> None:
        """`points` are still open; `candidates` are people the contact is known to belong to, with a description."""
        super().__init__(*args, **kwargs)
        self.known, self.candidates = known, {str(person.pk): person for person in candidates}
        self.fields["points"].choices = [(point, point.label) for point in points]  # type: ignore[attr-defined]
        self.fields["points"].optional_note = False  # type: ignore[attr-defined]
        self.fields["reference"].optional_note = False  # type: ignore[attr-defined]
        if declared:
            del self.fields["declaration"]
        first = [(KNOWN, _("The person this filing was matched to before"))] if known else []
        others = [(str(person.pk), words) for person, words in candidates.items()]
        new = [] if known else [(NEW, _("Somebody we do not know from another request"))]
        self.fields["who"].choices = [*first, *others, *new, (SAME, _("The same person as in another request"))]  # type: ignore[attr-defined]
        if known:
            self.fields["who"].initial = KNOWN

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("who") != SAME:
            self.ignore("reference")
        data["same_person_as"] = self._person(data)
        if not data.get("points") and not data.get("declaration") and "points" not in self.errors:
            self.add_error("points", _("Tick what agrees with our records, or the declaration"))
        return data

    def _person(self, data: dict[str, Any]) -> Person | None:
        who = data.get("who", "")
        if who != SAME:
            return self.known if who == KNOWN else self.candidates.get(who)
        other = queries.submission_by_reference(data.get("reference", ""))
        if other is None:
            self.add_error("reference", _("Enter the reference of a request that exists"))
        elif other.person is None:
            self.add_error("reference", _("That request was not matched to anybody yet. Match it first"))
        return other.person if other else None


class GroundForm(QuestionForm):
    """The first step of a denial: a ground that fits."""

    ground = forms.ChoiceField(
        label=_("On which ground?"),
        help_text=_("Only those that fit this right. The next page asks for what must go with it."),
        widget=Radios(),
        error_messages={"required": _("Choose a ground"), "invalid_choice": _("Choose a ground that fits this right")},
    )

    def __init__(self, *args: Any, fitting: Sequence[Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(ground, ground.label) for ground in fitting]  # type: ignore[attr-defined]
        self.fields["ground"].widget = Radios(
            hints={ground: ", ".join(str(each) for each in grounds.GROUNDS[ground].sources) for ground in fitting}
        )
        self.fields["ground"].widget.choices = self.fields["ground"].choices  # type: ignore[attr-defined]


class PartsForm(QuestionForm):
    """What staff must write for a ground; the notice adds the rest by itself."""

    def __init__(self, *args: Any, ground: Ground | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground = ground
        if ground is not None:
            self._ask_for(ground)
        if "alarm_reason" in (self.data or {}):
            self.ask_about_alarm()

    def ask_about_alarm(self) -> None:
        """Let staff say why what looks like a value that must never be disclosed is none."""
        if "alarm_reason" not in self.fields:
            self.fields["alarm_reason"] = TextField(
                label=_("If it is not what it looks like: why not?"),
                help_text=_(
                    "Only for a false alarm, such as an order number that looks like a card’s. For our records, and a "
                    "second person then has to release the answer. The consumer does not read it."
                ),
                required=False,
            )
            self.order_fields(["text", "alarm_reason"])

    def _ask_for(self, ground: Ground) -> None:
        for part in grounds.GROUNDS[ground].staff_writes:
            self.fields[part.value] = TextField(
                label=part.label,
                help_text=_("The consumer reads this.") if part not in grounds.EXPLAINS else _SENTENCE,
                error_messages={"required": gettext("Write this part: %(part)s") % {"part": part.label}},
            )
        if grounds.GROUNDS[ground].carve_out:
            self.fields["reproductive_care"] = forms.ChoiceField(
                label=_("Is the information about contraception, pregnancy or perinatal care?"),
                help_text=_("This ground does not reach such information (%(section)s).")
                % {"section": grounds.GROUNDS[ground].carve_out},
                choices=[("no", _("No")), ("yes", _("Yes"))],
                widget=Radios(),
                error_messages={"required": _("Answer yes or no")},
            )

    def parts(self) -> dict[Accompaniment, str]:
        """What was written, by what it is."""
        return {Accompaniment(name): words for name, words in self.cleaned_data.items() if name in Accompaniment}

    def alarm_reason(self) -> str:
        """Why a finding is a false alarm; empty when nobody was asked or nobody says so."""
        return str(self.cleaned_data.get("alarm_reason", ""))

    def reproductive_care(self) -> bool | None:
        """The answer to the question of the carve-out; None when it was not asked."""
        answer = self.cleaned_data.get("reproductive_care")
        return None if answer is None else answer == "yes"


_SENTENCE = ngettext_lazy(
    "The consumer reads this. Write whole sentences, at least %(number)d character.",
    "The consumer reads this. Write whole sentences, at least %(number)d characters.",
    grounds.MIN_EXPLANATION_LENGTH,
) % {"number": grounds.MIN_EXPLANATION_LENGTH}


class AnswerForm(PartsForm):
    """The answer itself, and what is withheld from it if a ground was chosen."""

    text = TextField(
        label=_("What do you answer?"),
        longest=ANSWER_LENGTH,
        help_text=_(
            "The consumer reads this after a fresh code, never in a message. Leave out identity numbers, account "
            "numbers, passwords and the like: the law forbids giving them out."
        ),
        error_messages={"required": _("Write the answer")},
    )
    nothing_held = forms.BooleanField(label=_("We searched and hold nothing about this person"), required=False)
    override_reason = TextField(
        label=_("Why do you answer although two answers were given in 12 months?"),
        help_text=_("For our records. The consumer does not read it."),
        error_messages={"required": _("Say why you answer a third time")},
    )

    contact_reason = TextField(
        label=_("Why do you answer to a contact that is new to us?"),
        help_text=_(
            "How you know that it is this person’s. For our records; a second person reads it and has to release the "
            "answer. The contacts we knew before are told."
        ),
        error_messages={"required": _("Say how you know that this contact is the person’s")},
    )

    def __init__(self, *args: Any, over_limit: bool, new_contact: bool = False, **kwargs: Any) -> None:
        """`new_contact`: the answer goes to a contact that the business did not hold before."""
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 12
        if not new_contact:
            del self.fields["contact_reason"]
        if not over_limit:
            del self.fields["override_reason"]
        if self.ground is not None:
            del self.fields["nothing_held"]


class DuplicateForm(QuestionForm):
    """The earlier request that asks the same."""

    reference = LineField(
        label=_("Reference of the earlier request"),
        help_text=_("It keeps its own receipt day and is answered; this one is closed."),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the reference of the earlier request")},
    )

    def __init__(self, *args: Any, request: PrivacyRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_reference(self) -> PrivacyRequest:
        """The request of the same right in the filing that the reference names."""
        filing = queries.submission_by_reference(self.cleaned_data["reference"])
        if filing is None:
            raise forms.ValidationError(_("Enter the reference of a request that exists"))
        if filing.pk == self.request.submission_id:
            raise forms.ValidationError(_("That is this same filing. Enter the reference of another one"))
        other = queries.request_in(filing, RequestType(self.request.type))
        if other is None:
            raise forms.ValidationError(_("That filing asks for other rights, so it is no duplicate"))
        if filing.received_at > self.request.submission.received_at:
            raise forms.ValidationError(_("That one came later. Close the later one and keep the earlier one"))
        return other
