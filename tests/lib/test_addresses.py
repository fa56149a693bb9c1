"""Is each typed address either one mailbox, written one way, or refused for a reason?"""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_portal.lib.addresses import AddressRefused, index_form, mailbox_form, mask_email, normalise_email

with (Path(__file__).parent / "addresses.csv").open(encoding="utf-8", newline="") as table:
    CASES = [
        # The table is plain ASCII where it matters: \u0000 and \n are written out.
        pytest.param(
            row["typed"].encode("raw_unicode_escape").decode("unicode_escape"), row["result"], id=f"{n}-{row['why']}"
        )
        for n, row in enumerate(csv.DictReader(table), start=1)
    ]


@pytest.mark.parametrize(("typed", "result"), CASES)
@pytest.mark.threat("A26")
def test_a_nasty_address_is_normalised_or_refused(typed: str, result: str) -> None:
    if result.startswith("!"):
        with pytest.raises(AddressRefused) as caught:
            normalise_email(typed)
        assert caught.value.code == result[1:]
    else:
        assert normalise_email(typed) == result


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("a" * 64 + "@example.com", True),
        ("a" * 65 + "@example.com", False),
        ("a@" + "b" * 63 + ".com", True),
        ("a@" + "b" * 64 + ".com", False),
        (f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example.com", False),
        ("a" * 100_000, False),
        ("a@" + "ü" * 62 + ".example", False),  # short as typed, too long for one label in ASCII
    ],
)
def test_an_address_is_as_long_as_mail_servers_take(typed: str, fits: bool) -> None:
    if fits:
        assert normalise_email(typed) == typed
    else:
        with pytest.raises(AddressRefused):
            normalise_email(typed)


@given(typed=st.text(max_size=80) | st.emails())
@pytest.mark.threat("A26")
def test_what_is_accepted_is_one_ascii_mailbox_and_stays_as_it_is(typed: str) -> None:
    try:
        stored = normalise_email(typed)
    except AddressRefused:
        return
    assert stored.isascii()
    assert stored.isprintable()
    assert stored.count("@") == 1
    assert not set(stored) & set(' ,;<>"()[]\\')
    assert normalise_email(stored) == stored
    assert len(stored) <= 254


def test_a_refusal_does_not_repeat_the_address() -> None:
    with pytest.raises(AddressRefused) as caught:
        normalise_email("jane doe@example.com")
    assert str(caught.value) == "not_an_address"
    assert caught.value.__suppress_context__


def test_one_mailbox_has_one_index_form() -> None:
    forms = {index_form(typed) for typed in ("Jane@Example.com", " jane@example.COM", "JANE@EXAMPLE.COM")}
    assert forms == {"jane@example.com"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mike@github.example", "mike@g\u0131thub.example"),
        ("jane@example.com", "jane+x@example.com"),
        ("jane.doe@example.com", "janedoe@example.com"),
        ("a@fass.example", "a@faß.example"),
    ],
)
def test_two_mailboxes_never_share_an_index_form(one: str, other: str) -> None:
    assert index_form(one) != index_form(other)


@given(local=st.text(max_size=10), domain=st.sampled_from(["example.com", "EXAMPLE.com", "bücher.example"]))
def test_the_index_form_is_the_same_for_every_spelling_of_the_case(local: str, domain: str) -> None:
    try:
        form = index_form(f"{local}@{domain}")
    except AddressRefused:
        return
    assert form == form.lower() == unicodedata.normalize("NFKC", form)
    assert index_form(f"{local}@{domain}".upper()) == form


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("jane@example.com", "j•••@e•••.com"),
        ("a.very.long.name@a.very.long.example.org", "a•••@a•••.org"),
        ("j@example.com", "•••@e•••.com"),
        ("jane@xn--bcher-kva.example", "j•••@x•••.example"),
    ],
)
def test_a_masked_address_shows_its_owner_enough_and_others_little(email: str, masked: str) -> None:
    assert mask_email(email) == masked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maria@Example.org", "maria@example.org"),
        ("maria+shop@example.org", "maria@example.org"),
        ("maria+a+b@example.org", "maria@example.org"),
        ("m.a.ria+x@gmail.com", "maria@googlemail.com"),
    ],
)
def test_spellings_of_one_mailbox_are_counted_as_one(one: str, other: str) -> None:
    assert mailbox_form(one) == mailbox_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("maria@example.org", "marta@example.org"),
        ("ma.ria@example.org", "maria@example.org"),
        ("maria@example.org", "maria@example.com"),
        ("+tag@example.org", "+other@example.org"),
    ],
)
def test_different_mailboxes_are_counted_apart(one: str, other: str) -> None:
    assert mailbox_form(one) != mailbox_form(other)
