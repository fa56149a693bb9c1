"""Which questions does the journey ask of somebody who files for somebody else?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Checkboxes, Radios
from requests_app import representation
from requests_app.forms import journey
from requests_app.forms.fields import DayField, LineField, QuestionForm, refuse_end_before_start
from requests_app.rules.authority import RULES, Contact
from requests_app.vocabulary import ConsumerCheck, FilerRole, KnowCategory, Point
from verification.models import Channel

OTHERS = [role for role in FilerRole if role != FilerRole.SELF]
# What is asked of whom, said before anything is filled in.
ASKS = {
    FilerRole.PARENT_UNDER_13: _("We ask you for one of several ways to show that you are the parent or guardian"),
    FilerRole.PARENT_13_TO_17: _("We ask you for one of several ways to show that you are the parent or guardian"),
    FilerRole.ATTORNEY_IN_FACT: _("We ask you for the power of attorney, and the person for nothing"),
    FilerRole.CONSERVATOR: _("We ask you for the letters of the court, and the person for nothing"),
}


# The agent's consumer is asked the one thing that the business chose; for a copy, a declaration may come to it.
ASKS_OF_AGENT = {
    ConsumerCheck.IDENTITY: _(
        "A person or a company. We ask you for the signed permission, and the person to show that their contact is "
        "theirs; for a copy they also sign a declaration. They file nothing"
    ),
    ConsumerCheck.PERMISSION: _(
        "A person or a company. We ask you for the signed permission, and the person whether they gave it. They file "
        "nothing"
    ),
}
ASKED_THERE = {
    ConsumerCheck.IDENTITY: _(
        "Their own contact, not yours. We ask them there to show that it is theirs; for a copy they also sign a "
        "declaration."
    ),
    ConsumerCheck.PERMISSION: _(
        "Their own contact, not yours. We ask them there whether they gave the permission, with one click."
    ),
}


class ForWhomForm(QuestionForm):
    for_whom = forms.ChoiceField(
        label=_("Who is this request for?"),
        help_text=_("For someone else we have to see that you may ask. Nobody pays anything."),
        choices=FilerRole.choices,
        widget=Radios(),
        error_messages={"required": _("Choose who this request is for")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asks = ASKS | {FilerRole.AGENT: ASKS_OF_AGENT[representation.setting()]}
        self.fields["for_whom"].widget.hints = {role.value: words for role, words in asks.items()}


class TheirRightsForm(journey.RightsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "rights",
            [
                (journey.KNOW, _("Tell what you hold about this person")),
                (journey.DELETE, _("Delete information about this person")),
                (journey.CORRECT, _("Correct information about this person")),
            ],
        )


class TheirKnowForm(journey.KnowForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [each for each in KnowCategory.choices if each[0] != KnowCategory.PERSONAL_INFORMATION]
        self.offer(
            "what",
            [
                (journey.SPECIFIC, _("A copy of the information itself")),
                (KnowCategory.PERSONAL_INFORMATION, _("What kinds of information you hold about this person")),
                *others,
            ],
        )


class TheirCorrectForm(journey.CorrectForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "item",
            [
                (Point.NAME, _("Their name")),
                (Point.EMAIL, _("Their email address")),
                (Point.PHONE, _("Their telephone number")),
                (Point.POSTAL_ADDRESS, _("Their postal address")),
                (Point.DATE_OF_BIRTH, _("Their date of birth")),
                (Point.TRANSACTION, _("A purchase or another transaction")),
                (Point.OTHER, _("Something else")),
            ],
        )


class TheirResidenceForm(journey.ResidenceForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resident"].label = _("Does this person live in California?")
        self.fields["resident"].error_messages["required"] = _("Choose whether this person lives in California")
        self.fields["resident"].widget.hints = {"yes": _("Also if they are away for a while")}


class TheirNameForm(journey.NameForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        field.label = _("What is the name of the person you act for?")
        field.help_text = _("As we would know them, for example from an order.")
        field.error_messages["required"] = _("Enter the name of the person you act for")
        field.widget.attrs["autocomplete"] = "off"


class TheirContactForm(journey.ContactForm):
    """How the consumer is reached: the agent's consumer is asked one thing there, every other one is only told."""

    NONE = "NONE"

    language = forms.ChoiceField(
        label=_("In which language should we write to them?"),
        required=False,
        widget=Radios(),
    )

    def __init__(self, *args: Any, role: FilerRole, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_note("language")
        self.optional = RULES[role].consumer_contact is Contact.OPTIONAL
        channel = self.fields["channel"]
        channel.label = _("How can we reach the person you act for?")
        choices: list[tuple[str, Any]] = [
            (Channel.EMAIL, _("By email")),
            (Channel.TEXT, _("By text message")),
            (Channel.CALL, _("By telephone call")),
        ]
        if self.optional:
            channel.help_text = _("We tell them that you filed for them, and ask them for nothing.")
            choices.append((self.NONE, _("They cannot be reached, or it is better not to write to them")))
        else:
            channel.help_text = ASKED_THERE[representation.setting()]
        self.offer("channel", choices)
        channel.error_messages["required"] = _("Choose how we can reach the person you act for")
        for name in ("email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.offer("language", journey.language_names())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("channel") == self.NONE:
            self.ignore("email", "phone", "language")
        elif not data.get("language") and "language" not in self.errors:
            self.add_error("language", _("Choose a language"))
        return data


# A child is not written to at all; others only where there is a contact of theirs.
TOLD_WHO_ACTS = {
    Contact.REQUIRED: _("We tell the person you act for who filed for them."),
    Contact.OPTIONAL: _("If we can reach the person you act for, we tell them who filed for them."),
    Contact.NOT_ASKED: _("So that we know who acts for the child."),
}


class RepresentativeForm(QuestionForm):
    name = LineField(
        label=_("What is your name?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    firm = LineField(
        label=_("Company"),
        required=False,
        max_length=200,
        help_text=_("If you act for a company that does this."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    own_reference = LineField(
        label=_("Your own reference"),
        required=False,
        max_length=80,
        help_text=_("If you keep books of your own. We show it to you beside ours."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, role: FilerRole, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = TOLD_WHO_ACTS[RULES[role].consumer_contact]
        if not RULES[role].scope:
            # Of those who act for their own people, nothing is asked that only a business would have.
            del self.fields["firm"], self.fields["own_reference"]


class PermissionForm(QuestionForm):
    may_receive_answer = forms.ChoiceField(
        label=_("What does the permission say about our answer?"),
        help_text=_("Without such a word we answer the person you act for, and tell you that we did."),
        choices=[("no", _("Nothing, or that only they receive it")), ("yes", _("That I may receive it, too"))],
        widget=Radios(),
        error_messages={"required": _("Choose what the permission says about our answer")},
    )
    starts_on = DayField(label=_("In force from"), help_text=_("The day on which it was signed, if it names no other."))
    ends_on = DayField(label=_("In force until"), help_text=_("Only if it names a last day."))
    duties = forms.MultipleChoiceField(
        label=_("What you promise as an agent"),
        choices=[
            (
                "yes",
                _(
                    "I keep this person’s information secure, and use it only for this request, to show who is who, "
                    "and against fraud"
                ),
            )
        ],
        widget=Checkboxes(),
        error_messages={"required": _("An agent has these duties by law. Tick them to go on")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_end_before_start(self, data)
        return data
