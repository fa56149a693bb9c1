"""Which questions does the journey ask, one form a page?

Only what `rules.fields` permits for the rights chosen is ever asked. Labels are the page's heading.
"""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib import addresses, phones
from privacy_portal.lib.widgets import Checkboxes, Radios
from requests_app.forms.fields import DayField, LineField, QuestionForm, TextField
from requests_app.rules import disclosure
from requests_app.rules.disclosure import PeriodProblem
from requests_app.vocabulary import DeletionScope, KnowCategory, Period, Point, RequestType
from verification.models import Channel

SPECIFIC = RequestType.KNOW_SPECIFIC.value
KNOW, DELETE, CORRECT = "KNOW", "DELETE", "CORRECT"
PHONE_ERRORS = {
    "not_a_number": _("Enter a telephone number, like 415 555 0134"),
    "foreign": _("Enter a number from the United States. For another number, call or write to us instead"),
    "premium": _("We cannot text or call this kind of number. Enter another one"),
    "not_reachable": _("We cannot text or call this number. Enter another one"),
}


class RightsForm(QuestionForm):
    rights = forms.MultipleChoiceField(
        label=_("What would you like us to do?"),
        choices=[
            (KNOW, _("Tell me what you hold about me")),
            (DELETE, _("Delete information about me")),
            (CORRECT, _("Correct information about me")),
        ],
        widget=Checkboxes(
            hints={
                KNOW: _("A description of it, a copy of it, or both"),
                DELETE: _("All of it, or only some of it"),
                CORRECT: _("Something that is wrong or out of date"),
            }
        ),
        help_text=_("Choose everything that applies. Each is answered on its own."),
        error_messages={"required": _("Choose at least one thing you would like us to do")},
    )


class KnowForm(QuestionForm):
    what = forms.MultipleChoiceField(
        label=_("What would you like to know?"),
        choices=[(SPECIFIC, _("A copy of the information itself")), *KnowCategory.choices],
        widget=Checkboxes(
            hints={
                SPECIFIC: _("The specific pieces. Because this is the most sensitive, we check more carefully first")
            }
        ),
        help_text=_("Choose everything that applies."),
        error_messages={"required": _("Choose at least one thing you would like to know")},
    )


PERIOD_ERRORS = {
    PeriodProblem.START_MISSING: ("start", _("Enter the first day")),
    PeriodProblem.END_MISSING: ("end", _("Enter the last day")),
    PeriodProblem.BEFORE_FLOOR: ("start", _("The first day can be January 1, 2022 at the earliest")),
    PeriodProblem.AFTER_RECEIPT: ("end", _("The last day cannot be in the future")),
    PeriodProblem.END_BEFORE_START: ("end", _("The last day must not be before the first day")),
}


