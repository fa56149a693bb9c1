"""Whatever colour a business chooses, can it be read?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_portal.lib import colour

hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the grey that just fails, and
        ("#767676", "#ffffff", 4.54),  # the one that just passes: WCAG's own well-known pair
    ],
)
def test_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    assert colour.contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(hexes, hexes)
def test_contrast_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert colour.contrast(one, other) == colour.contrast(other, one)


@pytest.mark.parametrize(("text", "expected"), [("#ABC", "#aabbcc"), ("#6B3560", "#6b3560")])
def test_a_colour_is_brought_into_one_form(text: str, expected: str) -> None:
    assert colour.canonical(text) == expected


@pytest.mark.parametrize(
    "text", ["", "red", "6b3560", "#6b356", "#6b35601", "#gggggg", "#6b3560;}body{", "#6b3560\n", "url(#a)"]
)
def test_everything_else_is_not_a_colour(text: str) -> None:
    with pytest.raises(colour.NotAColour):
        colour.canonical(text)


@given(hexes)
def test_every_colour_has_a_shade_that_can_be_read(accent: str) -> None:
    shade = colour.readable(accent, on=("#faf6f0", "#f1eae0"))
    assert min(colour.contrast(shade, ground) for ground in ("#faf6f0", "#f1eae0")) >= colour.TEXT_RATIO


@given(hexes)
def test_a_colour_that_can_be_read_is_left_alone(accent: str) -> None:
    if colour.contrast(accent, "#ffffff") >= colour.TEXT_RATIO:
        assert colour.readable(accent, on=["#ffffff"]) == accent


def test_backgrounds_too_far_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="no shade"):
        colour.readable("#6b3560", on=("#000000", "#777777", "#ffffff"))


@given(hexes)
def test_black_or_white_can_be_read_on_every_colour(accent: str) -> None:
    assert colour.contrast(colour.text_on(accent), accent) >= colour.TEXT_RATIO
