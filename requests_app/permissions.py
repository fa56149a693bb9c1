"""Which words does a consumer sign who lets an agent act for them, and how are they read again later?"""

from dataclasses import dataclass

from requests_app.models import SignedPermission, Submission
from requests_app.signed_words import Words, written
from requests_app.vocabulary import EventKind

# The second says in Spanish, in the words of the law, which information is sensitive.
VERSION = "2026-11.2"


@dataclass(frozen=True)
class Signed:
    """A signed permission as it is read again: its words, and whether they are still the ones that were signed."""

    permission: SignedPermission
    words: Words
    genuine: bool


def words(submission: Submission, language: str, *, version: str = VERSION) -> Words:
    """The words by which the consumer of a filing permits its agent to act; in English when we have none in a language.

    Everything in them stays as it was filed, so that the same words are made again later.
    """
    acting = submission.representative
    filed = submission.events.filter(kind=EventKind.FILED).earliest("at")
    context = {
        "agent": acting.name,
        "firm": acting.firm,
        "reference": str(submission),
        # What was filed, not what became of it: a copy that is refused goes on as a description.
        "rights": filed.data["types"],
        "starts_on": acting.starts_on,
        "ends_on": acting.ends_on,
    }
    return written("permissions", version, language, context)


def read_again(permission: SignedPermission) -> Signed:
    """The words of a permission that was signed, made again from its columns and held against their hash."""
    again = words(permission.representative.submission, permission.language, version=permission.text_version)
    return Signed(permission, again, genuine=again.sha256 == permission.text_sha256)