class PeriodForm(QuestionForm):
    period = forms.ChoiceField(
        label=_("How far back should we look?"),
        help_text=_("So that you get what you need, no less and no more."),
        choices=Period.choices,
        widget=Radios(reveals={Period.RANGE: "a"}),
        error_messages={"required": _("Choose how far back we should look")},
    )
    start = DayField(label=_("From"))
    end = DayField(label=_("To"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.without_note("start", "end")
        for name in ("start", "end"):
            self.fields[name].widget.attrs.update({"min": disclosure.RANGE_FLOOR.isoformat(), "max": today.isoformat()})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("period") != Period.RANGE:
            self.ignore("start", "end")
            return data
        for problem in disclosure.range_problems(self.today, data.get("start"), data.get("end")):
            field, words = PERIOD_ERRORS[problem]
            if field not in self.errors:
                self.add_error(field, words)
        return data


class DeleteForm(QuestionForm):
    scope = forms.ChoiceField(
        label=_("What should we delete?"),
        help_text=_("So that we delete what you mean, and nothing else."),
        choices=DeletionScope.choices,
        widget=Radios(reveals={DeletionScope.PARTS: "a"}),
        error_messages={"required": _("Choose what we should delete")},
    )
    parts = TextField(
        label=_("Which information should we delete?"),
        required=False,
        help_text=_("In your own words. For example: my address, or everything about one order."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_note("parts")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scope") != DeletionScope.PARTS:
            self.ignore("parts")
        elif not data.get("parts") and "parts" not in self.errors:
            self.add_error("parts", _("Say which information we should delete"))
        return data


class CorrectForm(QuestionForm):
    item = forms.ChoiceField(
        label=_("What is wrong?"),
        help_text=_("So that we look in the right place. For more than one thing, make a request for each."),
        choices=[
            (Point.NAME, _("My name")),
            (Point.EMAIL, _("My email address")),
            (Point.PHONE, _("My telephone number")),
            (Point.POSTAL_ADDRESS, _("My postal address")),
            (Point.DATE_OF_BIRTH, _("My date of birth")),
            (Point.TRANSACTION, _("A purchase or another transaction")),
            (Point.OTHER, _("Something else")),
        ],
        widget=Radios(),
        error_messages={"required": _("Choose what is wrong")},
    )
    wrong = TextField(
        label=_("What does it say now?"),
        required=False,
        help_text=_("As far as you know. It helps us find it."),
    )
    right = TextField(label=_("What should it say?"), error_messages={"required": _("Say what it should say instead")})


class ResidenceForm(QuestionForm):
    resident = forms.ChoiceField(
        label=_("Do you live in California?"),
        help_text=_("The law gives these rights to people who do. We ask for no proof."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=Radios(hints={"yes": _("Also if you are away for a while, for work, study or travel")}),
        error_messages={"required": _("Choose whether you live in California")},
    )


class NameForm(QuestionForm):
    name = LineField(
        label=_("What is your name?"),
        max_length=200,
        help_text=_("As we would know you, for example from an order."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )


class ContactForm(QuestionForm):
    channel = forms.ChoiceField(
        label=_("How should we reach you?"),
        help_text=_(
            "We send a code there to make sure that it is yours, and later our answer. We use it for nothing else."
        ),
        choices=[
            (Channel.EMAIL, _("By email")),
            (Channel.TEXT, _("By text message")),
            (Channel.CALL, _("By telephone call")),
        ],
        widget=Radios(reveals={Channel.EMAIL: "a", Channel.TEXT: "b", Channel.CALL: "b"}),
        error_messages={"required": _("Choose how we should reach you")},
    )
    email = forms.CharField(
        label=_("Email address"),
        required=False,
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=_("Telephone number"),
        required=False,
        max_length=40,
        help_text=_("A number in the United States, where you can be reached now."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "w-20"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_note("email", "phone")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        channel, email, phone = data.get("channel"), data.get("email", ""), data.get("phone", "")
        # One contact and no other, whatever was typed before the way was chosen.
        self.ignore("phone" if channel == Channel.EMAIL else "email")
        if channel == Channel.EMAIL and "email" not in self.errors:
            data["email"] = data["contact"] = self._email(email)
        elif channel in (Channel.TEXT, Channel.CALL) and "phone" not in self.errors:
            data["contact"] = self._phone(phone)
            data["phone"] = phones.readable(data["contact"]) if data["contact"] else ""
        return data

    def _email(self, typed: str) -> str | None:
        try:
            return addresses.normalise_email(typed)
        except ValueError:
            self.add_error("email", _("Enter an email address in the right format, like name@example.com"))
            return None

    def _phone(self, typed: str) -> str | None:
        try:
            return phones.parse(typed, regions=settings.PHONE_REGIONS)
        except phones.PhoneRefused as refusal:
            self.add_error("phone", PHONE_ERRORS[refusal.code])
            return None


class LanguageForm(QuestionForm):
    language = forms.ChoiceField(
        label=_("In which language should we write to you?"),
        help_text=_("Our messages to you will be in it."),
        widget=Radios(),
        error_messages={"required": _("Choose a language")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("language", language_names())


def language_names() -> list[tuple[str, str]]:
    """The languages we write in, each by its own name."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]
