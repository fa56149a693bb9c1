"""Which rows of the books are the evidence of one request, and which are left out of it, and why?

Each part names its columns once, and both the data and the page of a pack are made of them: they cannot tell different
things. A row that points to a request or its filing is here or in LEFT_OUT; a test holds the two against the models.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy

from requests_app import models, persons, queries, threads

Facts = dict[str, Any]
Rows = Callable[[models.PrivacyRequest], Iterable[Model]]


@dataclass(frozen=True)
class Part:
    """One kind of rows: its name in the data, its heading on the page, and the columns that are told.

    `one`: there is one such row, or none, and it is told column by column.
    """

    key: str
    title: Any
    model: type[Model]
    rows: Rows
    columns: str
    one: bool = False

    @property
    def names(self) -> list[str]:
        return self.columns.split()


def _of_request(name: str) -> Rows:
    return lambda request: getattr(request, name).all()


def _of_filing(name: str) -> Rows:
    return lambda request: getattr(request.submission, name).all()


def _only(name: str) -> Rows:
    """A row that there may be once for a request."""
    return lambda request: filter(None, [getattr(request, name, None)])


def _acting(request: models.PrivacyRequest) -> Iterable[models.Representative]:
    return [request.submission.representative] if request.submission.represented else []


def _of_acting(name: str) -> Rows:
    def rows(request: models.PrivacyRequest) -> Iterable[Model]:
        for acting in _acting(request):
            found: Any = getattr(acting, name, None)
            yield from found.all() if hasattr(found, "all") else filter(None, [found])

    return rows


def _merges(request: models.PrivacyRequest) -> Iterable[models.PersonMerge]:
    """Everything that was ever merged with whom the consumer of the request is counted as, parted again or not.

    Why somebody is one with a worker is told with that worker's own requests, which are open to the circle alone.
    """
    person = request.submission.person
    if person is None:
        return []
    same = persons.everybody(person)
    merges = models.PersonMerge.objects.filter(Q(person__in=same) | Q(into__in=same))
    if request.submission.worker:
        return merges
    workers = models.Submission.objects.filter(person__isnull=False).exclude(worker="").values("person")
    return merges.exclude(Q(person__in=workers) | Q(into__in=workers))


PARTS = (
    Part(
        "request",
        gettext_lazy("The request"),
        models.PrivacyRequest,
        lambda request: [request],
        "type details status outcome received_on acknowledge_by respond_by extended_by extended_at extension_reason"
        " closed_at rules_version level_required level_reached level_reason authority deletion_confirmed_at revives"
        " revived_by owner",
        one=True,
    ),
    Part(
        "filing",
        gettext_lazy("Who asked"),
        models.Submission,
        lambda request: [request.submission],
        "reference name contact_channel contact postal_address contact_confirmed_at disowned_at language received_at"
        " received_on channel filer_role california_resident acknowledged_at person worker worker_reason",
        one=True,
    ),
    Part(
        "representative",
        gettext_lazy("Who acts for the consumer"),
        models.Representative,
        _acting,
        "reference name firm own_reference contact_channel contact postal_address contact_confirmed_at disowned_at"
        " language batch batch_line starts_on ends_on may_receive_answer duties_acknowledged_at proof_way"
        " proof_offered_at cure_asked_at cure_words permission_confirmed_at ended_at end end_reason",
        one=True,
    ),
    Part(
        "permission",
        gettext_lazy("The permission that the consumer signed online"),
        models.SignedPermission,
        _of_acting("signed_permission"),
        "signed_at signed_on name may_receive_answer language text_version text_sha256",
    ),
    Part(
        "authority_checks",
        gettext_lazy("Checks of the authority"),
        models.AuthorityCheck,
        _of_acting("checks"),
        "checked_at checked_by kind accepted covers checklist reason",
    ),
    Part(
        "receipt_changes",
        gettext_lazy("Changes of the time of receipt"),
        models.ReceiptChange,
        _of_filing("receipt_changes"),
        "changed_at changed_by was now reason",
    ),
    Part(
        "evidence",
        gettext_lazy("Why we believe it"),
        models.Evidence,
        queries.evidence_of,
        "recorded_at recorded_by kind point reason doubted_at doubt_reason",
    ),
    Part(
        "declaration",
        gettext_lazy("The declaration that the consumer signed"),
        models.Declaration,
        lambda request: filter(None, [getattr(request.submission, "declaration", None)]),
        "signed_at signed_on name place language text_version text_sha256",
    ),
    Part(
        "directory",
        gettext_lazy("What the business’s own records said"),
        models.DirectoryMatch,
        lambda request: queries.directory_matches(request.submission),
        "checked_at point agrees source",
    ),
    Part(
        "asks",
        gettext_lazy("What more the consumer was asked"),
        models.PointAsk,
        _of_request("point_asks"),
        "asked_at asked_by party points reason until answered_at ended_at",
    ),
    Part(
        "identity_asks",
        gettext_lazy("Asks for a government ID"),
        models.IdentityAsk,
        _of_request("identity_asks"),
        "asked_at asked_by reason ended_at",
    ),
    Part(
        "merges",
        gettext_lazy("Who is counted as one person"),
        models.PersonMerge,
        _merges,
        "merged_at merged_by person into reason parted_at parted_by part_reason",
    ),
    Part(
        "steps",
        gettext_lazy("Steps by telephone, by post or in person"),
        models.Step,
        _of_request("steps"),
        "done_at way with_whom note recorded_at recorded_by",
    ),
    Part(
        "messages",
        gettext_lazy("What was written to and fro"),
        models.Message,
        lambda request: threads.everything(request.submission),
        "sent_at party by text began_from read_at",
    ),
    Part("staff_notes", gettext_lazy("Notes of the staff"), models.StaffNote, threads.notes, "at by text"),
    Part(
        "holds",
        gettext_lazy("Holds: nothing may be deleted"),
        models.Hold,
        _of_request("holds"),
        "placed_at placed_by kind case_number reason since until reminded_on lifted_at",
    ),
    Part(
        "tasks",
        gettext_lazy("Systems and vendors"),
        models.HolderTask,
        _of_request("tasks"),
        "made_at holder_name holder_kind holder_holds tell_by owner owner_told_at reminded_on state keep told_at"
        " told_by told_at_contact acknowledged_at acknowledged_by finished_at finished_by why_not note",
    ),
    Part(
        "proposal",
        gettext_lazy("An answer that waits for a second person"),
        models.ProposedAnswer,
        _only("proposal"),
        "proposed_at proposed_by denies ground text rest digest sent_back_at sent_back_by sent_back_reason",
    ),
    Part(
        "answer",
        gettext_lazy("What was answered"),
        models.Answer,
        _only("answer"),
        "outcome ground text parts nothing_held counts_toward_limit delivered_at delivered_on given_by two_people"
        " approved_by override_reason early_reason contact_reason alarm_reason tasks_reason",
        one=True,
    ),
    Part("reopening", gettext_lazy("Why it was reopened"), models.Reopening, _only("reopening"), "at by dates reason"),
    Part(
        "notices",
        gettext_lazy("Messages and letters that the law or the policy owes"),
        models.Notice,
        queries.notices_of,
        "queued_at kind party by_post other_contact state attempts sent_at provider_id failure",
    ),
    Part(
        "looks",
        gettext_lazy("Who read what is masked"),
        models.Reveal,
        _of_request("reveals"),
        "at by fields reason note",
    ),
    Part(
        "exports",
        gettext_lazy("When the evidence was taken out"),
        models.ExportRecord,
        lambda request: models.ExportRecord.objects.filter(request=request).order_by("at", "id"),
        "at by reason",
    ),
)

# Told in their own way: with their place in the pack, and with their hashes (evidence_facts).
ELSEWHERE = frozenset({models.Document, models.Event})

# What points to a request, its filing or one of its sides and is in no pack; and columns of what is. Why.
LEFT_OUT = {
    "Cleaning": "Work of the machine; what came of it is the state of the document.",
    "Comparison": "Work of the machine; what the records said of each point is told.",
    "Person": "An id; whose filing it is, and with whom they were merged, is told.",
    "PersonContact": "What is known of the person from all their filings, of which this request is one.",
    "PrivacyRequest.ordinal": "Stands in the reference.",
    "PrivacyRequest.channel": "The filing’s.",
    "PrivacyRequest.filer_role": "The filing’s.",
    **dict.fromkeys(("PrivacyRequest.overdue_noted_on", "PrivacyRequest.due_on"), "Follows from its dates."),
    "Submission.form_token": "Of the form it was made from.",  # nosec B105 - no password
    "Submission.contact_index": "To find it by; the contact is told.",
    "Representative.contact_index": "To find it by; the contact is told.",
    "Representative.ask_again_at": "When the machine asks again.",
    "Evidence.challenge": "The code is deleted after a while; that it was right, and when, is told.",
    "Evidence.declaration": "Told as what was signed.",
    "PointAsk.answers": "Given to verify, and not to be kept for longer or handed on (11 CCR 7060(d)).",
    "Message.token": "Of the form that sent it.",
    "StaffNote.token": "Of the form that wrote it.",
    "HolderTask.holder": "What the register said of it then is told.",
    "Notice.next_try_at": "When the machine tries again.",
    "ExportRecord.kind": "It is this pack’s.",
    "ExportRecord.since": "It is of tables.",
    "ExportRecord.until": "It is of tables.",
    "ExportRecord.filters": "It is of tables.",
    "ExportRecord.rows": "Known when the pack is finished.",
    "ExportRecord.finished_at": "Known when the pack is finished.",
}


def facts(request: models.PrivacyRequest) -> Facts:
    """Every part by its name: codes, ids, instants and the words that were written. JSON-able."""
    return {part.key: _told(part, [_columns(row, part.names) for row in part.rows(request)]) for part in PARTS}


def _told(part: Part, rows: list[Facts]) -> Any:
    return (rows[0] if rows else None) if part.one else rows


def _columns(row: Model, names: list[str]) -> Facts:
    return {name: str(row) if name == "reference" else plain(getattr(row, name, None)) for name in names}


def plain(value: Any) -> Any:
    """A value as JSON has it; people of the staff by their login, other rows by what they are called."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, User):
        return value.get_username()
    if isinstance(value, models.OtherContact):
        return f"{value.channel}: {value.contact}"
    return str(value) if isinstance(value, Model) else value
