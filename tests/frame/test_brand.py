"""Does the business's colour reach the pages, readable and nothing but a colour?"""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from privacy_portal.lib.colour import TEXT_RATIO, contrast
from requests_app.views import brand
from tests.frame.palette import SCHEMES

CHOSEN = ["#6b3560", "#ffcc00", "#e4002b", "#00a3e0", "#7f7f7f", "#000", "#FFF"]


def _get(rf: RequestFactory, url: str) -> HttpResponse:
    return brand.stylesheet(rf.get(url))


def _properties(css: str) -> list[dict[str, str]]:
    """The custom properties of the two schemes, light first."""
    return [dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", part)) for part in css.split("@media")]


@pytest.mark.parametrize("accent", CHOSEN)
@pytest.mark.parametrize("scheme", [0, 1])
def test_every_accent_can_be_read_on_every_background(
    rf: RequestFactory, settings: Settings, accent: str, scheme: int
) -> None:
    settings.BUSINESS_ACCENT = settings.BUSINESS_ACCENT_DARK = accent
    mine = _properties(_get(rf, "/brand.css").content.decode())[scheme]
    palette = SCHEMES[scheme]
    on_accent = [contrast(mine["accent"], palette[ground]) for ground in ("page", "surface", "sunken")]
    on_tint = [contrast(text, mine["accent-tint"]) for text in (mine["accent"], palette["ink"], palette["muted"])]
    on_button = [contrast(mine["on-accent"], mine[button]) for button in ("accent", "accent-hover")]
    assert min(on_accent + on_tint + on_button) >= TEXT_RATIO


def test_the_backgrounds_are_those_of_the_stylesheet() -> None:
    grounds = [tuple(palette[name] for name in ("page", "surface", "sunken")) for palette in SCHEMES]
    assert grounds == [brand.LIGHT_GROUNDS, brand.DARK_GROUNDS]


def test_an_accent_that_is_no_colour_leaves_the_portals_own(rf: RequestFactory, settings: Settings) -> None:
    settings.BUSINESS_ACCENT = "red;}body{display:none"
    response = _get(rf, "/brand.css")
    assert (response.status_code, response.content) == (200, b"")


def test_the_present_version_is_kept_for_a_year(rf: RequestFactory) -> None:
    assert "immutable" in _get(rf, brand.stylesheet_url())["Cache-Control"]


@pytest.mark.parametrize("url", ["/brand.css", "/brand.css?v=000000000000"])
def test_any_other_version_is_asked_for_again_soon(rf: RequestFactory, url: str) -> None:
    assert _get(rf, url)["Cache-Control"] == brand.BRIEFLY


def test_the_address_changes_with_the_colour(settings: Settings) -> None:
    settings.BUSINESS_ACCENT = "#6b3560"
    before = brand.stylesheet_url()
    settings.BUSINESS_ACCENT = "#0e5f59"
    assert brand.stylesheet_url() != before


def test_it_is_a_stylesheet_for_the_browser(rf: RequestFactory) -> None:
    assert _get(rf, "/brand.css")["Content-Type"] == "text/css; charset=utf-8"
