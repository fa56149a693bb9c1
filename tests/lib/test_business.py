"""Are the facts about the business what its settings say?"""

import pytest
from pytest_django import Settings

from privacy_portal.lib.business import NEUTRAL, business


def test_a_toll_free_number_is_called_free(settings: Settings) -> None:
    settings.BUSINESS_PHONE = "1-800-555-0142"
    assert (business().phone_uri, business().phone_is_free) == ("tel:+1-800-555-0142", True)


def test_an_ordinary_number_is_not_called_free(settings: Settings) -> None:
    settings.BUSINESS_PHONE = "916-555-0142"
    assert (business().phone_uri, business().phone_is_free) == ("tel:+1-916-555-0142", False)


@pytest.mark.parametrize("text", ["", "ask at the counter"])
def test_what_nobody_can_dial_gets_no_link(settings: Settings, text: str) -> None:
    settings.BUSINESS_PHONE = text
    assert (business().phone_uri, business().phone_is_free) == ("", False)


def test_an_accent_that_is_no_colour_does_not_reach_a_message(settings: Settings) -> None:
    settings.BUSINESS_ACCENT = "red;background:url(https://example.com/)"
    assert business().accent == NEUTRAL
