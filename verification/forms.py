"""How may a person write the code that they received?"""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from verification.derive import CODE_DIGITS


class CodeField(forms.CharField):
    """Six digits however they were typed or pasted; cleans to six ASCII digits.

    Spaces, dashes and invisible characters are dropped, digits of every script are understood. What is not six
    digits then is no try at the code and is not paid for.
    """

    default_error_messages = {
        "required": _("Enter the 6-digit code."),
        "not_six_digits": _("The code has 6 digits, for example 012345. Check the message and enter it again."),
    }

    def __init__(self) -> None:
        super().__init__(
            label=_("6-digit code"),
            widget=forms.TextInput(
                attrs={
                    "class": "code",
                    "inputmode": "numeric",
                    "autocomplete": "one-time-code",
                    "spellcheck": "false",
                    "size": 10,
                }
            ),
        )

    def clean(self, value: object) -> str:
        text = super().clean(value)
        # Long text is refused before it is worked on; nobody writes six digits in more than 64 characters.
        code = "".join(_digit(character) for character in text) if len(text) <= 64 else ""
        if len(code) != CODE_DIGITS or not code.isdecimal():
            raise forms.ValidationError(self.error_messages["not_six_digits"], code="not_six_digits")
        return code


class CodeForm(forms.Form):
    """The code from the message."""

    # Said in words at the field; a browser would announce an empty one as invalid.
    use_required_attribute = False

    code = CodeField()


def _digit(character: str) -> str:
    """Return the ASCII digit; nothing for what may stand between digits; anything else as it is."""
    value = unicodedata.decimal(character, None)
    if value is not None:
        return str(value)
    category = unicodedata.category(character)
    return "" if category in {"Zs", "Pd", "Cf"} or character in ".\t\u2212" else character
