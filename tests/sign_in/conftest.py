"""Somebody who works here, with an authenticator app."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.support.staff import employ, with_app


@pytest.fixture(autouse=True)
def quick(settings: Settings, db: None) -> Iterator[None]:
    """No password is hashed for long, and nobody's tries are counted from another test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def rosa() -> User:
    return employ("rosa", email="rosa.staff@example.com")


@pytest.fixture
def secret(rosa: User) -> str:
    return with_app(rosa)


@pytest.fixture
def browser() -> Client:
    return Client()
