"""What does `manage.py check --deploy` refuse? Each difference between a demo and production, and what to do."""

import ipaddress
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import connection
from django.utils.module_loading import import_string

from privacy_portal.lib.colour import NotAColour, canonical
from privacy_portal.lib.uploads.cleaning import missing_layers
from privacy_portal.lib.uploads.scanner import address_of

# Backends that write messages where they can be read instead of sending them.
NOT_SENDING = ("console", "locmem", "filebased", "dummy", "OutboxBackend", ".file.")

# Caches that one process keeps to itself, or that keep nothing.
NOT_SHARED = (".locmem.", ".dummy.")
GATE = "privacy_portal.sign_in.middleware.StaffGate"
# What docs/decisions/0019 allows a session of staff.
LONGEST_IDLE, LONGEST_SESSION = timedelta(minutes=30), timedelta(hours=8)

SHORTEST_KEY = 32  # characters
# A worker gives up a task after 75 seconds, and has to clean the document too.
MOST_CLAMD_SECONDS = 60

Rule = tuple[str, Callable[[], bool], str, str]

REFUSED: list[Rule] = [
    (
        "portal.E001",
        lambda: settings.DEMO,
        "DEMO is on: everybody can read every message that leaves.",
        "Unset DEMO.",
    ),
    (
        "portal.E002",
        lambda: not settings.HTTPS,
        "PORTAL_BASE_URL is not https: codes and answers would travel in the clear.",
        "Set PORTAL_BASE_URL to the https address that people use.",
    ),
    (
        "portal.E003",
        lambda: any(mark in settings.EMAIL_BACKEND for mark in NOT_SENDING),
        "EMAIL_BACKEND does not send mail.",
        "Use django.core.mail.backends.smtp.EmailBackend with EMAIL_HOST.",
    ),
    (
        "portal.E004",
        lambda: any(mark in settings.PHONE_BACKEND for mark in NOT_SENDING),
        "PHONE_BACKEND does not send text messages or make calls.",
        "Use privacy_portal.lib.sms.twilio.Backend or privacy_portal.lib.sms.webhook.Backend.",
    ),
    (
        "portal.E005",
        lambda: not (settings.BUSINESS_NAME and settings.BUSINESS_PHONE and settings.BUSINESS_EMAIL),
        "BUSINESS_NAME, BUSINESS_PHONE and BUSINESS_EMAIL are not all set: people need the other ways in.",
        "The law wants at least two ways to file, one of them a toll-free number (Civ. Code 1798.130(a)(1)).",
    ),
    (
        "portal.E006",
        lambda: (
            settings.SECRET_KEY in (settings.CHALLENGE_KEY, settings.BLIND_INDEX_KEY)
            or settings.CHALLENGE_KEY == settings.BLIND_INDEX_KEY
        ),
        "Two of SECRET_KEY, CHALLENGE_KEY and BLIND_INDEX_KEY are the same.",
        "Give each secret one purpose: openssl rand -base64 32.",
    ),
    (
        "portal.E009",
        lambda: len(settings.CHALLENGE_KEY) < SHORTEST_KEY,
        "CHALLENGE_KEY is short: from one link it could be guessed, and with it every code.",
        "Make a new one: openssl rand -base64 32.",
    ),
    (
        "portal.E007",
        lambda: "*" in settings.ALLOWED_HOSTS,
        "ALLOWED_HOSTS accepts every host name.",
        "List the host of PORTAL_BASE_URL.",
    ),
    (
        "portal.E008",
        lambda: not (_is_colour(settings.BUSINESS_ACCENT) and _is_colour(settings.BUSINESS_ACCENT_DARK)),
        "BUSINESS_ACCENT or BUSINESS_ACCENT_DARK is not a colour.",
        "Write it as #rrggbb.",
    ),
    (
        "portal.E030",
        lambda: 0 < len(settings.ACCOUNT_LOGIN_KEY) < SHORTEST_KEY,
        "ACCOUNT_LOGIN_KEY is short: who guesses it can say of anybody that they logged in.",
        "Make a new one: openssl rand -base64 32.",
    ),
    (
        "portal.E031",
        lambda: bool(settings.DIRECTORY) and not _is_importable(settings.DIRECTORY),
        "DIRECTORY names nothing that can be imported: no filing would be compared with your records.",
        "Use requests_app.directory.table.Directory, or leave it empty.",
    ),
    (
        "portal.E032",
        lambda: bool(settings.DIRECTORY_URL) and not settings.DIRECTORY_URL.startswith("https://"),
        "DIRECTORY_URL is not https: names and contacts would travel in the clear.",
        "Set it to an https address.",
    ),
    (
        "portal.E033",
        lambda: bool(settings.DIRECTORY_URL) and len(settings.DIRECTORY_KEY) < SHORTEST_KEY,
        "DIRECTORY_KEY is short or missing: your service could not know that the portal asks.",
        "Make a new one: openssl rand -base64 32.",
    ),
    (
        "portal.E010",
        lambda: any(_open_to_strangers(url) for url in (settings.CELERY_BROKER_URL, settings.RATE_LIMIT_URL)),
        "REDIS_URL or RATE_LIMIT_URL names a server of another machine without a password.",
        "Set requirepass or an ACL on Redis and write redis://:password@host; keep it in a private network.",
    ),
    (
        "portal.E011",
        lambda: bool(settings.SECURE_PROXY_SSL_HEADER) and settings.TRUSTED_PROXY_COUNT < 1,
        "BEHIND_TLS_PROXY is on and TRUSTED_PROXY_COUNT is 0: everybody would be counted as one caller, the proxy, "
        "and one person could lock out all staff.",
        "Set TRUSTED_PROXY_COUNT to the number of your own proxies that add to X-Forwarded-For.",
    ),
    (
        "portal.E019",
        lambda: any(mark in settings.CACHES["default"]["BACKEND"] for mark in NOT_SHARED),
        "CACHES is not shared by all processes: each would count tries at the staff's login for itself.",
        "Leave CACHES as it is: the tries are counted in PostgreSQL.",
    ),
    (
        "portal.E017",
        lambda: GATE not in settings.MIDDLEWARE or settings.MFA_TOTP_TOLERANCE > 1,
        "The staff's sign-in was changed: a second factor might not be asked for, or an old code be taken.",
        f"Keep {GATE} in MIDDLEWARE, and MFA_TOTP_TOLERANCE at 1 at most.",
    ),
    (
        "portal.E018",
        lambda: settings.STAFF_IDLE > LONGEST_IDLE or settings.STAFF_LONGEST > LONGEST_SESSION,
        "Sessions of staff last too long: more than 30 minutes without a page, or more than 8 hours in all.",
        "Leave STAFF_IDLE and STAFF_LONGEST as they are, or make them shorter.",
    ),
    (
        "portal.E012",
        lambda: not settings.RATE_LIMIT_URL,
        "RATE_LIMIT_URL is empty: no caller is counted, and nothing stops a flood.",
        "Leave it unset to count in the Redis of REDIS_URL, or name another one.",
    ),
    (
        "portal.E013",
        lambda: bool(_keys_of(settings.DOCUMENT_KEYS) & _keys_of(settings.FIELD_KEYS)),
        "DOCUMENT_KEYS and FIELD_KEYS share a key: who gets one of the two opens documents and answers.",
        "Give each secret one purpose: openssl rand -base64 32.",
    ),
    (
        "portal.E014",
        lambda: bool(settings.DOCUMENTS_S3_BUCKET) and find_spec("storages") is None,
        "DOCUMENTS_S3_BUCKET is set, but what speaks S3 is not installed: no document could be stored.",
        "Install the extra s3: uv sync --frozen --no-dev --extra s3.",
    ),
    (
        "portal.E015",
        lambda: bool(settings.CLAMD) and address_of(settings.CLAMD) is None,
        "CLAMD is no address of a scanner: every document would stay unscanned, and none would be shown.",
        "Write tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl.",
    ),
    (
        "portal.E016",
        lambda: not 0 < settings.CLAMD_SECONDS <= MOST_CLAMD_SECONDS,
        f"CLAMD_SECONDS is not between 0 and {MOST_CLAMD_SECONDS}: a worker would give up before the scanner does.",
        "Leave it unset for 30 seconds; a document of 10 MB takes a few.",
    ),
    (
        "portal.E040",
        lambda: settings.AGENT_CONSUMER_CHECK not in ("IDENTITY", "PERMISSION"),
        "AGENT_CONSUMER_CHECK is neither identity nor permission: of an agent's consumer one of them may be asked.",
        "Leave it unset to ask for identity (11 CCR 7063(a)).",
    ),
]

