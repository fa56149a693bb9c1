"""One demo for all tests of a module, told in a transaction that is undone at the end."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

Undone = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def undone(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Undone:
    """A demo-mode database for the length of a block; what was written in it is rolled back."""

    @contextmanager
    def block() -> Iterator[None]:
        demo: Any = override_settings(DEMO=True, PHONE_BACKEND="privacy_portal.lib.sms.locmem.Backend")
        with django_db_blocker.unblock(), demo, transaction.atomic():
            assert settings.DEMO
            yield
            transaction.set_rollback(True)

    return block
