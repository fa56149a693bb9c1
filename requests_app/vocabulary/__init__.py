"""Which words does the portal use, and how are they stored?

One closed list per concept. The stored value is stable (it is in the history for 24 months and more);
the label is what a person reads and is translated.
"""

from requests_app.vocabulary.course import (
    AlertKind,
    EventKind,
    IntakeChannel,
    NoticeKind,
    Outcome,
    Status,
)
from requests_app.vocabulary.desk import HoldKind, ReopenDates
from requests_app.vocabulary.downstream import (
    HolderKind,
    TaskState,
    TellBy,
    WhyNot,
)
from requests_app.vocabulary.messages import LetterVariable
from requests_app.vocabulary.papers import (
    DocumentPurpose,
    DocumentState,
    ExportKind,
)
from requests_app.vocabulary.people import (
    Actor,
    Authority,
    AuthorityEnd,
    ConsumerCheck,
    Duty,
    EvidenceKind,
    FilerRole,
    ItemAnswer,
    Party,
    PowerItem,
    ProofKind,
    ProofWay,
)
from requests_app.vocabulary.refusing import (
    Accompaniment,
    ExtensionReason,
    Ground,
)
from requests_app.vocabulary.rights import (
    DeletionScope,
    KnowCategory,
    NeverDisclosed,
    Period,
    Point,
    RequestType,
)
from requests_app.vocabulary.staffing import (
    CIRCLE,
    CIRCLE_CODENAME,
    DUTIES,
    LookReason,
    Masked,
    Role,
    WorkerKind,
)

__all__ = [
    "CIRCLE",
    "CIRCLE_CODENAME",
    "DUTIES",
    "Accompaniment",
    "Actor",
    "AlertKind",
    "Authority",
    "AuthorityEnd",
    "ConsumerCheck",
    "DeletionScope",
    "DocumentPurpose",
    "DocumentState",
    "Duty",
    "EventKind",
    "EvidenceKind",
    "ExportKind",
    "ExtensionReason",
    "FilerRole",
    "Ground",
    "HoldKind",
    "HolderKind",
    "IntakeChannel",
    "ItemAnswer",
    "KnowCategory",
    "LetterVariable",
    "LookReason",
    "Masked",
    "NeverDisclosed",
    "NoticeKind",
    "Outcome",
    "Party",
    "Period",
    "Point",
    "PowerItem",
    "ProofKind",
    "ProofWay",
    "ReopenDates",
    "RequestType",
    "Role",
    "Status",
    "TaskState",
    "TellBy",
    "WhyNot",
    "WorkerKind",
]