WARNED: list[Rule] = [
    (
        "portal.W001",
        lambda: not settings.BUSINESS_POLICY_URL,
        "BUSINESS_POLICY_URL is empty: a refusal has to give or link your information practices (11 CCR 7024(b)).",
        "Set it to the address of your privacy policy.",
    ),
    (
        "portal.W002",
        lambda: not settings.STAFF_ALERT_EMAILS,
        "STAFF_ALERT_EMAILS is empty: nobody is mailed what is late.",
        "Set it to the team's address.",
    ),
    (
        "portal.W003",
        lambda: not settings.TWO_PERSON_RELEASE,
        "TWO_PERSON_RELEASE is off: one person alone can send somebody's data to a stranger.",
        "Set TWO_PERSON_RELEASE=1 as soon as two people work on requests.",
    ),
    (
        "portal.W004",
        lambda: not settings.CLAMD,
        "CLAMD is empty: uploaded documents are not scanned for malware.",
        "Install clamav-daemon and set CLAMD=unix:///run/clamav/clamd.ctl.",
    ),
]


@register(Tags.security, deploy=True)
def ready_for_real_people(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse what belongs to a demo, warn of what a careful operator sets."""
    return [*_found(checks.Error, REFUSED), *_found(checks.Warning, WARNED), *_lock()]


def _lock() -> Iterator[CheckMessage]:
    """Warn where this machine cannot do all of what locks in the process that opens uploaded documents."""
    if missing := missing_layers():
        yield checks.Warning(
            f"The process that opens uploaded documents is not wholly locked in here. Missing: {', '.join(missing)}.",
            hint='Run this check as the workers run. docs/running.md says under "Documents" what each layer needs.',
            id="portal.W005",
        )


# What the application's role could do to the history. One that owns the table can drop its triggers.
OWNS_HISTORY = """
SELECT pg_has_role(relowner, 'MEMBER')
       OR has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')
       OR has_table_privilege(oid, 'TRUNCATE') OR has_table_privilege(oid, 'TRIGGER')
  FROM pg_class WHERE oid = to_regclass('requests_app_event')
"""


@register(Tags.database, deploy=True)
def history_is_out_of_reach(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn when the role that the portal runs under could change the history, or drop what keeps it from being changed.

    Runs where a database is named: `manage.py check --deploy --database default`.
    """
    if "default" not in (databases or []):
        return []
    with connection.cursor() as cursor:
        cursor.execute(OWNS_HISTORY)
        found = cursor.fetchone()
    if not found or not found[0]:
        return []
    words = "The portal's database role can change the history, or drop the triggers that keep it."
    hint = "Let one role own the tables and migrate, and run the portal under another: docs/running.md, Two roles."
    return [checks.Warning(words, hint=hint, id="portal.W050")]


def _found(kind: type[checks.Error | checks.Warning], rules: list[Rule]) -> Iterator[CheckMessage]:
    for identifier, wrong, words, hint in rules:
        if wrong():
            yield kind(words, hint=hint, id=identifier)


def _keys_of(ring: list[str]) -> set[str]:
    """The keys of a setting such as FIELD_KEYS, without their ids."""
    return {entry.partition(":")[2].strip() for entry in ring}


def _is_importable(path: str) -> bool:
    try:
        import_string(path)
    except ImportError:
        return False
    return True


def _open_to_strangers(urls: str) -> bool:
    """Whether one of the servers (a list with semicolons, as Celery reads it) is elsewhere and asks for no password."""
    servers = [urlsplit(url) for url in urls.split(";") if url]
    return any(not each.password and not _stays_here(each.hostname or "localhost") for each in servers)


def _stays_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_colour(value: str) -> bool:
    try:
        canonical(value)
    except NotAColour:
        return False
    return True
