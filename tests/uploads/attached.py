"""How do tests send a document with a message, as staff do?"""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from requests_app.models import Event
from tests.admin.pages import act
from tests.uploads.sending import pdf


def attached(content=None, name="what we hold.pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content)


def send(client, submission, file=None, **data):
    typed = {"party": "CONSUMER", "text": "Here it is.", "token": str(uuid4()), **data}
    return act(client, submission.requests.first(), "message", **typed, **({"file": file} if file else {}))


def address(document):
    return reverse("message_document", kwargs={"attachment": document.pk})


def body(response):
    return b"".join(response.streaming_content)


def fetched():
    return Event.objects.filter(kind="DOCUMENT_FETCHED")
