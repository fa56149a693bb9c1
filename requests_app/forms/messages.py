"""What is typed when consumer, representative and staff write to each other, and when staff note something?"""

import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.uploads.names import EXTENSIONS
from privacy_portal.lib.widgets import Radios
from requests_app.forms.documents import FILE
from requests_app.forms.fields import LineField, QuestionForm, TextField
from requests_app.letter_words import languages, unknown
from requests_app.models import LetterTemplate, LetterVersion
from requests_app.models.letter import NAME_LENGTH, PURPOSE_LENGTH
from requests_app.rules.documents import FILE_MB
from requests_app.rules.messages import TEXT_LENGTH
from requests_app.vocabulary import LetterVariable, Party

# What a letter leaves to its writer, like "[say which one]".
TO_FILL_IN = re.compile(r"\[[^\[\]\n]+\]")


# A field for each language, and its language.
TEXT_FIELDS = {f"text_{code}": code for code in languages()}


class TokenField(forms.UUIDField):
    """What makes a form one form: sent twice, it does its work once."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(initial=uuid4, error_messages={"invalid": _("Open the page again")}, **kwargs)

    def clean(self, value: Any) -> Any:
        """The token as text, as it is stored in a form."""
        return str(super().clean(value))


class WriteForm(QuestionForm):
    """A message to the team."""

    text = TextField(
        label=_("Your message"),
        longest=TEXT_LENGTH,
        help_text=_("Our team reads it. Do not write passwords or numbers of cards."),
        error_messages={"required": _("Write your message")},
    )
    token = TokenField()


class WriteBackForm(QuestionForm):
    """A message of the staff to one side of a filing."""

    party = forms.ChoiceField(
        label=_("To whom?"), widget=Radios(), error_messages={"required": _("Choose to whom you write")}
    )
    text = TextField(
        label=_("Message"),
        longest=TEXT_LENGTH,
        help_text=_("It is read on the page of the request, in plain text. Mail only says that it waits."),
        error_messages={"required": _("Write the message")},
    )
    version = forms.ModelChoiceField(
        LetterVersion.objects.all(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Choose the letter again")},
    )
    token = TokenField()
    # The last one: what stands in front of a file that is refused has been read.
    file = forms.FileField(
        label=_("A document that goes with it"),
        required=False,
        help_text=format_lazy(
            _("One PDF, JPEG or PNG of at most {number} MB. It is checked first, and only its reader can download it."),
            number=FILE_MB,
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        error_messages={"invalid": _("Select a file"), "empty": _("The selected file is empty")},
    )
    # Why a file that was sent did not come in: known before the form is read.
    not_taken = ""

    def __init__(self, *args: Any, sides: Sequence[Party] = (Party.CONSUMER,), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("party", [(side.value, side.label) for side in sides])
        if len(sides) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.initial.setdefault("party", sides[0].value)
        self.fields["text"].widget.attrs["rows"] = 12

    def clean(self) -> dict[str, Any]:
        """Look for what a letter leaves to its writer."""
        data = super().clean() or {}
        version, text = data.get("version"), data.get("text", "")
        left = [each for words in version.texts.values() for each in TO_FILL_IN.findall(words)] if version else []
        if forgotten := [each for each in left if each in text]:
            self.add_error("text", _now("Write this yourself: %(place)s") % {"place": forgotten[0]})
        if self.not_taken:
            self.add_error(FILE, self.not_taken)
        return data


class NoteForm(QuestionForm):
    """A note that stays among the staff."""

    text = TextField(
        label=_("Note"),
        longest=TEXT_LENGTH,
        help_text=_("Nobody outside sees it. It stays: put right what is wrong by another note."),
        error_messages={"required": _("Write the note")},
    )
    token = TokenField()


class LetterText(TextField):
    """The words of a letter in one language."""

    def __init__(self, code: str) -> None:
        language = get_language_info(code)["name_local"]
        missing = format_lazy(_("Write the letter in this language, too: {language}"), language=language)
        super().__init__(
            label=format_lazy(_("Text, {language}"), language=language),
            longest=TEXT_LENGTH,
            error_messages={"required": missing},
        )
        self.widget.attrs["lang"] = code


class LetterTemplateForm(QuestionForm, forms.ModelForm):
    """A letter in every language of the portal."""

    name = LineField(label=_("Name"), max_length=NAME_LENGTH)
    purpose = LineField(label=_("When it is sent"), max_length=PURPOSE_LENGTH)

    text_en = LetterText("en")
    text_es = LetterText("es")

    class Meta:
        model = LetterTemplate
        fields = ("name", "purpose", "in_use")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self.instance.newest if self.instance.pk and not self.instance._state.adding else None
        for name, code in TEXT_FIELDS.items():
            self.fields[name].initial = newest.texts.get(code, "") if newest else ""

    def texts(self) -> dict[str, str]:
        """The words by language."""
        return {code: self.cleaned_data[name] for name, code in TEXT_FIELDS.items()}

    def clean(self) -> dict[str, Any]:
        """Look for variables that do not exist."""
        data = super().clean() or {}
        for name in TEXT_FIELDS:
            if strange := unknown(data.get(name) or ""):
                known = ", ".join(f"{{{each.value}}}" for each in LetterVariable)
                words = _now("There is no variable %(strange)s. These exist: %(known)s")
                self.add_error(name, words % {"strange": ", ".join(strange), "known": known})
        return data
