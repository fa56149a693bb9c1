"""Can somebody write lines of their own into the log, or make it show what it must not?"""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from privacy_portal.celery import app
from privacy_portal.lib.log import OneLine

pytestmark = pytest.mark.threat("A81")
NASTY = [
    "a\n2026-01-01 CRITICAL forged",
    "a\r\nforged",
    "\x1b[2J\x1b[31mred",
    "\x00",
    "\x7f\x9b31m",
    "\u2028forged",
    "\u202egro.elpmaxe",
    '"}\n{"level": "CRITICAL"',
    "\ud800",
    "%s %d %",
    "x" * 100_000,
]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the portal's own handler would write, formatted and filtered as in production."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    handler.filters = list(next(each for each in root.handlers if each.filters).filters)
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def events(written: io.StringIO) -> list[dict[str, Any]]:
    """One event a line, in printable ASCII."""
    lines = written.getvalue().removesuffix("\n").split("\n")
    assert all(line.isascii() and line.isprintable() for line in lines)
    return [json.loads(line) for line in lines]


# Half of a pair of surrogates cannot leave this process, not even to those who gather the tests' results.
BROKEN = [typed for typed in NASTY if any("\ud800" <= sign <= "\udfff" for sign in typed)]
WHOLE = [typed for typed in NASTY if typed not in BROKEN]


@pytest.mark.parametrize("typed", BROKEN, ids=range(len(BROKEN)))
def test_broken_text_is_logged_as_what_it_is(typed: str) -> None:
    line = OneLine().format(logging.LogRecord("portal", logging.WARNING, "", 0, "typed: %s", (typed,), None))
    assert line.isascii()
    assert json.loads(line)["message"] == f"typed: {typed}"


@pytest.mark.parametrize("typed", WHOLE, ids=range(len(WHOLE)))
def test_one_event_is_one_line_whatever_it_holds(log: io.StringIO, typed: str) -> None:
    logging.getLogger("portal").warning("typed: %s", typed)
    [event] = events(log)
    assert event["message"] == f"typed: {typed}"
    assert event["level"] == "WARNING"


@given(text=st.text())
def test_no_text_whatever_ends_a_line_or_hides_in_it(text: str) -> None:
    line = OneLine().format(logging.LogRecord("x", 30, "", 0, "%s", (text,), None))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/%0a2026-01-01%20CRITICAL%20forged", "/%1b[2J", "/%E2%80%AE/", "/\u2028/", "/%00"])
def test_a_path_that_does_not_exist_forges_no_line(log: io.StringIO, path: str) -> None:
    Client().get(path)
    assert len(events(log)) == 1


@pytest.mark.threat("A67")
def test_an_exception_is_logged_by_its_kind_and_place_and_not_in_its_own_words(log: io.StringIO) -> None:
    try:
        raise ValueError("Key (contact)=(rosa@example.com) already exists")
    except ValueError:
        logging.getLogger("portal").exception("It failed")
    [event] = events(log)
    assert (event["message"], event["error"]) == ("It failed", "ValueError")
    assert "test_logs.py" in str(event["where"])
    assert "rosa" not in log.getvalue()


def test_the_worker_writes_through_the_same_formatter() -> None:
    formatters: Any = settings.LOGGING["formatters"]
    assert formatters["line"]["()"] == "privacy_portal.lib.log.OneLine"
    assert app.conf.worker_hijack_root_logger is False
