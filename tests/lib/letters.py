"""A throw-away model with every kind of encrypted column, and its bytes as the database holds them."""

import uuid

from django.apps.registry import Apps
from django.db import connection, models
from django.db.models import Q

from privacy_portal.lib.crypto import EncryptedJSONField, EncryptedTextField

NAME = "Jane Q. Consumer"
KEYS = ["1:YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=", "2:YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI="]


class Letter(models.Model):
    """Its table is made by the tests that use it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=20, default="hello")
    name = EncryptedTextField(max_length=40)
    note = EncryptedTextField(null=True, blank=True)
    details = EncryptedJSONField(default=dict, blank=True)

    class Meta:
        app_label = "lib_tests"
        apps = Apps()  # a registry of its own: nothing else sees this model
        constraints = [
            models.CheckConstraint(condition=Q(note__isnull=False) | ~Q(subject="note"), name="lib_tests_letter_note")
        ]


def stored(letter: Letter, column: str) -> bytes | None:
    """Read the bytes of one column as the database holds them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM lib_tests_letter WHERE id = %s", [letter.pk])
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def overwrite(letter: Letter, column: str, data: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE lib_tests_letter SET {column} = %s WHERE id = %s", [data, letter.pk])
