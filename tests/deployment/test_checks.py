"""`check --deploy` names every way in which a demo's settings are no settings for real people."""

import re
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import ProgrammingError, connection, transaction

from privacy_portal import checks
from privacy_portal.embedded import profiles
from privacy_portal.lib.uploads import cleaning
from requests_app import audit
from requests_app.operations import history_check, history_seals
from tests.filings import NOON, file


@pytest.fixture
def production(settings):
    wanted = profiles.production_like(given={})
    for name in (
        "BUSINESS_NAME",
        "BUSINESS_PHONE",
        "BUSINESS_EMAIL",
        "BUSINESS_POLICY_URL",
        "EMAIL_BACKEND",
        "POLICY_UPDATED",
    ):
        setattr(settings, name, wanted[name])
    settings.PHONE_BACKEND = wanted["PHONE_BACKEND"]
    settings.STAFF_ALERT_EMAILS = ["team@example.com"]
    settings.HTTPS, settings.DEMO = True, False
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_PROXY_COUNT = ("HTTP_X_FORWARDED_PROTO", "https"), 1
    settings.RATE_LIMIT_URL = settings.CELERY_BROKER_URL
    settings.CLAMD = wanted["CLAMD"]
    return settings


def said():
    """Everything of ours that the check says, by its id."""
    every = run_checks(include_deployment_checks=True)
    return {message.id: message for message in every if message.id.startswith("portal.")}


def found():
    """What the check says of settings: how far this machine locks documents in is none of them."""
    return said().keys() - {"portal.W005"}


@pytest.mark.threat("A80")
def test_a_careful_deployment_is_accepted(production):
    assert found() == set()


def test_what_the_check_says_is_known_by_an_id_of_its_own():
    ids = re.findall(r'"(portal\.[EW]\d+)"', Path(checks.__file__).read_text())
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    ("name", "value", "identifier"),
    [
        ("DEMO", True, "portal.E001"),
        ("HTTPS", False, "portal.E002"),
        ("EMAIL_BACKEND", "privacy_portal.lib.mail.OutboxBackend", "portal.E003"),
        ("PHONE_BACKEND", "privacy_portal.lib.sms.console.Backend", "portal.E004"),
        ("PHONE_BACKEND", "privacy_portal.lib.sms.file.Backend", "portal.E004"),
        ("BUSINESS_PHONE", "", "portal.E005"),
        ("ALLOWED_HOSTS", ["*"], "portal.E007"),
        ("CHALLENGE_KEY", "short", "portal.E009"),
        ("BUSINESS_ACCENT", "aubergine", "portal.E008"),
        ("ACCOUNT_LOGIN_KEY", "short", "portal.E030"),
        ("DIRECTORY", "requests_app.directory.nothing.Directory", "portal.E031"),
        ("CELERY_BROKER_URL", "redis://redis.internal/0", "portal.E010"),
        ("RATE_LIMIT_URL", "redis://redis.internal/0", "portal.E010"),
        ("TRUSTED_PROXY_COUNT", 0, "portal.E011"),
        ("RATE_LIMIT_URL", "", "portal.E012"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "portal.E019"),
        ("MIDDLEWARE", ["django.middleware.common.CommonMiddleware"], "portal.E017"),
        ("MFA_TOTP_TOLERANCE", 2, "portal.E017"),
        ("STAFF_IDLE", timedelta(minutes=31), "portal.E018"),
        ("STAFF_LONGEST", timedelta(hours=9), "portal.E018"),
        ("AGENT_CONSUMER_CHECK", "BOTH", "portal.E040"),
        ("CLAMD", "127.0.0.1:3310", "portal.E015"),
        ("CLAMD_SECONDS", 0, "portal.E016"),
        ("CLAMD_SECONDS", -1, "portal.E016"),
        ("CLAMD_SECONDS", 60.5, "portal.E016"),
        ("CLAMD_SECONDS", float("nan"), "portal.E016"),
        ("BUSINESS_POLICY_URL", "", "portal.W001"),
        ("STAFF_ALERT_EMAILS", [], "portal.W002"),
        ("POLICY_UPDATED", "", "portal.W006"),
        ("POLICY_UPDATED", "last spring", "portal.E041"),
        ("POLICY_UPDATED", "2999-01-01", "portal.E041"),
        ("POLICY_UPDATED", "2020-01-01", "portal.W007"),
        ("TWO_PERSON_RELEASE", False, "portal.W003"),
        ("CLAMD", "", "portal.W004"),
    ],
)
@pytest.mark.threat("A80")
def test_a_setting_that_is_not_for_real_people_is_named(production, name, value, identifier):
    setattr(production, name, value)
    assert found() == {identifier}


