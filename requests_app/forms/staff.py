"""What do staff say when they act on a request? One form an action.

The forms hold the shape of the input; whether the step is allowed is for the operations to say.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Radios
from requests_app import queries
from requests_app.forms.fields import LineField, QuestionForm, TextField
from requests_app.models import PrivacyRequest
from requests_app.rules import grounds
from requests_app.vocabulary import Accompaniment, ExtensionReason, Ground, RequestType

ANSWER_LENGTH = 20_000  # characters; what is longer belongs into a document


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
        self.fields["owner"].queryset = staff  # type: ignore[attr-defined]  # a ModelChoiceField has one


class ExtendForm(QuestionForm):
    reason = forms.ChoiceField(
        label=_("Why is more time reasonably necessary?"),
        help_text=_("The consumer is told this reason and the new date. It can be done once."),
        choices=ExtensionReason.choices,
        widget=Radios(),
        error_messages={"required": _("Choose why more time is necessary")},
    )


class GroundForm(QuestionForm):
    """The first step of a denial: a ground that fits."""

    chooses = True

    ground = forms.ChoiceField(
        label=_("On which ground?"),
        help_text=_("Only those that fit this right. The next page asks for what must go with it."),
        widget=Radios(),
        error_messages={"required": _("Choose a ground"), "invalid_choice": _("Choose a ground that fits this right")},
    )

    def __init__(self, *args: Any, fitting: Sequence[Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].widget = Radios(
            hints={ground: ", ".join(str(each) for each in grounds.GROUNDS[ground].sources) for ground in fitting}
        )
        self.offer("ground", [(ground, ground.label) for ground in fitting])  # the field hands them to its widget


class PartsForm(QuestionForm):
    """What staff must write for a ground; the notice adds the rest by itself."""

    def __init__(self, *args: Any, ground: Ground | None, left_open: Sequence[str] = (), **kwargs: Any) -> None:
        """`left_open`: the ids of what systems and vendors still have to do."""
        super().__init__(*args, **kwargs)
        self.ground = ground
        if ground is not None:
            self._ask_for(ground)
        if left_open:
            self.ask_about_tasks(left_open)
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

    def ask_about_tasks(self, left_open: Sequence[str]) -> None:
        """Let staff say why it is closed although these tasks are to do. The reason is about exactly these."""
        self.fields["left_open"] = LineField(widget=forms.HiddenInput, required=False, initial=",".join(left_open))
        self.fields["tasks_reason"] = TextField(
            label=_("If it is closed all the same: why, while these are to do?"),
            help_text=_("For our records; the tasks stay. The consumer does not read it."),
            required=False,
        )

    def show_tasks(self, left_open: Sequence[str]) -> None:
        """Ask about the tasks as they are now: who sends the form again has read of these."""
        self.data = {**self.data.dict(), "left_open": ",".join(left_open)}  # type: ignore[attr-defined]  # a QueryDict
        if "tasks_reason" not in self.fields:
            self.ask_about_tasks(left_open)

    def open_tasks(self) -> dict[str, Any]:
        """The reason for open tasks, and the tasks that it was written about."""
        read = str(self.cleaned_data.get("left_open", "")).split(",")
        return {
            "tasks_reason": str(self.cleaned_data.get("tasks_reason", "")),
            "left_open": [each for each in read if each],
        }

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


class UnverifiedForm(PartsForm):
    """Closing as not verified: nothing to write, unless it comes before the consumer was warned."""

    early_reason = TextField(
        label=_("Why do you close it so early?"),
        error_messages={"required": _("Say why you close it so early")},
    )

    def __init__(self, *args: Any, early_until: date | None, **kwargs: Any) -> None:
        super().__init__(*args, ground=Ground.UNVERIFIED, **kwargs)
        if early_until is None:
            del self.fields["early_reason"]
            return
        self.fields["early_reason"].help_text = gettext(
            "The last week before the answer date begins on %(day)s. Until then the consumer may still show who they "
            "are. For example: a letter came back. For our records; the consumer does not read it."
        ) % {"day": date_format(early_until, "DATE_FORMAT")}


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

    def __init__(self, *args: Any, request: PrivacyRequest, findable: Q, **kwargs: Any) -> None:
        """`findable`: the filings that the person at the form may know of."""
        super().__init__(*args, **kwargs)
        self.request, self.findable = request, findable

    def clean_reference(self) -> PrivacyRequest:
        """The request of the same right in the filing that the reference names."""
        filing = queries.submission_by_reference(self.cleaned_data["reference"], self.findable)
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
