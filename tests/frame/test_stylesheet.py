"""Is what every page loads small, readable and ours alone?"""

import pytest

from privacy_portal.lib.colour import EDGE_RATIO, TEXT_RATIO, contrast
from tests.frame.palette import SCHEMES, STYLESHEET

STATIC = STYLESHEET.parent
GROUNDS = ["page", "surface", "sunken"]
TEXTS = ["ink", "muted", "accent", "good", "warn", "bad"]
# Text on something else than a page's ground: what stands on what.
PAIRS = [
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("page", "ink"),  # the skip link and the line of the demo
    ("page", "bad"),  # the sign before an error
    ("good", "good-tint"),
    ("warn", "warn-tint"),
    ("bad", "bad-tint"),
    *((text, tint) for text in ("ink", "muted") for tint in ("accent-tint", "good-tint", "warn-tint", "bad-tint")),
]


@pytest.mark.parametrize(
    ("name", "ceiling"),
    [
        ("portal.css", 15_000),
        ("portal.js", 4_000),
        ("favicon.svg", 1_000),
        ("documents.css", 1_500),
        ("documents.js", 4_500),
    ],
)
def test_each_file_stays_under_its_ceiling(name: str, ceiling: int) -> None:
    assert (STATIC / name).stat().st_size <= ceiling


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read_on_every_ground(scheme: int, ground: str, text: str) -> None:
    palette = SCHEMES[scheme]
    assert contrast(palette[text], palette[ground]) >= TEXT_RATIO


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_what_it_stands_on(scheme: int, text: str, ground: str) -> None:
    palette = SCHEMES[scheme]
    assert contrast(palette[text], palette[ground]) >= TEXT_RATIO


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_control_can_be_seen(scheme: int, ground: str) -> None:
    palette = SCHEMES[scheme]
    assert contrast(palette["edge"], palette[ground]) >= EDGE_RATIO


@pytest.mark.parametrize("name", ["portal.css", "portal.js", "documents.css", "documents.js"])
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    text = (STATIC / name).read_text()
    assert not [word for word in ("url(", "@import", "@font-face", "http://", "https://") if word in text]
