"""What papers are sent to the demo's business, and what becomes of them?

They are real files, received, cleaned and looked at as any others; only the moments lie in the past.
"""

from datetime import datetime

from django.contrib.auth.models import User

from privacy_portal.lib import owed
from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.receiving import Incoming
from requests_app.management import demo_words as words
from requests_app.management.demo_cases import Teller
from requests_app.models import Cleaning, Document, Submission
from requests_app.operations import document_cleaning, document_keeping, documents
from requests_app.vocabulary import DocumentPurpose, Party, RequestType

LINE = 24  # points from one line to the next


def send(
    submission: Submission, party: Party, purpose: DocumentPurpose, name: str, lines: tuple[str, ...], *, at: datetime
) -> Document:
    """A paper with some lines comes in at a moment, and is cleaned at once."""
    content, key = paper(lines), vault.new_key()
    writer = vault.create(key)
    writer.write(content)
    incoming = Incoming(writer, key, name=name, size=len(content), content_type="application/pdf")
    document = documents.receive(submission=submission, party=party, purpose=purpose, incoming=incoming, at=at)
    job = owed.lease(Cleaning, document.cleaning.pk, at=at)
    if job is not None:
        verdict, kept = document_cleaning.cleaned_copy(job.document)
        document_cleaning.make_ready(job, verdict, kept, at=at)
        document_keeping.delete_files(only=document.pk)
    return document


def look(submission: Submission, *, at: datetime, by: User) -> None:
    """Somebody of the staff opens every paper of a filing."""
    for document in submission.documents.all():
        document_keeping.view(document=document, at=at, by=by)


def identity_asked_for(teller: Teller) -> object:
    """Nothing else could tell two people apart: a government ID was asked for, checked, and erased the same hour."""
    case = teller.file(RequestType.DELETE, days_ago=8).sent().wait(minutes=6).confirmed()
    [request] = case.requests()
    by = teller.team.reviewer
    case.wait(days=1)
    documents.ask_for_identity(request=request, reason=words.WHY_IDENTITY, at=case.at, by=by)
    case.wait(days=1)
    send(case.submission, Party.CONSUMER, DocumentPurpose.IDENTITY, "licence.pdf", words.LICENCE, at=case.at)
    case.wait(minutes=40)
    look(case.submission, at=case.at, by=by)
    documents.end_ask(request=request, at=case.at, by=by)
    return case.matched()


def paper(lines: tuple[str, ...]) -> bytes:
    """A PDF of one page with some lines of plain ASCII (ISO 32000-1, 7.5)."""
    shown = " ".join(f"({line}) Tj 0 -{LINE} Td" for line in lines)
    stream = f"BT /F 14 Tf 72 720 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(stream)} >> stream\n{stream}\nendstream",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj {content} endobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("ascii")
