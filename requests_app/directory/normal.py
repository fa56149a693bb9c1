"""When are two ways of writing a name, an address or a number the same?"""

import unicodedata

from django.conf import settings

from privacy_portal.lib import addresses, phones
from requests_app.vocabulary import Point

LONGEST = 500  # characters
_DROPPED = "'’`."


class NotReadable(ValueError):
    """The value is no such thing. Says nothing about the value."""


def normalised(point: Point, value: str) -> str:
    """Return the form that is compared: of an email address its index form, of a number E.164, of a name its letters.

    Names are compared without case, accents, apostrophes and hyphens. Raises NotReadable.
    """
    if len(value) > LONGEST:
        raise NotReadable
    try:
        if point is Point.EMAIL:
            return addresses.index_form(value)
        if point is Point.PHONE:
            return phones.parse(value, regions=settings.PHONE_REGIONS)
    except ValueError:
        raise NotReadable from None
    words = _letters(value).split()
    if not words:
        raise NotReadable
    return " ".join(words)


def _letters(text: str) -> str:
    """The letters and digits of a text, and spaces for what separates them."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = (sign for sign in plain if sign not in _DROPPED and not unicodedata.combining(sign))
    return "".join(sign if sign.isalnum() else " " for sign in kept)
