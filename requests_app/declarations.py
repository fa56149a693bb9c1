"""Which words does the consumer sign under penalty of perjury, and who is asked to?"""

from django.db.models import F

from requests_app import representation
from requests_app.models import Submission
from requests_app.rules.assurance import Level
from requests_app.signed_words import Words, written
from requests_app.vocabulary import EvidenceKind, Status

VERSION = "2026-11"


def words(submission: Submission, language: str) -> Words:
    """The words that the consumer of a filing signs, in their language; in English when we have none in it."""
    return written("declarations", VERSION, language, {"reference": str(submission)})


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
