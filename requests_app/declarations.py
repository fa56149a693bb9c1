"""Which words does the consumer sign under penalty of perjury, and who is asked to?

The words of a version never change: who changes them makes a new folder in templates/declarations/ and names it here.
They are no part of the message catalogues, because a translation may be improved, and what was signed may not.
"""

import hashlib
from dataclasses import dataclass

from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import override

from requests_app import representation
from requests_app.models import Submission
from requests_app.rules.assurance import Level
from requests_app.vocabulary import EvidenceKind, Status

VERSION = "2026-11"
LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Words:
    """The exact words, in which language and version, and their SHA-256 in hexadecimal (UTF-8)."""

    text: str
    language: str
    version: str
    sha256: str


def words(submission: Submission, language: str) -> Words:
    """The words that the consumer of a filing signs, in their language; in English when we have none in it."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    with override(language):
        rendered = render_to_string(f"declarations/{VERSION}/{language}.txt", {"reference": str(submission)})
    text = " ".join(rendered.split())
    return Words(text, language, VERSION, hashlib.sha256(text.encode()).hexdigest())


def is_asked(submission: Submission) -> bool:
    """Whether a declaration would help: the higher degree is required, not reached, and nothing is signed yet.

    Only of the consumer, and only where they may be asked who they are: nobody else can swear to be them.
    """
    if not submission.confirmed or not representation.consumer_proves_identity(submission):
        return False
    if submission.evidence.filter(kind=EvidenceKind.DECLARATION_SIGNED).exists():
        return False
    high = submission.requests.filter(level_required=Level.REASONABLY_HIGH, level_reached__lt=F("level_required"))
    return high.exclude(status=Status.CLOSED).exists()
