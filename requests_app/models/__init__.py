"""The portal's nouns, one file each."""

from requests_app.models.alert import AlertSent
from requests_app.models.answer import Answer
from requests_app.models.batch import Batch, BatchFiling
from requests_app.models.declaration import Declaration
from requests_app.models.directory import Comparison, DirectoryEntry, DirectoryMatch
from requests_app.models.document import Cleaning, Document, IdentityAsk
from requests_app.models.draft import Draft
from requests_app.models.event import Event
from requests_app.models.evidence import Evidence
from requests_app.models.notice import Notice, OtherContact
from requests_app.models.person import Person, PersonContact
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.models.proposal import ProposedAnswer
from requests_app.models.representative import AuthorityCheck, Representative, SignedPermission
from requests_app.models.saved_filter import SavedFilter
from requests_app.models.submission import Submission

__all__ = [
    "AlertSent",
    "Answer",
    "AuthorityCheck",
    "Batch",
    "BatchFiling",
    "Cleaning",
    "Comparison",
    "Declaration",
    "DirectoryEntry",
    "DirectoryMatch",
    "Document",
    "Draft",
    "Event",
    "Evidence",
    "IdentityAsk",
    "Notice",
    "OtherContact",
    "Person",
    "PersonContact",
    "PrivacyRequest",
    "ProposedAnswer",
    "Representative",
    "SavedFilter",
    "SignedPermission",
    "Submission",
]
