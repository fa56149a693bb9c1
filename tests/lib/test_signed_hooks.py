"""A signed message is let in when it is genuine and fresh, and in no other case."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_portal.lib.signed_hooks import NotGenuine, signature, verify

KEY = "a key of the business, long enough for real use"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
STAMP = "1767225600"
BODY = b'{"kind":"text"}'
SIGNED = signature(key=KEY, timestamp=STAMP, body=BODY)


def check(**changes):
    return verify(**{"key": KEY, "timestamp": STAMP, "body": BODY, "signature": SIGNED, "now": NOW, **changes})


def test_the_digest_is_the_one_that_other_tools_compute():
    # printf '1767225600.{"kind":"text"}' | openssl dgst -sha256 -hmac 'webhook key'
    digest = verify(
        key="webhook key",
        timestamp=STAMP,
        body=BODY,
        signature=signature(key="webhook key", timestamp=STAMP, body=BODY),
        now=NOW,
    )
    assert signature(key="webhook key", timestamp=STAMP, body=BODY) == f"v1={digest}"
    assert len(digest) == 64


def test_a_genuine_message_is_let_in():
    assert check() == SIGNED.removeprefix("v1=")


@pytest.mark.parametrize("off", [timedelta(minutes=5), -timedelta(minutes=5)])
def test_five_minutes_are_in_time(off):
    assert check(now=NOW + off)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": ""},
        {"key": KEY + "x"},
        {"body": BODY + b" "},
        {"timestamp": "1767225601"},
        {"timestamp": ""},
        {"timestamp": "-1767225600"},
        {"timestamp": "1767225600.0"},
        {"timestamp": "١٧٦٧٢٢٥٦٠٠"},
        {"timestamp": "1" * 400},
        {"signature": ""},
        {"signature": SIGNED.upper()},
        {"signature": SIGNED.removeprefix("v1=")},
        {"signature": SIGNED[:-1]},
        {"signature": SIGNED + "é"},
        {"signature": "\ud800"},
        {"now": NOW + timedelta(minutes=5, seconds=1)},
        {"now": NOW - timedelta(minutes=5, seconds=1)},
    ],
    ids=lambda changes: ascii(changes)[:60],
)
def test_anything_else_is_not_genuine(changes):
    with pytest.raises(NotGenuine):
        check(**changes)


def test_without_a_key_even_what_is_signed_with_none_is_not_genuine():
    with pytest.raises(NotGenuine):
        check(key="", signature=signature(key="", timestamp=STAMP, body=BODY))


@given(st.binary(max_size=200), st.text(max_size=80), st.text(max_size=20))
def test_no_odd_message_does_anything_but_be_refused(body, signed, timestamp):
    with pytest.raises(NotGenuine):
        check(body=body, signature=signed, timestamp=timestamp)
