"""The portal's nouns, one file each."""

from requests_app.models.account_event import AccountEvent
from requests_app.models.alert import AlertSent
from requests_app.models.answer import Answer
from requests_app.models.batch import Batch, BatchFiling
from requests_app.models.declaration import Declaration
from requests_app.models.directory import Comparison, DirectoryEntry, DirectoryMatch
from requests_app.models.document import Cleaning, Document, IdentityAsk
from requests_app.models.draft import Draft
from requests_app.models.event import Event
from requests_app.models.evidence import Evidence
from requests_app.models.export import ExportRecord
from requests_app.models.history_seal import HistorySeal, SealedHead
from requests_app.models.hold import Hold
from requests_app.models.holder import Holder
from requests_app.models.holder_task import HolderTask
from requests_app.models.letter import LetterTemplate, LetterVersion
from requests_app.models.looking import Reveal
from requests_app.models.message import Message, StaffNote
from requests_app.models.notice import Notice, OtherContact
from requests_app.models.person import Person, PersonContact
from requests_app.models.person_merge import PersonMerge
from requests_app.models.point_ask import PointAsk
from requests_app.models.privacy_request import PrivacyRequest
from requests_app.models.proposal import ProposedAnswer
from requests_app.models.receipt_change import ReceiptChange
from requests_app.models.reopening import Reopening
from requests_app.models.representative import AuthorityCheck, Representative, SignedPermission
from requests_app.models.saved_filter import SavedFilter
from requests_app.models.step import Step
from requests_app.models.submission import Submission

__all__ = [
    "AccountEvent",
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
    "ExportRecord",
    "HistorySeal",
    "Hold",
    "Holder",
    "HolderTask",
    "IdentityAsk",
    "LetterTemplate",
    "LetterVersion",
    "Message",
    "Notice",
    "OtherContact",
    "Person",
    "PersonContact",
    "PersonMerge",
    "PointAsk",
    "PrivacyRequest",
    "ProposedAnswer",
    "ReceiptChange",
    "Reopening",
    "Representative",
    "Reveal",
    "SavedFilter",
    "SealedHead",
    "SignedPermission",
    "StaffNote",
    "Step",
    "Submission",
]
