"""Who answers the requests, and how are they reached?

The same facts stand at the foot of every page and of every message: a consumer must always see the other ways
to file (Civ. Code 1798.130(a)(1); 11 CCR 7020).
"""

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.conf import settings

from privacy_portal.lib import colour

NEUTRAL = "#25201a"  # the ink of the pages, where the setting is no colour


@dataclass(frozen=True, kw_only=True)
class Business:
    """What the settings say of the business; a template reads it as `portal`."""

    name: str
    phone: str
    phone_uri: str  # "tel:+1…", or empty
    phone_is_free: bool
    email: str
    address: str
    policy_url: str
    accent: str  # the colour of a button in a message; its text is `on_accent`
    on_accent: str


def business() -> Business:
    """The business of this installation. Works without a request: for messages and for the page of an outage."""
    accent = _accent(settings.BUSINESS_ACCENT)
    phone_uri, phone_is_free = _telephone(settings.BUSINESS_PHONE, settings.PHONENUMBER_DEFAULT_REGION)
    return Business(
        name=settings.BUSINESS_NAME,
        phone=settings.BUSINESS_PHONE,
        phone_uri=phone_uri,
        phone_is_free=phone_is_free,
        email=settings.BUSINESS_EMAIL,
        address=settings.BUSINESS_ADDRESS,
        policy_url=settings.BUSINESS_POLICY_URL,
        accent=accent,
        on_accent=colour.text_on(accent),
    )


@lru_cache(maxsize=4)
def _telephone(text: str, region: str) -> tuple[str, bool]:
    """The number as a link, and whether a call is free; a number nobody can dial gets no link."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return "", False
    uri = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
    return uri, phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.TOLL_FREE


def _accent(text: str) -> str:
    try:
        return colour.canonical(text)
    except colour.NotAColour:
        return NEUTRAL
