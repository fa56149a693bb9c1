"""Is this a telephone number that we may text or call, and how is it written and shown?

The number decides the bill: fraudsters earn when a portal texts or calls numbers whose owner is paid per message. So a
number is admitted by its *region* and its *type*, both from allow-lists. Its dialling code would not do: +1 is shared
by the United States with 20 Caribbean countries, where a message can cost dollars.
"""

import re
import unicodedata
from collections.abc import Collection

import phonenumbers
from django.conf import settings
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

_LONGEST_TYPED = 40
_TYPED = re.compile(r"\+?[0-9 ().\-/\u2010-\u2015]+")
# A subscriber's line. Everything else is a service, and cannot be texted, or charges whoever calls.
_LINES = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
# Personal numbers (the American 500s) follow their owner at the caller's expense.
_COSTLY = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PERSONAL_NUMBER})
# North American exchanges that the plan's metadata takes for ordinary lines. 976 is pay-per-call in every area code.
# 555 has no subscribers: 555-0100 to 555-0199 are set aside for fiction, the rest are information services.
_PAY_PER_CALL = re.compile(r"\+1[0-9]{3}976[0-9]{4}")
_NOBODY = re.compile(r"\+1[0-9]{3}555[0-9]{4}")


class PhoneRefused(ValueError):
    """The number cannot be used. `code` is one of `not_a_number`, `foreign`, `premium`, `not_reachable`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def _typed_digits(raw: str) -> str:
    """Return what was typed in ASCII. Contacts copied from an address book carry invisible direction marks."""
    if len(raw) > 2 * _LONGEST_TYPED:  # before any work is done on it
        raise PhoneRefused("not_a_number")
    visible = "".join(character for character in raw if unicodedata.category(character) != "Cf")
    plain = unicodedata.normalize("NFKC", visible).strip()
    ascii_digits = "".join(
        str(unicodedata.digit(character)) if character.isdigit() else " " if character.isspace() else character
        for character in plain
    )
    if len(ascii_digits) > _LONGEST_TYPED or not _TYPED.fullmatch(ascii_digits):
        raise PhoneRefused("not_a_number")  # words, extensions, two numbers, dialling pauses
    return ascii_digits


def _parsed(digits: str, default_region: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(digits, default_region)
    except NumberParseException:
        raise PhoneRefused("not_a_number") from None
    if not phonenumbers.is_possible_number(number):
        raise PhoneRefused("not_a_number")
    return number


def parse(raw: str, *, regions: Collection[str]) -> str:
    """Return `raw` in E.164 ("+14155550132") if it is a line in one of `regions` (ISO 3166 codes, e.g. "US").

    A number typed without a country is read as one of `settings.PHONENUMBER_DEFAULT_REGION`. The 555 numbers of
    fiction are accepted only in the demo and in development, where they are the only safe ones to show: in
    production a challenge sent there would be waited for in vain.

    Raises:
        PhoneRefused: `not_a_number` (no such number), `foreign` (a region not served), `premium` (whoever calls pays
            extra), `not_reachable` (toll-free, company-wide, voicemail, pager and internet-only numbers; 555).
    """
    number = _parsed(_typed_digits(raw), settings.PHONENUMBER_DEFAULT_REGION)
    # The type is asked first: a premium number of a region served must not be called "foreign".
    kind = phonenumbers.number_type(number)
    if kind in _COSTLY:
        raise PhoneRefused("premium")
    region = phonenumbers.region_code_for_number(number)
    if region is not None and region not in regions:
        raise PhoneRefused("foreign")
    if region is None or not phonenumbers.is_valid_number(number):
        raise PhoneRefused("not_a_number")
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if _PAY_PER_CALL.fullmatch(e164):
        raise PhoneRefused("premium")
    if kind not in _LINES or (_NOBODY.fullmatch(e164) and not (settings.DEMO or settings.DEBUG)):
        raise PhoneRefused("not_reachable")
    return e164


def readable(e164: str) -> str:
    """Return a number as its owner can compare it: "+1 415-555-0132" for "+14155550132"."""
    return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)


def mask_phone(e164: str) -> str:
    """Return the last two digits behind dots of a fixed number: "•••••••• 32"."""
    return f"•••••••• {e164[-2:]}"
