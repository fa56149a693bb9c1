"""Does a sealed value open at its own place and nowhere else?"""

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from privacy_portal.lib.sealing import Undecipherable, blind_index, current_key_id, key_id_of, seal, unseal

PLACE = "portal.person|email|6f1c2d9e-0000-4000-8000-000000000001"
ELSEWHERE = "portal.person|email|6f1c2d9e-0000-4000-8000-000000000002"
KEY_A = base64.b64encode(b"a" * 32).decode()
KEY_B = base64.b64encode(b"b" * 32).decode()


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.FIELD_KEYS = [f"1:{KEY_A}"]
    settings.BLIND_INDEX_KEY = "an index key of more than 32 characters"


@given(data=st.binary(max_size=200), place=st.text(max_size=60).filter(lambda text: text.isprintable()))
def test_whatever_is_sealed_opens_again_at_the_same_place(data: bytes, place: str) -> None:
    assert unseal(seal(data, context=place), context=place) == data


def test_a_value_does_not_open_at_another_place() -> None:
    with pytest.raises(Undecipherable):
        unseal(seal(b"jane@example.com", context=PLACE), context=ELSEWHERE)


@given(data=st.data())
def test_no_single_changed_bit_goes_unnoticed(data: st.DataObject) -> None:
    sealed = bytearray(seal(b"jane@example.com", context=PLACE))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Undecipherable):
        unseal(bytes(sealed), context=PLACE)


@given(kept=st.integers(0, 45))
def test_a_value_cut_short_does_not_open(kept: int) -> None:
    sealed = seal(b"jane@example.com", context=PLACE)
    assert len(sealed) == 46
    with pytest.raises(Undecipherable):
        unseal(sealed[:kept], context=PLACE)


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert len({seal(b"jane@example.com", context=PLACE) for _ in range(200)}) == 200


def test_the_layout_is_version_key_nonce_ciphertext_and_tag() -> None:
    sealed = seal(b"", context=PLACE)
    assert (sealed[0], sealed[1], len(sealed)) == (1, 1, 2 + 12 + 16)


def test_the_first_key_seals_and_all_open(settings: Any) -> None:
    old = seal(b"old", context=PLACE)
    settings.FIELD_KEYS = [f"2:{KEY_B}", f"1:{KEY_A}"]
    assert (current_key_id(), key_id_of(seal(b"new", context=PLACE))) == (2, 2)
    assert unseal(old, context=PLACE) == b"old"


def test_a_value_whose_key_is_gone_says_which_key_it_needs(settings: Any) -> None:
    sealed = seal(b"old", context=PLACE)
    settings.FIELD_KEYS = [f"2:{KEY_B}"]
    with pytest.raises(Undecipherable, match="key 1 is not in FIELD_KEYS"):
        unseal(sealed, context=PLACE)


def test_a_key_id_given_to_other_bytes_does_not_open_old_values(settings: Any) -> None:
    sealed = seal(b"old", context=PLACE)
    settings.FIELD_KEYS = [f"1:{KEY_B}"]
    with pytest.raises(Undecipherable):
        unseal(sealed, context=PLACE)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        ["no-colon"],
        [f"0:{KEY_A}"],
        [f"256:{KEY_A}"],
        [f"x:{KEY_A}"],
        [f"²:{KEY_A}"],
        ["1:not base64!"],
        [f"1:{base64.b64encode(b'short').decode()}"],
        [f"1:{KEY_A}", f"1:{KEY_B}"],
    ],
)
def test_malformed_keys_stop_the_portal_without_being_shown(settings: Any, entries: list[str]) -> None:
    settings.FIELD_KEYS = entries
    with pytest.raises(ImproperlyConfigured) as caught:
        seal(b"data", context=PLACE)
    secrets = [entry.partition(":")[2] for entry in entries if ":" in entry]
    assert not any(secret in str(caught.value) for secret in secrets)


def test_an_error_names_the_place_and_not_the_text() -> None:
    sealed = bytearray(seal(b"jane@example.com", context=PLACE))
    sealed[-1] ^= 1
    with pytest.raises(Undecipherable) as caught:
        unseal(bytes(sealed), context=PLACE)
    assert PLACE in str(caught.value)
    assert "jane" not in str(caught.value)


def test_equal_values_of_one_purpose_have_equal_indexes() -> None:
    assert blind_index("jane@example.com", purpose="email") == blind_index("jane@example.com", purpose="email")


def test_the_index_is_hmac_sha256_over_purpose_and_value() -> None:
    # printf 'email\0jane@example.com' | openssl dgst -sha256 -hmac 'an index key of more than 32 characters'
    expected = "3ef0382e56c998d517305ed27ebc4f3f825076d9eefacf00f7b05a44ead13c8f"
    assert blind_index("jane@example.com", purpose="email").hex() == expected


def test_another_purpose_gives_another_index() -> None:
    assert blind_index("5550100", purpose="phone") != blind_index("5550100", purpose="reference")


def test_the_purpose_cannot_run_into_the_value() -> None:
    assert blind_index("bc", purpose="a") != blind_index("c", purpose="ab")


def test_another_key_gives_another_index(settings: Any) -> None:
    before = blind_index("jane@example.com", purpose="email")
    settings.BLIND_INDEX_KEY = "another index key of more than 32 characters"
    assert blind_index("jane@example.com", purpose="email") != before


@pytest.mark.parametrize("key", ["", "too short to be a secret"])
def test_an_index_key_that_could_be_guessed_is_refused(settings: Any, key: str) -> None:
    settings.BLIND_INDEX_KEY = key
    with pytest.raises(ImproperlyConfigured):
        blind_index("jane@example.com", purpose="email")


@pytest.mark.parametrize("purpose", ["", "with\0nul"])
def test_an_index_needs_a_purpose_that_cannot_be_mistaken(purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        blind_index("jane@example.com", purpose=purpose)
