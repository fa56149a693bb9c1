"""Which servers and which environment does a test run use?

A real PostgreSQL and a real Valkey of its own, in a numbered home under var/tests/ that no other run has; never
the demo's. `DATABASE_URL` and `REDIS_URL`, when set, are used instead (PostgreSQL then needs a role that may create
databases). All this must be there before Django reads its settings, hence at import.
"""

import contextlib
import os
from urllib.parse import urlsplit, urlunsplit

import django
import hypothesis
import pytest
from django.conf import settings

from privacy_portal.celery import app as celery_app
from privacy_portal.embedded import build, profiles, servers

_run = contextlib.ExitStack()


def _prepare() -> None:
    """Servers, environment, catalogues and static files; nothing to do where `make test` or xdist did it already."""
    if os.environ.get("PORTAL_PROFILE") == "tests":
        return
    claim = servers.claim_free_home(profiles.var_dir() / "tests")
    urls = _run.enter_context(servers.own(claim, given=os.environ, durable=False))
    os.environ.update(profiles.tests(claim.home, given={**os.environ, **urls}))
    build.everything(os.environ)


def _own_broker_database(worker: str) -> None:
    """Give each xdist worker (gw0, gw1, …) a database of its own in Valkey, as pytest-django does in PostgreSQL."""
    number = int(worker.removeprefix("gw")) + 1
    url = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}"))
    os.environ["REDIS_URL"] = settings.CELERY_BROKER_URL = celery_app.conf.broker_url = url


_prepare()
if "PYTEST_XDIST_WORKER" in os.environ:
    _own_broker_database(os.environ["PYTEST_XDIST_WORKER"])
django.setup()
# Each test's client would list every static file anew, which takes longer than most tests.
settings.WHITENOISE_AUTOREFRESH = True

# No example is failed for being slow: two cores may be busy. CI draws the same examples each time.
hypothesis.settings.register_profile("developer", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "developer")


def pytest_unconfigure(config: pytest.Config) -> None:
    _run.close()
