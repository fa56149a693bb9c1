"""A token that opens a filing never stands in a log line."""

import logging

import pytest

from privacy_portal.lib.log import WithoutCapabilities


@pytest.mark.parametrize("kind", ["link", "voice"])
@pytest.mark.threat("A67", "A68")
def test_the_token_of_an_address_is_blanked(kind):
    record = logging.LogRecord(
        "django.request", 30, "", 0, "Not allowed (%s): %s", ("PUT", f"/x/{kind}/S3cr-et_/"), None
    )
    WithoutCapabilities().filter(record)
    assert record.getMessage() == f"Not allowed (PUT): /x/{kind}/…/"


def test_other_lines_stay_as_they_are():
    record = logging.LogRecord("x", 30, "", 0, "notice %s waits 100%%", (7,), None)
    WithoutCapabilities().filter(record)
    assert record.getMessage() == "notice 7 waits 100%"
