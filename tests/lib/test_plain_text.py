"""Do control, direction-changing and invisible characters go, and nothing that people write?"""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from privacy_portal.lib.plain_text import (
    clean_line,
    clean_text,
    has_bad_characters,
    no_control_characters,
    no_line_breaks,
)

BAD = {
    "NUL": "a\0b",
    "bell": "a\x07b",
    "escape": "a\x1b[31mb",
    "delete": "a\x7fb",
    "next line": "a\x85b",
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
    "vertical tab": "a\vb",
    "right-to-left override": "a\u202eb",
    "left-to-right embedding": "a\u202ab",
    "right-to-left isolate": "a\u2067b",
    "right-to-left mark": "a\u200fb",
    "Arabic letter mark": "a\u061cb",
    "zero-width space": "a\u200bb",
    "word joiner": "a\u2060b",
    "byte order mark": "\ufeffab",
    "soft hyphen": "a\u00adb",
    "joiner in Latin": "pay\u200dpal",
    "non-joiner in Latin": "pay\u200cpal",
    "joiner after an accent": "é\u200dé",
    "joiner at the end": "ab\u200d",
    "joiner at the start": "\u200dab",
    "two joiners": "न\u200d\u200dन",
    "tag character": "a\U000e0041b",
    "Hangul filler": "\u3164",
    "half-width filler": "\uffa0",
    "blank Braille": "\u2800",
    "grapheme joiner": "a\u034fb",
    "interlinear annotation": "a\ufff9b",
    "private use": "a\ue000b",
    "lone surrogate": "a\ud800b",
    "noncharacter": "a\uffffb",
    "noncharacter of Arabic": "a\ufdd0b",
}
GOOD = {
    "English": "Please delete it, all of it: 100 % (now).",
    "Spanish": "¿Señora Núñez? ¡Sí!",
    "quotes and dashes": "“It’s mine” — she said…",
    "lines of a text box": "one\r\ntwo\n\tthree",
    "Arabic": "من فضلك احذف بياناتي",
    "Hebrew": "בבקשה מחקו",
    "Persian with its non-joiner": "می\u200cخواهم",
    "Hindi with its joiner": "क्\u200dष",
    "Chinese": "请删除我的数据",
    "Korean": "삭제해 주세요",
    "Vietnamese": "Nguyễn Thị Ánh",
    "family emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "heart with variation": "\u2764\ufe0f",
    "decomposed": "n\u0303",
    "mathematics": "x ≥ 2²",
    "no-break space": "a\u00a0b",
    "empty": "",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_a_character_that_hides_or_steers_is_found_and_taken_out(text: str) -> None:
    assert has_bad_characters(text)
    assert not has_bad_characters(clean_text(text))
    assert not has_bad_characters(clean_line(text))


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_what_people_write_is_left_alone(text: str) -> None:
    assert not has_bad_characters(text)
    kept = unicodedata.normalize("NFC", text).split()
    assert clean_text(text).split() == kept
    assert clean_line(text) == " ".join(kept)


def test_a_line_has_no_breaks_and_single_spaces() -> None:
    assert clean_line("  Hello\r\nBcc:\tvictim@example.com\x0b\u2028 x  ") == "Hello Bcc: victim@example.com x"


def test_a_text_keeps_its_lines_and_loses_its_ragged_edges() -> None:
    assert clean_text("\r\n\none  \r\n\r\n  two\rthree\u2028four\n\n") == "one\n\n  two\nthree\nfour"


# Joiners between removed characters, accents and letters of several scripts: where cleaning once might not be enough.
TRICKY = st.text(max_size=60) | st.text("aन\0\u0301\u200d\u200c\u212aक्\u202e \n", max_size=12)


@given(text=TRICKY)
def test_a_cleaned_line_is_one_line_and_cleaning_again_changes_nothing(text: str) -> None:
    line = clean_line(text)
    assert len(line.splitlines()) <= 1
    assert not has_bad_characters(line)
    assert clean_line(line) == line


@given(text=TRICKY)
def test_a_cleaned_text_is_clean_and_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean_text(text)
    assert not has_bad_characters(cleaned)
    assert "\r" not in cleaned
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_a_form_refuses_bad_characters(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        no_control_characters(text)
    assert caught.value.code == "control_characters"


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_a_form_takes_what_people_write(text: str) -> None:
    no_control_characters(text)


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\r\nBcc: x", "a\u2028b", "a\x85b", "a\x0cb"])
def test_a_field_of_one_line_refuses_line_breaks(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        no_line_breaks(text)
    assert caught.value.code == "line_breaks"


def test_a_field_of_one_line_takes_one_line() -> None:
    no_line_breaks("Jane\tQ. Consumer")
