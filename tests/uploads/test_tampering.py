"""Does the vault see whatever is done to a document behind its back?"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.stream import CHUNK, HEADER_BYTES
from tests.uploads.kept import SEALED_CHUNK, kept, pieces_of, whole

# A property draws many documents in one test; they lie beside each other and do not meet.
drawn = examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def home(documents: Path) -> Path:
    """The directory of this test's documents. It is made when the first comes."""
    return documents


# --- changed ----------------------------------------------------------------------------------------------------------

LENGTHS = [0, 1, 500, CHUNK, CHUNK + 1, 2 * CHUNK]


def assert_unreadable(home: Path, sealed: bytes, name: str, key: bytes) -> None:
    (home / name).write_bytes(sealed)
    with pytest.raises(vault.Unreadable):
        whole(name, key)


@drawn
@given(data=st.data(), size=st.sampled_from(LENGTHS))
def test_no_single_changed_bit_goes_unnoticed(home: Path, data: st.DataObject, size: int) -> None:
    key = vault.new_key()
    name = kept(os.urandom(size), key)
    sealed = bytearray((home / name).read_bytes())
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    assert_unreadable(home, bytes(sealed), name, key)


@drawn
@given(data=st.data(), size=st.sampled_from(LENGTHS))
def test_nothing_can_be_cut_from_its_end(home: Path, data: st.DataObject, size: int) -> None:
    key = vault.new_key()
    name = kept(os.urandom(size), key)
    sealed = (home / name).read_bytes()
    at_borders = [HEADER_BYTES + each for each in (0, SEALED_CHUNK, 2 * SEALED_CHUNK)]
    left = data.draw(st.integers(0, len(sealed) - 1) | st.sampled_from([n for n in at_borders if n < len(sealed)]))
    assert_unreadable(home, sealed[:left], name, key)


@drawn
@given(added=st.binary(min_size=1, max_size=40) | st.just(bytes(SEALED_CHUNK)), size=st.sampled_from(LENGTHS))
def test_nothing_can_be_added_to_it(home: Path, added: bytes, size: int) -> None:
    key = vault.new_key()
    name = kept(os.urandom(size), key)
    sealed = (home / name).read_bytes()
    assert_unreadable(home, sealed + added, name, key)
    assert_unreadable(home, sealed + sealed[HEADER_BYTES:], name, key)


@drawn
@given(order=st.permutations(range(4)).filter(lambda order: order != [0, 1, 2, 3]))
def test_its_pieces_cannot_be_put_into_another_order(home: Path, order: list[int]) -> None:
    key = vault.new_key()
    name = kept(os.urandom(4 * CHUNK), key)
    header, pieces = pieces_of((home / name).read_bytes())
    assert len(pieces) == 4
    assert_unreadable(home, header + b"".join(pieces[number] for number in order), name, key)


@drawn
@given(gone=st.sets(st.integers(0, 3), min_size=1))
def test_none_of_its_pieces_can_be_left_out(home: Path, gone: set[int]) -> None:
    key = vault.new_key()
    name = kept(os.urandom(4 * CHUNK), key)
    header, pieces = pieces_of((home / name).read_bytes())
    rest = [piece for number, piece in enumerate(pieces) if number not in gone]
    assert_unreadable(home, header + b"".join(rest), name, key)


@pytest.mark.parametrize("one_key", [True, False])
def test_two_documents_cannot_be_exchanged(home: Path, one_key: bool) -> None:
    keys = [vault.new_key()] * 2 if one_key else [vault.new_key(), vault.new_key()]
    names = [kept(b"hers", keys[0]), kept(b"his", keys[1])]
    sealed = [(home / name).read_bytes() for name in names]
    assert_unreadable(home, sealed[1], names[0], keys[0])
    assert_unreadable(home, sealed[0], names[1], keys[1])


def test_a_piece_of_another_document_of_the_same_key_does_not_fit(home: Path) -> None:
    key = vault.new_key()
    one, other = ((home / kept(os.urandom(2 * CHUNK), key)) for _ in range(2))
    (header, mine), (_, theirs) = pieces_of(one.read_bytes()), pieces_of(other.read_bytes())
    assert_unreadable(home, header + theirs[0] + mine[1], one.name, key)


@pytest.mark.parametrize("wrong", [bytes(32), b"", b"short"])
def test_another_key_does_not_open_it_and_says_so_at_once(wrong: bytes) -> None:
    name = kept(os.urandom(CHUNK), vault.new_key())
    with pytest.raises(vault.Unreadable):
        vault.read(name, key=wrong)


def test_what_is_not_of_this_version_does_not_open(home: Path) -> None:
    key = vault.new_key()
    name = kept(b"data", key)
    assert_unreadable(home, b"\2" + (home / name).read_bytes()[1:], name, key)