@pytest.mark.parametrize(
    ("url", "key", "identifiers"),
    [
        ("http://records.example.com/", "k" * 32, {"portal.E032"}),
        ("https://records.example.com/", "", {"portal.E033"}),
        ("https://records.example.com/", "k" * 32, set()),
    ],
)
def test_records_are_asked_over_https_and_signed(production, url, key, identifiers):
    production.DIRECTORY_URL, production.DIRECTORY_KEY = url, key
    assert found() == identifiers


def test_a_directory_of_ours_is_found(production):
    for name in ("table", "sql", "http"):
        production.DIRECTORY = f"requests_app.directory.{name}.Directory"
        assert found() == set()


@pytest.mark.threat("A80")
def test_one_secret_for_two_purposes_is_named(production):
    production.CHALLENGE_KEY = production.BLIND_INDEX_KEY
    assert found() == {"portal.E006"}


@pytest.mark.threat("A80")
def test_documents_and_other_data_with_one_key_are_named_whatever_its_id(production):
    production.DOCUMENT_KEYS = ["9:" + production.FIELD_KEYS[0].partition(":")[2], *production.DOCUMENT_KEYS]
    assert found() == {"portal.E013"}


def test_a_bucket_without_what_speaks_s3_is_named(production, monkeypatch):
    production.DOCUMENTS_S3_BUCKET = "documents"
    assert found() == set()
    monkeypatch.setitem(sys.modules, "storages", None)  # as where the extra is not installed
    assert found() == {"portal.E014"}


def test_a_scanner_at_either_kind_of_address_is_accepted(production):
    for production.CLAMD in ("tcp://127.0.0.1:3310", "unix:///run/clamav/clamd.ctl"):
        assert found() == set()


def test_the_scanner_may_take_as_long_as_a_worker_waits(production):
    production.CLAMD_SECONDS = 60
    assert found() == set()


@pytest.mark.threat("A56")
def test_a_machine_that_cannot_lock_in_what_opens_documents_is_named_with_what_is_missing(
    production, monkeypatch, tmp_path
):
    monkeypatch.setattr(cleaning, "START", tmp_path / "nothing.py")  # a child that does not start
    assert said().keys() == {"portal.W005"}
    assert "Missing: limits, user, network, calls." in said()["portal.W005"].msg


def test_a_machine_that_lacks_nothing_is_not_warned_of(production):
    assert ("portal.W005" in said()) == bool(cleaning.missing_layers())


def history_warnings():
    found = run_checks(include_deployment_checks=True, databases=["default"])
    return [message for message in found if message.id == "portal.W050"]


@pytest.mark.threat("A62")
@pytest.mark.django_db
def test_a_role_that_could_drop_the_triggers_of_the_history_is_named():
    (message,) = history_warnings()
    assert "Two roles" in message.hint


@pytest.mark.threat("A62")
@pytest.mark.django_db
def test_a_role_that_writes_the_history_and_nothing_more_is_accepted(role_of_the_application):
    with as_role(role_of_the_application):
        assert history_warnings() == []


@pytest.mark.threat("A62")
@pytest.mark.django_db
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER"])
def test_each_right_too_many_is_named(role_of_the_application, right):
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT {right} ON requests_app_event TO {role_of_the_application}")
    with as_role(role_of_the_application):
        assert len(history_warnings()) == 1


@pytest.mark.threat("A62")
@pytest.mark.django_db
def test_the_application_needs_no_more_than_that_to_write_a_chain(role_of_the_application):
    with as_role(role_of_the_application):
        submission = file()
        audit.link_now()
        assert history_seals.seal(at=NOON) is not None
        assert [event.number for event in submission.events.all()] == [1]
        for statement in ("UPDATE requests_app_event SET number = NULL", "DELETE FROM requests_app_event"):
            refused = pytest.raises(ProgrammingError, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    assert list(history_check.problems()) == []


@contextmanager
def as_role(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        yield
        cursor.execute("RESET ROLE")


@pytest.fixture
def role_of_the_application(db):
    """The second role, with what the handbook's SQL gives it."""
    handbook = (profiles.BASE_DIR / "docs" / "running.md").read_text()
    (statements,) = re.findall(r"```sql\n-- the role of the application\n(.*?)```", handbook, re.DOTALL)
    create, _line, grants = statements.partition("\n")
    assert create.startswith("CREATE ROLE portal_app LOGIN")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'portal_app'")
        if cursor.fetchone() is None:
            pytest.skip("this PostgreSQL has no role portal_app: it was set up before there was one, or is your own")
        cursor.execute(grants)
    return "portal_app"
