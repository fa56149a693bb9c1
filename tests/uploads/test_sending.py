"""Does a consumer send a document in a way that they understand, and does nothing come in that was not asked for?"""

import pytest
from django.test import Client

from requests_app.models import Document, Event
from tests.uploads.sending import PAGE, clean_all, files, opened, pdf, photo, send

pytestmark = pytest.mark.django_db


def page(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_file_is_received_checked_and_ready(client, documents):
    opened(client)
    response = send(client, photo(), "new address.jpg")
    assert (response.status_code, response.url) == (302, PAGE)
    assert "We have received it and are checking it." in page(client)
    clean_all()
    words = page(client)
    assert "We have checked it, and our team can open it." in words
    assert "new address.jpg" in words
    assert "Look again" not in words
    document = Document.objects.get()
    assert (document.state, document.media_type, document.pages) == ("READY", "image/jpeg", 1)
    assert len(files(documents)) == 2
    kinds = list(Event.objects.filter(kind__startswith="DOCUMENT").values_list("kind", flat=True))
    assert kinds == ["DOCUMENT_RECEIVED", "DOCUMENT_READY"]


def test_what_comes_in_is_nowhere_readable_on_the_disk(client, documents):
    opened(client)
    send(client, pdf())
    (name,) = files(documents)
    stored = next(path for path in documents.rglob(name)).read_bytes()
    assert b"PDF" not in stored
    assert len(stored) > len(pdf())
