"""Are only numbers texted and called that are lines of people in a region served?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_portal.lib.phones import PhoneRefused, mask_phone, parse


@pytest.fixture(autouse=True)
def _production(settings: Any) -> None:
    settings.DEBUG = settings.DEMO = False
    settings.PHONENUMBER_DEFAULT_REGION = "US"


def code_of(raw: str, *, regions: tuple[str, ...] = ("US",)) -> str:
    with pytest.raises(PhoneRefused) as caught:
        parse(raw, regions=regions)
    return caught.value.code


@pytest.mark.parametrize(
    "raw",
    [
        "2133734253",
        "213 373 4253",
        "(213) 373-4253",
        "213.373.4253",
        "1-213-373-4253",
        "+1 213 373 4253",
        "+12133734253",
        "  +1 (213) 373-4253  ",
        "２１３３７３４２５３",
        "213\u2011373\u20114253",
        "213\u00a0373\u00a04253",
        "\u202a+1 (213) 373-4253\u202c",  # as copied from an address book
    ],
)
def test_a_number_may_be_typed_as_people_type_it(raw: str) -> None:
    assert parse(raw, regions=["US"]) == "+12133734253"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "not_a_number"),
        ("hello", "not_a_number"),
        ("911", "not_a_number"),
        ("373-4253", "not_a_number"),
        ("213 373 42533", "not_a_number"),
        ("+1 113 373 4253", "not_a_number"),
        ("+1 213 173 4253", "not_a_number"),
        ("1-800-FLOWERS", "not_a_number"),
        ("213 373 42O3", "not_a_number"),
        ("213 373 4253 ext 5", "not_a_number"),
        ("213 373 4253;ext=5", "not_a_number"),
        ("2133734253,,1#", "not_a_number"),
        ("2133734253\n9005551234", "not_a_number"),
        ("tel:+12133734253", "not_a_number"),
        ("+", "not_a_number"),
        ("2" * 5000, "not_a_number"),
        ("+999 123 456 789", "not_a_number"),
        ("+44 20 7946 0958", "foreign"),
        ("+52 55 5123 4567", "foreign"),
        ("+1 416 967 1111", "foreign"),
        ("+1 876 926 1234", "foreign"),
        ("+1 809 220 1234", "foreign"),
        ("+1 473 440 1234", "foreign"),
        ("+1 787 724 1234", "foreign"),
        ("+1 900 234 5678", "premium"),
        ("+44 909 879 0000", "premium"),
        ("+1 213 976 1234", "premium"),
        ("+1 500 234 5678", "premium"),
        ("+1 800 234 5678", "not_reachable"),
        ("+1 888 234 5678", "not_reachable"),
    ],
)
def test_a_number_that_may_not_be_called_says_why(raw: str, code: str) -> None:
    assert code_of(raw) == code


def test_the_region_counts_and_not_the_dialling_code() -> None:
    assert parse("+1 876 926 1234", regions=["US", "JM"]) == "+18769261234"
    assert code_of("+1 213 373 4253", regions=("JM",)) == "foreign"


def test_several_regions_may_be_served() -> None:
    assert parse("+52 55 5123 4567", regions=["US", "MX"]) == "+525551234567"


def test_a_number_that_the_plan_of_a_served_region_does_not_have_is_no_number() -> None:
    assert code_of("+52 11 1111 1111", regions=("US", "MX")) == "not_a_number"


def test_a_number_of_the_demo_is_refused_in_production() -> None:
    assert code_of("(415) 555-0132") == "not_reachable"


@pytest.mark.parametrize("mode", ["DEMO", "DEBUG"])
def test_a_number_of_the_demo_is_accepted_in_the_demo(settings: Any, mode: str) -> None:
    setattr(settings, mode, True)
    assert parse("(415) 555-0132", regions=["US"]) == "+14155550132"


def test_the_demo_makes_no_other_exception(settings: Any) -> None:
    settings.DEMO = True
    assert code_of("+1 876 555 0132") == "foreign"
    assert code_of("+1 800 555 0199") == "not_reachable"
    assert code_of("+1 555 555 0132") == "not_a_number"
    assert code_of("+1 900 555 0132") == "premium"


@given(raw=st.text(max_size=60))
def test_whatever_is_typed_is_a_number_of_the_region_or_refused(raw: str) -> None:
    try:
        number = parse(raw, regions=["US"])
    except PhoneRefused as refusal:
        assert refusal.code in {"not_a_number", "foreign", "premium", "not_reachable"}
        return
    assert number.startswith("+1")
    assert len(number) == 12
    assert number[1:].isdigit()
    assert number.isascii()


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(PhoneRefused) as caught:
        parse("+1 900 234 5678", regions=["US"])
    assert str(caught.value) == "premium"


def test_a_masked_number_shows_its_last_two_digits() -> None:
    assert mask_phone("+12133734253") == "•••••••• 53"
