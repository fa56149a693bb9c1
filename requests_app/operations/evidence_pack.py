"""How does the whole evidence of one request leave the portal, so that somebody else can check it?

A ZIP with a page to read, the same as data, the documents as they were shown to staff, and the history with its hashes.
SHA256SUMS names the digest of each file, as `sha256sum -c` reads it; SHA256SUMS.sig is the portal's Ed25519 signature
over that. It is made in memory, because no document is written to a disk in the clear.
"""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from privacy_portal.lib import signing
from privacy_portal.lib.uploads import vault
from requests_app import audit, calendar
from requests_app.models import Document, ExportRecord, PrivacyRequest
from requests_app.operations import evidence_facts, exports
from requests_app.operations.evidence_parts import Facts
from requests_app.vocabulary import DocumentState, EventKind, ExportKind

FORMAT = "privacy-request-portal evidence 1"
PAGE, DATA, SUMS, SIGNATURE = "evidence.html", "evidence.json", "SHA256SUMS", "SHA256SUMS.sig"
# A cleaned document's place is made of our own words: nothing that a sender wrote is in it.
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class Pack:
    """A finished file, and what it is called."""

    name: str
    data: bytes


@transaction.atomic
def make(*, request: PrivacyRequest, reason: str, at: datetime, by: User) -> Pack:
    """Take the evidence of a request out; that it was taken out is in the history, and so in the pack itself.

    Raises vault.Missing, vault.Unreadable and vault.Unavailable when a document that is ready does not open.
    """
    record = ExportRecord.objects.create(kind=ExportKind.EVIDENCE, at=at, by=by, request=request, reason=reason)
    audit.record(
        EventKind.EVIDENCE_EXPORTED,
        submission=request.submission,
        request=request,
        at=at,
        staff=by,
        export=str(record.pk),
    )
    audit.link_now()
    with translation.override(settings.LANGUAGE_CODE):
        files = _files(request, record)
    exports.finish(record, rows=len(files), at=at)
    return Pack(exports.file_name(record, "zip", of=request.reference), _zip(files, at=at))


def _files(request: PrivacyRequest, record: ExportRecord) -> dict[str, bytes]:
    """Every file by its place in the pack, the signature last."""
    files: dict[str, bytes] = {}
    documents = []
    for number, document in enumerate(request.submission.documents.all(), start=1):
        place, data = _document(document, number)
        if place:
            files[place] = data
        documents.append(evidence_facts.document_facts(document, place, sha256(data).hexdigest() if place else ""))
    told = evidence_facts.facts(request) | {
        "format": FORMAT,
        "made_at": record.at.isoformat(),
        "made_by": record.by.get_username(),
        "export": str(record.pk),
        "portal": settings.PORTAL_BASE_URL,
        "business": settings.BUSINESS_NAME,
        "public_key": signing.public_key().hex(),
        "documents": documents,
        "history": evidence_facts.history_facts(request),
    }
    files[DATA] = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
    files[PAGE] = _page(request, record, told).encode()
    files[SUMS] = sums(files).encode()
    files[SIGNATURE] = signing.sign(files[SUMS])
    return files


def _document(document: Document, number: int) -> tuple[str, bytes]:
    """The cleaned copy and its place; nothing where there is none."""
    if document.state != DocumentState.READY or document.clean_key is None:
        return "", b""
    place = f"documents/{number:02}-{document.purpose.lower()}.{ENDINGS[document.media_type]}"
    return place, b"".join(vault.read(document.clean_name, key=document.clean_key))


def _page(request: PrivacyRequest, record: ExportRecord, told: Facts) -> str:
    context = {
        "request": request,
        "record": record,
        "made_at": record.at.astimezone(calendar.business_zone()),
        "told": told,
        "sections": evidence_facts.sections(request),
    }
    return render_to_string("evidence/page.html", context)


def sums(files: dict[str, bytes]) -> str:
    """The digests of files as `sha256sum` writes them."""
    return "".join(f"{sha256(data).hexdigest()}  {place}\n" for place, data in sorted(files.items()))


def _zip(files: dict[str, bytes], *, at: datetime) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, data in files.items():
            member = zipfile.ZipInfo(place, at.timetuple()[:6])
            member.external_attr, member.compress_type = 0o600 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return whole.getvalue()
