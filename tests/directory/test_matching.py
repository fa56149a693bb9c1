"""Three directories, one behaviour: yes or no for each point, all about one record, and never a value."""

import hashlib
import hmac
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from requests_app import directory
from requests_app.directory import DirectoryDown, best, http, sql, table
from requests_app.models import DirectoryEntry
from requests_app.vocabulary import Point
from tests.lib.servers import Carrier, free_port

pytestmark = pytest.mark.django_db
RECORDS = [
    ("1", "Rosa Example", "rosa@example.com", "+14155550132"),
    ("2", "Ann O’Neill-Díaz", "ann@example.com", "+14155550133"),
    ("3", "Rosa Example", "other@example.com", "+14155550134"),
]
QUERY = """
SELECT lower(email) = %(email)s AS email, phone = %(phone)s AS phone, lower(full_name) = lower(%(name)s) AS name
  FROM (VALUES ('Rosa Example', 'Rosa@example.com', '+14155550132'),
               ('Ann O’Neill-Díaz', 'ann@example.com', '+14155550133'),
               ('Rosa Example', 'other@example.com', '+14155550134')) AS customers(full_name, email, phone)
 WHERE lower(email) = %(email)s OR phone = %(phone)s OR lower(full_name) = lower(%(name)s)
"""
KEY = "a key of the directory, 32 characters"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True  # the numbers of fiction


@pytest.fixture
def tables():
    columns = (Point.NAME, Point.EMAIL, Point.PHONE)
    DirectoryEntry.objects.bulk_create(
        DirectoryEntry(record=table.record_index(number), point=point, value=table.value_index(point, value))
        for number, *values in RECORDS
        for point, value in zip(columns, values, strict=True)
    )
    return table.Directory()


@pytest.fixture
def database(settings):
    facts = connection.settings_dict
    settings.DIRECTORY_DATABASE_URL = (
        f"host='{facts['HOST']}' port='{facts['PORT']}' dbname='{facts['NAME']}' user='{facts['USER']}'"
        f" password='{facts['PASSWORD']}'"
    )
    settings.DIRECTORY_QUERY = QUERY
    return sql.Directory()


@pytest.fixture(params=["tables", "database"])
def records(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    ("asked", "agrees"),
    [
        ({"NAME": "Rosa Example", "EMAIL": "rosa@example.com"}, {"NAME", "EMAIL"}),
        ({"NAME": "ROSA  example", "EMAIL": "Rosa@Example.com"}, {"NAME", "EMAIL"}),
        ({"NAME": "Rosa Example", "PHONE": "+14155550134"}, {"NAME", "PHONE"}),
        ({"NAME": "Somebody Else", "EMAIL": "rosa@example.com"}, {"EMAIL"}),
        ({"NAME": "Rosa Example", "EMAIL": "stranger@example.com"}, {"NAME"}),
        ({"NAME": "Nobody", "EMAIL": "nobody@example.com"}, set()),
        ({"NAME": "Rosa Example"}, {"NAME"}),
        ({"EMAIL": "not an address"}, set()),
        ({}, set()),
    ],
)
def test_each_point_is_answered_by_yes_or_no(records, asked, agrees):
    answer = records.match({Point(point): value for point, value in asked.items()})
    assert answer == {Point(point): point in agrees for point in asked}


@pytest.mark.threat("A01")
def test_a_mixture_of_two_people_does_not_match(records):
    """The name of one and the address of another: the address's record decides, and the name is not on it."""
    mixed = {Point.NAME: "Ann O’Neill-Díaz", Point.EMAIL: "rosa@example.com"}
    assert records.match(mixed) == {Point.NAME: False, Point.EMAIL: True}
    three = {Point.NAME: "Rosa Example", Point.EMAIL: "ann@example.com", Point.PHONE: "+14155550134"}
    assert records.match(three) == {Point.NAME: True, Point.EMAIL: False, Point.PHONE: True}


@pytest.mark.parametrize(
    "typed", ["ann oneill diaz", "Ann O'Neill Diaz", "ANN O’NEILL-DÍAZ", " Ann  O’Neill Di\u0301az "]
)
def test_a_name_is_the_same_however_it_is_written(tables, typed):
    assert tables.match({Point.NAME: typed}) == {Point.NAME: True}


def test_the_table_holds_nothing_that_can_be_read(tables):
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(record, 'escape') || encode(value, 'escape') FROM requests_app_directoryentry")
        stored = " ".join(row[0] for row in cursor.fetchall()).lower()
    assert not any(word in stored for word in ("rosa", "example", "4155550132"))


@given(st.lists(st.frozensets(st.sampled_from(directory.POINTS))), st.sets(st.sampled_from(directory.POINTS)))
def test_all_yeses_are_of_one_record_and_no_other_record_has_more(found, asked):
    answer = best(found, asked)
    yes = {point for point, agrees in answer.items() if agrees}
    assert set(answer) == asked
    assert not yes or any(yes <= record for record in found)
    assert all(len(record & asked) <= len(yes) for record in found)


