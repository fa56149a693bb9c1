"""Are codes and tokens unguessable, bound to their challenge, and refused when they are not exactly ours?"""

import base64
import uuid
from collections import Counter

import pytest
from django.test import override_settings

from verification import derive
from verification.models import Challenge

THOUSAND = [Challenge(id=uuid.UUID(int=number)) for number in range(1000)]
URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def test_a_code_has_six_digits_and_keeps_its_leading_zeros():
    codes = [derive.code_of(challenge) for challenge in THOUSAND]
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert any(code.startswith("0") for code in codes)


@pytest.fixture(scope="module")
def many_codes():
    """The codes of 100,000 challenges whose ids count upwards."""
    challenge, codes = Challenge(), []
    with override_settings(CHALLENGE_KEY="the same in every run, and so is the result"):
        for number in range(100_000):
            challenge.id = uuid.UUID(int=number)
            codes.append(derive.code_of(challenge))
    return codes


@pytest.mark.threat("A18")
def test_codes_are_spread_evenly(many_codes):
    """Chi-square over 1,000 groups: 999 degrees of freedom, below 1,143.9 with p = 0.999."""
    groups = Counter(code[:3] for code in many_codes)
    chi_square = sum((groups[f"{group:03d}"] - 100) ** 2 / 100 for group in range(1000))
    assert chi_square < 1143.9


@pytest.mark.threat("A18")
def test_every_digit_of_a_code_is_spread_evenly(many_codes):
    """Chi-square over ten digits in each of six places: 9 degrees of freedom, below 27.88 with p = 0.999."""
    for place in range(6):
        digits = Counter(code[place] for code in many_codes)
        assert sum((digits[str(digit)] - 10_000) ** 2 / 10_000 for digit in range(10)) < 27.88


def test_the_same_challenge_always_has_the_same_code_and_link():
    challenge = Challenge()
    assert derive.code_of(challenge) == derive.code_of(Challenge(id=challenge.id))
    assert derive.link_token(challenge) == derive.link_token(Challenge(id=challenge.id))


def test_another_key_gives_another_code_and_link(settings):
    before = [(derive.code_of(challenge), derive.link_token(challenge)) for challenge in THOUSAND]
    settings.CHALLENGE_KEY = "another key altogether"
    after = [(derive.code_of(challenge), derive.link_token(challenge)) for challenge in THOUSAND]
    same_codes = sum(old[0] == new[0] for old, new in zip(before, after, strict=True))
    assert same_codes <= 3  # a coincidence in a million each
    assert all(old[1] != new[1] for old, new in zip(before, after, strict=True))


def test_a_token_of_another_portal_is_refused(settings):
    token = derive.link_token(Challenge())
    settings.CHALLENGE_KEY = "another key altogether"
    assert derive.id_of_link(token) is None


def test_a_token_names_its_challenge():
    challenge = Challenge()
    assert derive.id_of_link(derive.link_token(challenge)) == challenge.id
    assert derive.id_of_voice(derive.voice_token(challenge)) == challenge.id


@pytest.mark.threat("A18")
def test_a_token_needs_no_escaping_in_a_url_and_carries_256_bits():
    token = derive.link_token(Challenge())
    assert set(token) <= set(URL_SAFE)
    assert len(base64.urlsafe_b64decode(token)) == 16 + 32


def test_a_link_is_no_voice_token_and_the_other_way_round():
    challenge = Challenge()
    assert derive.id_of_link(derive.voice_token(challenge)) is None
    assert derive.id_of_voice(derive.link_token(challenge)) is None


def test_a_token_with_any_one_character_changed_is_refused():
    token = derive.link_token(Challenge())
    for place, character in enumerate(token):
        for other in (URL_SAFE[URL_SAFE.index(character) ^ 1], URL_SAFE[URL_SAFE.index(character) ^ 32]):
            assert derive.id_of_link(token[:place] + other + token[place + 1 :]) is None


def test_the_mac_of_one_challenge_does_not_fit_the_id_of_another():
    one, other = derive.link_token(Challenge()), derive.link_token(Challenge())
    swapped = base64.urlsafe_b64decode(one)[:16] + base64.urlsafe_b64decode(other)[16:]
    assert derive.id_of_link(base64.urlsafe_b64encode(swapped).decode()) is None


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda token: "", id="empty"),
        pytest.param(lambda token: token[:-1], id="one short"),
        pytest.param(lambda token: token[:22], id="the id alone"),
        pytest.param(lambda token: token + "A", id="one more"),
        pytest.param(lambda token: token + "=", id="padded"),
        pytest.param(lambda token: token + "\n", id="line break"),
        pytest.param(lambda token: " " + token, id="space before"),
        pytest.param(lambda token: token[:32] + "!" + token[32:], id="a character that decoders skip"),
        pytest.param(lambda token: token[:63] + "é", id="not ASCII"),
        pytest.param(lambda token: token * 1000, id="long"),
        pytest.param(lambda token: "A" * 64, id="made up"),
        pytest.param(lambda token: "\x00" * 64, id="zero bytes"),
    ],
)
def test_a_malformed_token_belongs_to_no_challenge(spoil):
    token = derive.link_token(Challenge())
    assert derive.id_of_link(spoil(token)) is None
