"""What the tests of the library share: tables of throw-away models, so that no app exists only for tests."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, models
from pytest_django import DjangoDbBlocker

CreateTables = Callable[..., None]


@pytest.fixture(scope="module")
def create_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[CreateTables]:
    """Create the tables of the models given, with their constraints and indexes; drop them after the module."""
    made: list[type[models.Model]] = []

    def create(*wanted: type[models.Model]) -> None:
        with django_db_blocker.unblock(), connection.schema_editor() as editor:
            for model in wanted:
                editor.create_model(model)
                made.append(model)

    yield create
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in made:
            editor.delete_model(model)
