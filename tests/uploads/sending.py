"""How do tests send a document, have it cleaned, and see what lies in the vault?"""

import io
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.receiving import Incoming
from privacy_portal.lib.uploads.scanner import Verdict
from requests_app.models import Cleaning, Document, Submission
from requests_app.operations import document_cleaning, documents, messages
from requests_app.vocabulary import DocumentPurpose, Party
from tests.filings import CORRECTION, confirm, file
from tests.journeys import walk

PAGE = "/track/documents/"
MEGABYTE = 1024 * 1024
CORRECT_ONLY = {"rights": {"rights": ["CORRECT"]}}


def pdf(pages: int = 1) -> bytes:
    """A plain document of empty pages."""
    made, out = pikepdf.new(), io.BytesIO()
    for _number in range(pages):
        made.add_blank_page(page_size=(200, 300))
    made.save(out)
    return out.getvalue()


def photo(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, kind)
    return out.getvalue()


def opened(client: Client, **changes: Any) -> Submission:
    """A filing with a correction, which this browser may see."""
    submission = walk.file(client, **{**CORRECT_ONLY, **changes})
    client.post("/confirm/", {"code": walk.code_for(submission)})
    return Submission.objects.get(pk=submission.pk)


def send(client: Client, content: bytes | None = None, name: str = "invoice.pdf", **fields: Any) -> Any:
    """Send one file from the page, as a browser does."""
    content = pdf() if content is None else content
    return client.post(PAGE, {**fields, "file": SimpleUploadedFile(name, content)})


def clean_all() -> None:
    """Let a worker do what is owed."""
    for pk in Cleaning.objects.filter(state="OWED").values_list("pk", flat=True):
        document_cleaning.clean(pk)


def incoming(content: bytes, name: str = "invoice.pdf") -> Incoming:
    """A file that has come in and is not kept yet."""
    key = vault.new_key()
    writer = vault.create(key)
    writer.write(content)
    return Incoming(writer, key, name=name, size=len(content), content_type="application/pdf")


def received(
    submission: Submission | None = None,
    content: bytes | None = None,
    name: str = "invoice.pdf",
    purpose: DocumentPurpose = DocumentPurpose.CORRECTION,
    at: datetime | None = None,
    party: Party = Party.CONSUMER,
) -> Document:
    """A document of a filing with a correction, as the portal receives it."""
    submission = submission or confirm(file(CORRECTION))
    return documents.receive(
        submission=submission,
        party=party,
        purpose=purpose,
        incoming=incoming(pdf() if content is None else content, name),
        at=at or timezone.now(),
    )


def ready(submission: Submission | None = None, **changes: Any) -> Document:
    """A document that was cleaned and may be looked at."""
    document = received(submission, **changes)
    document_cleaning.clean(document.cleaning.pk)
    return Document.objects.get(pk=document.pk)


def files(place: Path) -> list[str]:
    """The names of everything in the vault's directory, what is still coming in included."""
    return sorted(path.name for path in place.rglob("*") if path.is_file())


def asked(submission: Submission, by: User, reason: str = "Two people share this address.") -> Submission:
    """Staff ask for a government ID in a filing's first request."""
    request = submission.requests.select_related("submission").order_by("ordinal").first()
    assert request
    documents.ask_for_identity(request=request, reason=reason, at=timezone.now(), by=by)
    return submission


def made_ready(submission: Submission, name: str = "invoice.pdf", **changes: Any) -> Document:
    """A document that may be looked at, without a process that cleans it: for tests that are about something else."""
    return _cleaned(received(submission, name=name, **changes))


def sent_by_staff(submission: Submission, by: User, name: str = "copy.pdf", party: Party = Party.CONSUMER) -> Document:
    """The same, that staff sent with a message to one side."""
    message = messages.write_back(
        submission=submission,
        party=party,
        text="Here it is.",
        token=uuid4(),
        attached=incoming(pdf(), name),
        at=timezone.now(),
        by=by,
    )
    return _cleaned(Document.objects.get(message=message))


def _cleaned(document: Document) -> Document:
    job = Cleaning.objects.select_related("document").get(document=document)
    key = vault.new_key()
    names = [vault.put([content], key=key).name for content in (pdf(), photo("PNG"), photo("PNG"))]
    kept = document_cleaning.Kept(key=key, media_type="application/pdf", pages=2, names=names)
    assert document_cleaning.make_ready(job, Verdict.CLEAN, kept, at=timezone.now())
    return Document.objects.get(pk=document.pk)


# --- bodies, byte for byte -------------------------------------------------------------------------------------------

BOUNDARY = "the-boundary"
END = f"--{BOUNDARY}--\r\n".encode()


def part(name, content, filename=None):
    named = f'; filename="{filename}"' if filename else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"


def post(client, body, **extra):
    """Send a body byte for byte."""
    return client.generic("POST", PAGE, body, content_type=f"multipart/form-data; boundary={BOUNDARY}", **extra)


class Slow(io.BytesIO):
    """A body that tells how much of it was read."""

    def __init__(self, body):
        super().__init__(body)
        self.taken = 0

    def read(self, size=-1):
        piece = super().read(size)
        self.taken += len(piece)
        return piece
