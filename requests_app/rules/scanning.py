"""Where in a text does something look like a value that must never be disclosed?

Patterns only; `disclosure` holds the rule. They prefer a false alarm, which costs a second look, to a miss, which is a
leak. What no pattern can tell apart (biometric data, one number among others) is left to the person who releases.

Every pattern takes time linear in the text: repetitions are bounded, or end at a character they cannot contain.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from requests_app.vocabulary import NeverDisclosed

Span = tuple[int, int]
Hit = tuple[NeverDisclosed, int, int]

# A number without a shape of its own needs a telling word at most this many characters away.
NEAR = 40

# --- Numbers that give themselves away by their shape ---------------------------------------------

SSN = re.compile(r"(?<![0-9])(?<![0-9]-)([0-9]{3})[ .-]{1,3}([0-9]{2})[ .-]{1,3}([0-9]{4})(?![0-9])(?!-[0-9])")
# The middle digits of a taxpayer identification number for people without a Social Security number.
ITIN_GROUPS = frozenset((*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)))

DIGITS = re.compile(r"[0-9]+")
DIGIT_RUN = re.compile(r"(?<![0-9])(?<![0-9]\.)[0-9]+(?:(?:[ -]{1,3}|\.(?=[0-9]{4}(?![0-9])))[0-9]+)*")
# The payment networks' first digits, with the numbers of digits they issue.
CARD_NETWORKS = (
    (re.compile(r"4"), {13, 16, 19}),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), {16}),
    (re.compile(r"3[47]"), {15}),
    (re.compile(r"30[0-5]|3[689]"), {14, 16, 19}),
    (re.compile(r"35"), {16, 17, 18, 19}),
    (re.compile(r"50|5[6-8]|6"), {16, 17, 18, 19}),
)
# A number this short and written in groups is a telephone number more often than one of the old cards.
SHORT_CARD = 13

# --- Numbers that need a word beside them ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Worded:
    """A shape that counts when one of the words stands near it."""

    kind: NeverDisclosed
    shape: re.Pattern[str]
    words: re.Pattern[str]
    least_digits: int = 0


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


def _alone(shape: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9A-Za-z-])(?:{shape})(?![0-9A-Za-z-])")


WORDED = (
    Worded(
        NeverDisclosed.SSN,
        _alone(r"[0-9]{9}"),
        _any(r"ssn", r"s\.s\.n", r"soc(?:ial)?[ _-]?sec(?:urity)?", r"seguro[ _-]?social"),
    ),
    Worded(
        NeverDisclosed.GOVERNMENT_ID,
        _alone(r"[A-Za-z][ -]?[0-9]{7}"),
        _any(
            r"licen[cs]", r"driver", r"(?<![a-z])c?dl(?![a-z])", r"dmv", r"identification", r"id[ _-]card", r"conducir"
        ),
    ),
    Worded(
        NeverDisclosed.GOVERNMENT_ID,
        _alone(r"[A-Za-z]?[0-9]{8,9}"),
        _any(r"passport", r"pasaporte", r"(?<![a-z])itin(?![a-z])", r"taxpayer", r"alien[ _-](?:reg|no|num)", r"uscis"),
    ),
    Worded(
        NeverDisclosed.FINANCIAL_ACCOUNT,
        _alone(r"[0-9]{6,17}"),
        _any(r"(?<![a-z])bank", r"checking", r"savings", r"routing", r"(?<![a-z])aba(?![a-z])", r"cuenta[ _-]bancaria"),
    ),
    Worded(
        NeverDisclosed.FINANCIAL_ACCOUNT,
        re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2} ?[0-9A-Za-z]{4}"),
        _any(r"(?<![a-z])iban(?![a-z])"),
    ),
    Worded(
        NeverDisclosed.FINANCIAL_ACCOUNT,
        _alone(r"[0-9]{3,4}"),
        _any(r"cvv", r"cvc", r"card[ _-]?security[ _-]?code"),
    ),
    Worded(
        NeverDisclosed.HEALTH_ID,
        # Not a date.
        _alone(r"(?![0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))[0-9A-Za-z][0-9A-Za-z-]{5,18}"),
        _any(
            r"medical[ _-]?record",
            r"(?<![a-z])mrn(?![a-z])",
            r"medi-?cal(?![a-z])",
            r"medicare",
            r"health[ _-]?(?:insurance|plan|id)",
            r"subscriber[ _-]?id",
        ),
        least_digits=4,
    ),
)

# --- Keys with a value behind them ----------------------------------------------------------------

# What follows is the value, unless it says that there is none.
NO_VALUE = r"null|none|nil|n/?a(?![a-z])|redacted|removed|withheld|\*{3}|\[[a-z]|[<(\"'\s]"
VALUE = rf"[\"']?\s{{0,5}}[:=>]\s{{0,5}}[\"']?(?!{NO_VALUE})\S"


def _keys(*keys: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(keys)})\w{{0,20}}{VALUE}", re.IGNORECASE)


KEYED = {
    NeverDisclosed.PASSWORD: _keys(
        r"password", r"passwd", r"passphrase", r"passcode", r"pwd", r"contrasena", r"(?<![a-z])(?:clave|pin)(?![a-z])"
    ),
    NeverDisclosed.SECURITY_QUESTIONS: _keys(
        r"(?:security|secret)[ _-]?(?:question|answer)",
        r"maiden[ _-]?name",
        r"pregunta[ _-]de[ _-]seguridad",
        r"respuesta[ _-]secreta",
    ),
}
# The heading of a column, in a table of values between commas, semicolons, tabs or bars: its values may be far below.
# A space in front of it is a sentence's and not a table's, so words of a sentence are no headings.
_HEADING = r"[A-Za-z0-9_]{0,20}"
_NUMBER = r"(?:[ _]?(?:number|num|no|id))"
COLUMN = re.compile(
    rf"(?:(?<=[,;\t|\n\r])|\A)[\"']?(?:"
    rf"(?P<SSN>{_HEADING}ssn|{_HEADING}social[ _]?security{_NUMBER}?)"
    rf"|(?P<GOVERNMENT_ID>{_HEADING}driver'?s?[ _]?licen[cs]e{_NUMBER}?|{_HEADING}passport{_NUMBER}?"
    rf"|c?dl{_NUMBER}?|dmv{_NUMBER}|itin|tax(?:payer)?{_NUMBER})"
    rf"|(?P<FINANCIAL_ACCOUNT>{_HEADING}card[ _]?(?:number|no)|iban|cv[vc]2?"
    rf"|{_HEADING}(?:bank|checking|savings)[ _]?(?:account|acct){_NUMBER}?|{_HEADING}routing{_NUMBER}?)"
    rf"|(?P<HEALTH_ID>mrn|{_HEADING}medical[ _]?record{_NUMBER}?|medicare{_NUMBER}?|medi-?cal{_NUMBER}?"
    rf"|{_HEADING}(?:health[ _]?(?:insurance|plan)|subscriber){_NUMBER})"
    rf"|(?P<PASSWORD>{_HEADING}(?:password|passwd|passphrase|passcode|pwd){_HEADING}|pin)"
    rf"|(?P<SECURITY_QUESTIONS>{_HEADING}(?:security|secret)[ _]?(?:question|answer)s?|{_HEADING}maiden[ _]?name)"
    rf")[\"']?(?=[,;\t|\n\r]|\Z)",
    re.IGNORECASE,
)
BETWEEN_COLUMNS = frozenset(",;\t|")


def scan(text: str) -> Iterator[Hit]:
    """Every suspicious place of `text` as (kind, start, end), in no particular order; places may overlap."""
    plain, places = _plain(text)
    for kind, (start, end) in _hits(plain):
        yield kind, places[start], places[end - 1] + 1


def _hits(plain: str) -> Iterator[tuple[NeverDisclosed, Span]]:
    yield from _social_security(plain)
    for span in _cards(plain):
        yield NeverDisclosed.FINANCIAL_ACCOUNT, span
    for rule in WORDED:
        for found in rule.shape.finditer(plain):
            near = plain[max(0, found.start() - NEAR) : found.end() + NEAR]
            if sum(map(str.isdigit, found[0])) >= rule.least_digits and rule.words.search(near):
                yield rule.kind, found.span()
    for kind, key in KEYED.items():
        for found in key.finditer(plain):
            yield kind, found.span()
    for found in COLUMN.finditer(plain):
        if BETWEEN_COLUMNS.intersection(plain[max(0, found.start() - 1) : found.end() + 1]):
            yield NeverDisclosed[str(found.lastgroup)], found.span()


def _social_security(plain: str) -> Iterator[tuple[NeverDisclosed, Span]]:
    """Numbers of the shape 123-45-6789 that can have been issued."""
    for found in SSN.finditer(plain):
        area, group, serial = map(int, found.groups())
        if area == 0 or area == 666 or group == 0 or serial == 0:
            continue
        if area < 900:
            yield NeverDisclosed.SSN, found.span()
        elif group in ITIN_GROUPS:
            yield NeverDisclosed.GOVERNMENT_ID, found.span()


def _cards(plain: str) -> Iterator[Span]:
    """Payment card numbers: whole groups of digits that together have a network's length and a right check digit."""
    for run in DIGIT_RUN.finditer(plain):
        starts, ends, length = [], {}, 0
        for group in DIGITS.finditer(plain, *run.span()):
            starts.append((length, group))
            length += len(group[0])
            ends[length] = group.end()
        digits = "".join(DIGITS.findall(run[0]))
        for first, group in starts:
            for size in _card_lengths(digits, first):
                ungrouped = len(group[0]) == size
                if first + size in ends and (ungrouped or size > SHORT_CARD) and _luhn(digits[first : first + size]):
                    yield group.start(), ends[first + size]


def _card_lengths(digits: str, first: int) -> set[int]:
    """How many digits a card number has that begins at `first`; empty when no network begins like this."""
    return {size for prefix, sizes in CARD_NETWORKS if prefix.match(digits, first) for size in sizes}


def _luhn(number: str) -> bool:
    """The check digit of ISO/IEC 7812-1."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(map(int, number[-1::-2]))) % 10 == 0


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """The text with look-alike digits, dashes, spaces and letters made plain, and where each character came from.

    Characters without width are dropped, so that they cannot split a number.
    """
    if text.isascii():
        return text, range(len(text))
    kept = [(place, plain) for place, char in enumerate(text) if (plain := _plain_character(char))]
    return "".join(plain for _, plain in kept), [place for place, _ in kept]


@lru_cache(maxsize=4096)
def _plain_character(char: str) -> str:
    """One ASCII character where there is an obvious one, nothing for what has no width."""
    category = unicodedata.category(char)
    if category in {"Cf", "Mn"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd" or char == "\N{MINUS SIGN}":
        return "-"
    if category == "Zs":
        return " "
    return unicodedata.normalize("NFKD", char)[0]
