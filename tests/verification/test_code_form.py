"""Which ways of writing a code does the form understand, and which does it stop before a try is paid?"""

import pytest

from verification.forms import CodeForm


@pytest.mark.parametrize(
    "typed",
    [
        "012345",
        " 012345 ",
        "012 345",
        "01 23 45",
        "012-345",
        "012\u2013345",
        "012\u2212345",
        "0.1.2.3.4.5",
        "０１２３４５",
        "٠١٢٣٤٥",
        "012\u00a0345",
        "\u202d012345\u202c",
        "\ufeff012345",
        "012\t345",
    ],
)
def test_the_code_may_be_typed_or_pasted_in_many_ways(typed):
    form = CodeForm({"code": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["code"] == "012345"


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "12345", "1234567", "12345a", "abcdef", "①23456", "12345²", "½23456", "-12345", "0x1234", "1\x0023456"],
)
def test_what_is_not_six_digits_is_no_code(typed):
    assert not CodeForm({"code": typed}).is_valid()


def test_a_hundred_kilobytes_in_the_box_are_refused_in_plain_words():
    form = CodeForm({"code": "1" * 100_000})
    assert form.errors.as_data()["code"][0].code == "not_six_digits"


def test_a_missing_code_is_asked_for():
    assert CodeForm({}).errors["code"] == ["Enter the 6-digit code."]


def test_the_phone_is_invited_to_fill_in_the_code_by_itself():
    html = str(CodeForm()["code"])
    assert 'autocomplete="one-time-code"' in html
    assert 'inputmode="numeric"' in html


def test_the_browser_does_not_cut_off_a_pasted_code_with_spaces_around_it():
    assert "maxlength" not in str(CodeForm()["code"])
