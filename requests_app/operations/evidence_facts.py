"""What belongs to the evidence of one request? Everything the books hold of it, as facts and as words.

Only for who may take records out, and only into a pack: it holds names, contacts and what was written.
"""

from django.utils.translation import gettext as _

from requests_app import history, wording
from requests_app.models import Document, Event, PrivacyRequest
from requests_app.operations import evidence_parts, evidence_words
from requests_app.operations.evidence_parts import Facts, plain

Section = tuple[str, list[wording.Row]]
DOCUMENT = (
    *("name", "purpose", "ask", "message", "sent_by", "state", "refusal", "verdict", "media_type", "size", "pages"),
    *("received_at", "cleaned_at", "purged_at", "purge_on"),
)
# Where its files lie, and what opens them, is nobody else's.
OF_THE_VAULT = ("quarantine_name", "quarantine_key", "clean_name", "preview_names", "clean_key")


def facts(request: PrivacyRequest) -> Facts:
    """The request as codes, ids, days and the words that were written; JSON-able."""
    told = evidence_parts.facts(request)
    told["request"]["reference"] = request.reference
    return told


def document_facts(document: Document, file: str, sha256: str) -> Facts:
    """One document; `file` is its place in the pack, empty where it is not in it."""
    told = {name: plain(getattr(document, name)) for name in DOCUMENT}
    return told | {"id": str(document.pk), "sha256_as_sent": document.sha256, "file": file, "sha256": sha256}


def history_facts(request: PrivacyRequest) -> list[Facts]:
    """The whole chain of the filing; what happened to its other requests is there as a digest, and without words."""
    events = list(request.submission.events.order_by("number").select_related("request__submission"))
    mine = [each for each in events if each.request_id in (None, request.pk)]
    said = dict(zip([each.pk for each in mine], history.history(mine, for_staff=True), strict=True))
    return [_event(each, said[each.pk].text if each.pk in said else None) for each in events]


def _event(event: Event, words: str | None) -> Facts:
    link = {
        "number": event.number,
        "previous": bytes(event.previous or b"").hex(),
        "hash": bytes(event.hash).hex(),
        "content": event.content.hex(),
    }
    return link if words is None else {**link, "said": event.said, "words": words}


def sections(request: PrivacyRequest) -> list[Section]:
    """What a person reads: headings with rows of facts; empty ones left out."""
    reference = (_("Reference"), [wording.row(_("Reference"), [request.reference])])
    return [reference, *evidence_words.sections(request)]
