"""Which characters may text from outside hold, and how is the rest taken out?

Two kinds are unwanted. Control characters can end a header or a line where no line should end. Invisible and
direction-changing characters let one text look like another: a reviewer would read a name that is not the name
stored. The lists follow Unicode Technical Report 36 (security considerations) and RFC 8264, section 4.2.3.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# What a browser puts between the lines of a text box, and the tab.
_LAYOUT = "\t\n\r"
# Two "joiners" shape Persian, Indic scripts and emoji, and mean nothing between Latin letters.
_JOINERS = "\u200c\u200d"
_NEVER_JOINED = ("LATIN ", "DIGIT ", "ZERO WIDTH ")
# Letters and marks by their category, but drawn as nothing: a name made of them looks empty.
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
# Control, format (every bidirectional mark, zero-width space, soft hyphen, tag), surrogate, private use, separators.
_BAD_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_PLAIN_ASCII = re.compile(r"[\t\n\r\x20-\x7e]*")


def _is_noncharacter(character: str) -> bool:
    """The 66 code points that Unicode promises never to use (Unicode Standard, section 23.7)."""
    point = ord(character)
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE


def _letter_before(text: str, at: int) -> str:
    """Return the last character before `at` that is not an accent; normalising may change the order of accents."""
    return next((text[before] for before in range(at - 1, -1, -1) if not unicodedata.combining(text[before])), "")


def _may_join(letter: str) -> bool:
    if not letter or letter.isspace() or unicodedata.combining(letter):
        return False
    return not unicodedata.name(letter, "").startswith(_NEVER_JOINED)


def _is_bad(text: str, at: int) -> bool:
    character = text[at]
    if character in _LAYOUT:
        return False
    if character in _JOINERS:
        return not (_may_join(_letter_before(text, at)) and _may_join(text[at + 1 : at + 2]))
    return (
        unicodedata.category(character) in _BAD_CATEGORIES or character in _BLANK_LETTERS or _is_noncharacter(character)
    )


def has_bad_characters(text: str) -> bool:
    """Say whether `text` holds a control, direction-changing, invisible or private character.

    Tab and line breaks as a text box sends them (LF, CR) are not counted; `no_line_breaks` refuses those.
    """
    if _PLAIN_ASCII.fullmatch(text):
        return False
    return any(_is_bad(text, at) for at in range(len(text)))


def _without_bad(text: str) -> str:
    """Return `text` in NFC without its bad characters. Joiners are judged last, by the neighbours they end up with."""
    if _PLAIN_ASCII.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text)
    text = "".join(letter for at, letter in enumerate(text) if letter in _JOINERS or not _is_bad(text, at))
    text = "".join(letter for at, letter in enumerate(text) if not _is_bad(text, at))
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """One line in NFC: runs of white space and line breaks become one space, bad characters go, ends are trimmed."""
    spaced = "".join(" " if character in _LINE_BREAKS else character for character in text)
    return " ".join(_without_bad(spaced).split())


def clean_text(text: str) -> str:
    """Lines in NFC, separated by LF; bad characters, white space at line ends and blank lines at both ends go."""
    unix = re.sub("\r\n|[" + _LINE_BREAKS + "]", "\n", text)
    lines = _without_bad(unix).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def no_control_characters(value: str) -> None:
    """Django validator for every text a form takes; line breaks and tabs are allowed.

    Raises:
        ValidationError: with the code `control_characters`.
    """
    if has_bad_characters(value):
        raise ValidationError(
            _("Remove the hidden or control characters. Typing the text instead of pasting it usually helps."),
            code="control_characters",
        )


def no_line_breaks(value: str) -> None:
    """Django validator for what must be one line: names, references, subjects.

    Raises:
        ValidationError: with the code `line_breaks`.
    """
    if any(character in _LINE_BREAKS for character in value):
        raise ValidationError(_("Write this on one line."), code="line_breaks")
