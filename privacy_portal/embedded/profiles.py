"""Which environment do the demo, a test run and the deployment check start with?

Settings come from the process environment only (`privacy_portal.settings`). Production's is written by whoever
runs it; the three here are made for a developer's machine. Secrets are generated once and stay beside the data
they seal, readable by their owner alone.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent

_BUSINESS = {
    "BUSINESS_NAME": "Larkspur Home Goods",
    "BUSINESS_PHONE": "+1 800-555-0142",
    "BUSINESS_EMAIL": "privacy@larkspur.example.com",
    "BUSINESS_ADDRESS": "500 Alder Street, Sacramento, CA 95814",
    "BUSINESS_POLICY_URL": "https://larkspur.example.com/privacy",
    "DEFAULT_FROM_EMAIL": "privacy@larkspur.example.com",
    "STAFF_ALERT_EMAILS": "privacy-team@larkspur.example.com",
}


def _lately() -> str:
    """A day of the last months: when an invented business updated its policy."""
    return (datetime.now(UTC) - timedelta(days=100)).date().isoformat()


class SecretsLost(RuntimeError):
    """Data is there, but the file with the keys that open it is not."""


def var_dir() -> Path:
    """Where a developer's machine keeps what runs: data, logs, generated secrets."""
    return Path(os.environ.get("VAR_DIR", BASE_DIR / "var")).absolute()


def new_secrets() -> dict[str, str]:
    """Fresh secrets by setting name: 256 bits each, encryption keys with their id in front."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "DOCUMENT_KEYS": f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "BLIND_INDEX_KEY": secrets.token_hex(32),
        "CHALLENGE_KEY": secrets.token_hex(32),
        "POSTGRES_PASSWORD": secrets.token_hex(24),
        "VALKEY_PASSWORD": secrets.token_hex(24),
    }


def kept_secrets(home: Path) -> dict[str, str]:
    """The secrets of `home`/secrets.env, made on first use. Raises SecretsLost when data is there without them."""
    path = home / "secrets.env"
    if not path.exists() and (home / "postgres").exists():
        raise SecretsLost(
            f"{path} is gone, but {home / 'postgres'} holds data sealed with its keys.\n"
            "Put the file back, or begin anew with an empty demo: make clean"
        )
    lines = path.read_text().splitlines() if path.exists() else []
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    kept = {name: value for name, _, value in pairs}
    whole = {**new_secrets(), **kept}
    if whole.keys() != kept.keys():
        note = "# Generated once. Whoever reads this can read the data beside it; losing it loses them.\n"
        write_private(path, note + "".join(f"{name}={value}\n" for name, value in whole.items()))
    return whole


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def demo(home: Path, *, port: int, given: Mapping[str, str]) -> dict[str, str]:
    """The demo: an invented business, messages written to a directory. What is `given` wins over all but the mode."""
    return {
        **_BUSINESS,
        "POLICY_UPDATED": _lately(),
        **kept_secrets(home),
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_BACKEND": "privacy_portal.lib.mail.OutboxBackend",
        "PHONE_BACKEND": "privacy_portal.lib.sms.file.Backend",
        "SELLS_OR_SHARES": "1",
        **given,
        "DEMO": "1",
        "VAR_DIR": str(home),
        "DJANGO_SETTINGS_MODULE": "privacy_portal.settings",
    }


def tests(home: Path, *, given: Mapping[str, str]) -> dict[str, str]:
    """A test run: the same engines, fixed answers. Of what is `given`, only the addresses of servers are taken."""
    return {
        **given,
        **_BUSINESS,
        "POLICY_UPDATED": "2026-06-01",
        **kept_secrets(home),
        "PORTAL_BASE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_BACKEND": "privacy_portal.lib.mail.OutboxBackend",
        "PHONE_BACKEND": "privacy_portal.lib.sms.file.Backend",
        "DEBUG": "0",
        "DEMO": "0",
        "STATIC_ROOT": str(home.parent / "static"),
        # All tests come from one address; those of the limits name the server themselves.
        "RATE_LIMIT_URL": "",
        # Tests of the scanner and of S3 name their own servers.
        "CLAMD": "",
        "DOCUMENTS_S3_BUCKET": "",
        "PORTAL_PROFILE": "tests",  # says to conftest.py that servers and environment are there
        "VAR_DIR": str(home),
        "DJANGO_SETTINGS_MODULE": "privacy_portal.settings",
    }


def production_like(*, given: Mapping[str, str]) -> dict[str, str]:
    """What a careful operator would set, for `check --deploy`: every warning left is a fault of the code."""
    return {
        **given,
        **_BUSINESS,
        "POLICY_UPDATED": _lately(),
        **new_secrets(),
        "PORTAL_BASE_URL": "https://privacy.larkspur.example.com",
        "ALLOWED_HOSTS": "privacy.larkspur.example.com",
        "BEHIND_TLS_PROXY": "1",
        "TRUSTED_PROXY_COUNT": "1",
        "RATE_LIMIT_URL": given.get("REDIS_URL", ""),
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "smtp.larkspur.example.com",
        "EMAIL_PORT": "587",
        "EMAIL_USE_TLS": "1",
        "PHONE_BACKEND": "privacy_portal.lib.sms.webhook.Backend",
        "PHONE_WEBHOOK_URL": "https://telephone.larkspur.example.com/send",
        "PHONE_WEBHOOK_KEY": secrets.token_hex(32),
        "CLAMD": "unix:///run/clamav/clamd.ctl",
        "DEBUG": "0",
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "privacy_portal.settings",
    }
