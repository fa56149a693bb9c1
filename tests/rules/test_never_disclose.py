"""Is a value that must never be disclosed found before an answer leaves?"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from requests_app.rules import disclosure
from requests_app.rules.disclosure import NEVER, Finding, TooLongToScan, find_never_disclose
from requests_app.vocabulary import NeverDisclosed
from tests.rules.tables import rows

PLANTED = rows("never_disclose.csv")
CLEAN = rows("may_be_disclosed.csv")
FILLER = st.text(alphabet="abc ,.\n", max_size=200)
# What makes a careless pattern slow: long runs of what it may repeat.
BITS = st.sampled_from(
    ["1", "4111 ", "0.", "-", " ", "\t", "a", "password", "password ", "=", ":", "ssn", "D1234567", "é", "\u200b"]
)


def kinds(text: str) -> set[NeverDisclosed]:
    return {finding.kind for finding in find_never_disclose(text)}


@pytest.mark.parametrize("row", PLANTED, ids=lambda row: f"{row['kind']}: {row['text']}")
def test_a_planted_value_is_found(row: dict[str, str]) -> None:
    assert NeverDisclosed(row["kind"]) in kinds(row["text"])


@pytest.mark.parametrize("row", CLEAN, ids=lambda row: row["about"])
def test_harmless_text_raises_no_alarm(row: dict[str, str]) -> None:
    assert find_never_disclose(row["text"]) == []


@given(st.sampled_from(PLANTED), FILLER, FILLER)
def test_a_planted_value_is_found_in_the_middle_of_a_letter(row: dict[str, str], before: str, after: str) -> None:
    assert NeverDisclosed(row["kind"]) in kinds(f"{before}\n{row['text']}\n{after}")


@given(st.integers(0, 10**15 - 1), st.sampled_from(["", " ", "-"]))
def test_every_card_number_with_a_right_check_digit_is_found_and_no_other(number: int, separator: str) -> None:
    body = f"4{number % 10**14:014d}"
    total = sum(int(digit) if place % 2 else sum(divmod(2 * int(digit), 10)) for place, digit in enumerate(body))
    for last in range(10):
        card = f"{body}{last}"
        written = separator.join(card[start : start + 4] for start in range(0, 16, 4))
        assert (NeverDisclosed.FINANCIAL_ACCOUNT in kinds(f"x {written} x")) == ((total + last) % 10 == 0)


@given(st.integers(1, 899), st.integers(1, 99), st.integers(1, 9999))
def test_every_social_security_number_that_can_be_issued_is_found(area: int, group: int, serial: int) -> None:
    found = NeverDisclosed.SSN in kinds(f"Number {area:03d}-{group:02d}-{serial:04d}.")
    assert found == (area != 666)


def test_a_finding_holds_the_place_and_not_the_value() -> None:
    text = "Your number is 219-09-9999, thank you."
    (finding,) = find_never_disclose(text)
    assert text[finding.start : finding.end] == "219-09-9999"
    assert "219" not in repr(finding)


def test_the_place_is_right_behind_characters_that_are_dropped() -> None:
    text = "\u200b\u200b Número: ２１９-０９-９９９９"
    (finding,) = find_never_disclose(text)
    assert text[finding.start : finding.end] == "２１９-０９-９９９９"


def test_findings_come_in_the_order_of_the_text() -> None:
    text = "password: x, then 219-09-9999, then 4111111111111111"
    assert [finding.kind for finding in find_never_disclose(text)] == [
        NeverDisclosed.PASSWORD,
        NeverDisclosed.SSN,
        NeverDisclosed.FINANCIAL_ACCOUNT,
    ]


def test_a_place_inside_another_of_its_kind_is_named_once() -> None:
    assert find_never_disclose("bank card 4111111111111111") == [Finding(10, 26, NeverDisclosed.FINANCIAL_ACCOUNT)]


def test_a_text_too_long_to_look_at_whole_is_refused() -> None:
    with pytest.raises(TooLongToScan):
        find_never_disclose("a" * (disclosure.MAX_SCANNED_CHARACTERS + 1))


def test_every_kind_has_its_rule_and_only_biometric_data_cannot_be_scanned_for() -> None:
    assert set(NEVER) == set(NeverDisclosed)
    assert [kind for kind in NeverDisclosed if not NEVER[kind].scanned] == [NeverDisclosed.BIOMETRIC]


def test_every_kind_that_can_be_found_is_planted_in_the_table() -> None:
    assert {kind for kind in NeverDisclosed if NEVER[kind].scanned} == {NeverDisclosed(row["kind"]) for row in PLANTED}


@given(st.text(max_size=500))
def test_any_text_can_be_looked_at_and_its_places_lie_inside(text: str) -> None:
    for finding in find_never_disclose(text):
        assert 0 <= finding.start < finding.end <= len(text)


@settings(deadline=None, max_examples=30)
@given(st.lists(BITS, min_size=1, max_size=4), st.integers(1, 2_000))
@example(["1"], 40_000)
@example(["4 "], 20_000)
@example(["password "], 5_000)
@example(["ssn 1"], 8_000)
@example(["password:\t"], 4_000)
@example(["a-"], 20_000)
def test_long_monotonous_text_comes_to_an_end(bits: list[str], times: int) -> None:
    assert isinstance(find_never_disclose("".join(bits) * times), list)
