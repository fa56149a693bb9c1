"""Which variables may a letter have, what is wrong with its text, and what stands in their place?

A variable is a name in braces. It is looked up in a closed list and replaced once: nothing that a variable stands for
is read as a variable again, and no expression is ever worked out.
"""

import re
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from requests_app import wording
from requests_app.models import LetterVersion, PrivacyRequest
from requests_app.vocabulary import LetterVariable, Party, RequestType

VARIABLE = re.compile(r"\{([^{}]*)\}")
Values = Mapping[str, str]


def languages() -> list[str]:
    """The languages in which every letter has to be written."""
    return [code for code, _name in settings.LANGUAGES]


def unknown(text: str) -> list[str]:
    """What stands in braces and is no variable, and each brace that stands alone; empty for a text that is right."""
    strange = [f"{{{name}}}" for name in VARIABLE.findall(text) if name not in LetterVariable.values]
    return [*dict.fromkeys(strange), *sorted({sign for sign in VARIABLE.sub("", text) if sign in "{}"})]


def filled(text: str, values: Values) -> str:
    """The text with a value in the place of each variable; what is no variable stays as it is."""
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def begun(version: LetterVersion, request: PrivacyRequest, party: Party) -> str:
    """A letter about a request as one side of its filing would read it, in that side's language."""
    language = request.submission.party(party).language
    language = language if language in version.texts else settings.LANGUAGE_CODE
    with translation.override(language):
        return filled(version.texts[language], _values(request, party))


def invented(text: str, language: str) -> str:
    """A letter about a request that does not exist."""
    with translation.override(language):
        return filled(
            text,
            _said(
                reference="7K3M-92QX-1",
                due=date(2030, 3, 15),
                received=date(2030, 1, 29),
                rights=[wording.right(RequestType.DELETE, Party.CONSUMER)],
            ),
        )


def _values(request: PrivacyRequest, party: Party) -> Values:
    return _said(
        reference=request.reference_of(party),
        due=request.answer_due_on,
        received=request.received_on,
        rights=[wording.right(request.type, party)],
    )


def _said(*, reference: str, due: date, received: date, rights: list[str]) -> Values:
    return {
        LetterVariable.REFERENCE.value: reference,
        LetterVariable.DUE_DATE.value: date_format(due, "DATE_FORMAT"),
        LetterVariable.RECEIVED.value: date_format(received, "DATE_FORMAT"),
        LetterVariable.BUSINESS.value: settings.BUSINESS_NAME or _("our business"),
        LetterVariable.RIGHTS.value: ", ".join(rights),
    }