# --- over SQL -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT full_name AS name FROM (VALUES ('Rosa Example')) AS c(full_name)", "not_a_boolean"),
        ("SELECT 1 AS name", "not_a_boolean"),
        ("SELECT true AS full_name", "not_a_point"),
        ("SELECT nonsense", "database_error"),
        ("CREATE TABLE stolen (name text)", "database_error"),
        ("DELETE FROM requests_app_submission", "database_error"),
        ("SELECT pg_sleep(30) IS NULL AS name", "database_down"),
    ],
)
def test_a_query_that_gives_values_writes_or_hangs_is_no_answer(database, settings, monkeypatch, query, code):
    monkeypatch.setattr(sql, "OPTIONS", sql.OPTIONS.replace("statement_timeout=5000", "statement_timeout=300"))
    settings.DIRECTORY_QUERY = query
    with pytest.raises(DirectoryDown) as caught:
        database.match({Point.NAME: "Rosa Example"})
    assert caught.value.code == code
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_a_value_is_a_parameter_and_no_part_of_the_query(database):
    assert database.match({Point.NAME: "' OR true --"}) == {Point.NAME: False}


def test_a_database_that_is_away_is_down(database, settings):
    settings.DIRECTORY_DATABASE_URL = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
    with pytest.raises(DirectoryDown, match="database_down"):
        database.match({Point.NAME: "Rosa Example"})


def test_a_null_agrees_with_nothing(database, settings):
    settings.DIRECTORY_QUERY = "SELECT NULL::boolean AS name, true AS email"
    asked = {Point.NAME: "Rosa", Point.EMAIL: "rosa@example.com"}
    assert database.match(asked) == {Point.NAME: False, Point.EMAIL: True}


# --- over HTTP ----------------------------------------------------------------------------------------------------

ASKED = {Point.NAME: "Rosa Example", Point.EMAIL: "rosa@example.com"}


def asked_of(carrier, settings):
    settings.DIRECTORY_URL, settings.DIRECTORY_KEY = f"{carrier.url}/match", KEY
    return http.Directory().match(ASKED)


def test_a_service_is_asked_by_one_signed_post(settings):
    with Carrier(answer={"NAME": True, "EMAIL": False}) as carrier:
        assert asked_of(carrier, settings) == {Point.NAME: True, Point.EMAIL: False}
    [posted] = carrier.posted
    assert json.loads(posted.body) == {"points": {"NAME": "Rosa Example", "EMAIL": "rosa@example.com"}}
    signed = posted.headers["x-portal-timestamp"].encode() + b"." + posted.body
    expected = "v1=" + hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
    assert posted.headers["x-portal-signature"] == expected


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {"NAME": True},
        {"NAME": True, "EMAIL": False, "PHONE": True},
        {"NAME": True, "EMAIL": "rosa@example.com"},
        {"NAME": 1, "EMAIL": 0},
        {"NAME": None, "EMAIL": True},
        {"name": True, "email": True},
        b"",
        b"<html>",
        b"[" * 4000,
        b"\xff",
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_nothing_but_booleans_for_what_was_asked_is_an_answer(settings, answer):
    with Carrier(answer=answer) as carrier, pytest.raises(DirectoryDown, match="bad_answer"):
        asked_of(carrier, settings)


@pytest.mark.parametrize("status", [201, 204, 302, 307, 400, 403, 500, 503])
def test_another_status_is_no_answer_and_is_not_followed(settings, status):
    with (
        Carrier(status=status, answer={"NAME": True, "EMAIL": True}) as carrier,
        pytest.raises(DirectoryDown) as caught,
    ):
        asked_of(carrier, settings)
    assert caught.value.code == f"http_{status}"
    assert len(carrier.posted) == 1


def test_an_endless_answer_is_cut_off(settings):
    with Carrier(answer=b" " * 100_000) as carrier, pytest.raises(DirectoryDown, match="too_long"):
        asked_of(carrier, settings)


def test_a_service_that_is_slow_or_away_is_down(settings, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", 0.2)
    with Carrier(answer={}, delay=1) as carrier, pytest.raises(DirectoryDown, match="timeout"):
        asked_of(carrier, settings)
    settings.DIRECTORY_URL = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(DirectoryDown, match="connection_lost"):
        http.Directory().match(ASKED)


def test_a_set_up_without_address_or_key_is_said(settings):
    settings.DIRECTORY_URL = settings.DIRECTORY_KEY = settings.DIRECTORY_QUERY = settings.DIRECTORY_DATABASE_URL = ""
    for each in (http.Directory(), sql.Directory()):
        with pytest.raises(ImproperlyConfigured):
            each.match(ASKED)
