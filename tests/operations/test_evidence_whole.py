"""A regulator reads the whole case: whatever the books hold of a request is in its evidence, or left out by name."""

import html
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps

from privacy_portal.lib.crypto import EncryptedJSONField, EncryptedTextField
from requests_app import models
from requests_app.operations import evidence_facts, evidence_pack, merging
from requests_app.operations.evidence_pack import DATA, PAGE
from requests_app.operations.evidence_parts import ELSEWHERE, LEFT_OUT, PARTS
from requests_app.vocabulary import (
    DocumentPurpose,
    FilerRole,
    HolderKind,
    HoldKind,
    IntakeChannel,
    LookReason,
    Masked,
    Party,
    Point,
    ReopenDates,
    RequestType,
    TaskState,
    TellBy,
    WhyNot,
)
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, answered, established, file, only_request, verify
from tests.operations.test_evidence import REASON, members
from tests.uploads.sending import made_ready

pytestmark = pytest.mark.threat("A62")

SIDES = (models.PrivacyRequest, models.Submission, models.Representative, models.Person, models.Document)
# A row is found by these, and Django's own key says nothing of anybody.
FOUND_BY = {models.PrivacyRequest, models.Submission, models.Representative}


def points_to_a_request(model):
    return any(field.concrete and field.related_model in SIDES for field in model._meta.get_fields())


def test_every_model_that_points_to_a_request_is_in_the_pack_or_left_out_by_name():
    told = {part.model for part in PARTS} | ELSEWHERE
    ours = {model for model in apps.get_app_config("requests_app").get_models() if points_to_a_request(model)}
    undecided = {model.__name__ for model in ours - told} - LEFT_OUT.keys()
    assert undecided == set(), "say in operations/evidence_parts.py how they are told, or why they are not"
    assert {model.__name__ for model in told} & LEFT_OUT.keys() == set()


def columns_of(model):
    return {
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.related_model not in FOUND_BY
    }


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
def test_every_column_of_a_part_is_told_or_left_out_by_name(part):
    left_out = {name.partition(".")[2] for name in LEFT_OUT if name.startswith(f"{part.model.__name__}.")}
    assert columns_of(part.model) - set(part.names) == left_out
    assert len(part.names) == len(set(part.names))


def test_every_column_of_a_document_is_told_but_where_its_files_lie():
    told = {*evidence_facts.DOCUMENT, "sha256"}
    assert columns_of(models.Document) - told == set(evidence_facts.OF_THE_VAULT)


def test_everything_that_is_left_out_exists_and_has_its_reason():
    named = {model.__name__: columns_of(model) for model in apps.get_models()}
    for name, reason in LEFT_OUT.items():
        model, _dot, column = name.partition(".")
        assert not column or column in named[model], name
        assert len(reason) > 10, name


# --- and it is really told -------------------------------------------------------------------------------------------


def say(name):
    """What is written into a column: it names the part and the column it stands in."""
    return f"words of {name}"


def everything_about(request, by):
    """One row of each kind that the desk has made."""
    written_about(request, by)
    held_and_stepped(request, by)
    decided_about(request, by)
    told_to_others(request, by)


def written_about(request, by):
    submission = request.submission
    at_by = {"at": NOON, "by": by}
    models.Message.objects.create(
        submission=submission, party=Party.CONSUMER, by=None, text=say("messages.text"), token=uuid4(), sent_at=NOON
    )
    models.StaffNote.objects.create(request=request, text=say("staff_notes.text"), token=uuid4(), **at_by)
    models.PointAsk.objects.create(
        submission=submission,
        request=request,
        party=Party.CONSUMER,
        points=[Point.PHONE],
        reason=say("asks.reason"),
        until=NOON.date(),
        asked_at=NOON,
        asked_by=by,
        answers={Point.PHONE: "+14155550132"},
        answered_at=NOON,
    )


def held_and_stepped(request, by):
    models.Hold.objects.create(
        request=request,
        kind=HoldKind.POLICE,
        case_number=say("holds.case_number"),
        reason=say("holds.reason"),
        since=NOON.date(),
        until=NOON.date(),
        placed_at=NOON,
        placed_by=by,
    )
    later = NOON + timedelta(hours=1)
    models.Step.objects.create(
        request=request,
        way=IntakeChannel.PHONE,
        done_at=NOON,
        with_whom=say("steps.with_whom"),
        note=say("steps.note"),
        recorded_at=NOON,
        recorded_by=by,
    )
    models.Reveal.objects.create(
        request=request, fields=[Masked.WORDS], reason=LookReason.OTHER, note=say("looks.note"), at=NOON, by=by
    )
    models.ReceiptChange.objects.create(
        submission=request.submission,
        was=NOON,
        now=later,
        reason=say("receipt_changes.reason"),
        changed_at=later,
        changed_by=by,
    )


def decided_about(request, by):
    at_by = {"at": NOON, "by": by}
    models.IdentityAsk.objects.create(request=request, reason=say("identity_asks.reason"), asked_at=NOON, asked_by=by)
    models.Reopening.objects.create(request=request, dates=ReopenDates.NEW, reason=say("reopening.reason"), **at_by)
    models.ProposedAnswer.objects.create(
        request=request,
        denies=False,
        text=say("proposal.text"),
        rest={"tasks_reason": say("proposal.rest")},
        proposed_by=by,
        proposed_at=NOON,
        digest="0" * 64,
        sent_back_reason=say("proposal.sent_back_reason"),
    )


def told_to_others(request, by):
    holder = models.Holder.objects.create(
        name="Mailer Inc.",
        kind=HolderKind.THIRD_PARTY,
        holds="Addresses",
        types=[RequestType.DELETE],
        tell_by=TellBy.MAIL,
        contact="desk@mailer.example.com",
        owner=by,
        active_from=NOON.date(),
    )
    models.HolderTask.objects.create(
        request=request,
        holder=holder,
        holder_name=holder.name,
        holder_kind=holder.kind,
        holder_holds=holder.holds,
        tell_by=holder.tell_by,
        owner=by,
        state=TaskState.NOT_APPLICABLE,
        why_not=WhyNot.DISPROPORTIONATE,
        keep=say("tasks.keep"),
        note=say("tasks.note"),
        told_at=NOON,
        told_by=by,
        told_at_contact=say("tasks.told_at_contact"),
        made_at=NOON,
        finished_at=NOON,
        finished_by=by,
    )
    other = answered(CATEGORIES, by=by, at=NOON, contact="other@example.com").person
    merging.merge(person=request.submission.person, into=other, reason=say("merges.reason"), at=NOON, by=by)


NEW = (
    *("asks", "exports", "holds", "identity_asks", "looks", "merges", "messages", "proposal", "receipt_changes"),
    *("reopening", "staff_notes", "steps", "tasks"),
)
NOT_THERE_YET = {"merges.part_reason"}  # of people who are parted again


def sealed_columns(part):
    sealed = (EncryptedTextField, EncryptedJSONField)
    return [name for name in part.names if isinstance(part.model._meta.get_field(name), sealed)]


@pytest.mark.django_db
def test_the_data_and_the_page_both_have_every_word_that_was_written(staff, documents):
    submission = file(DELETION)
    verify(submission, by=staff)
    request = only_request(models.Submission.objects.get(pk=submission.pk))
    everything_about(request, staff)
    made_ready(submission, purpose=DocumentPurpose.MESSAGE, name="Rosa’s letter.pdf")
    request = models.PrivacyRequest.objects.select_related("submission").get(pk=request.pk)
    files = members(evidence_pack.make(request=request, reason=REASON, at=NOON, by=staff).data)
    data, page = json.loads(files[DATA]), html.unescape(files[PAGE].decode())
    for part in PARTS:
        if part.key in NEW:
            assert data[part.key], part.key
            assert str(part.title) in page, part.key
            for name in sealed_columns(part):
                written = REASON if part.key == "exports" else f"words of {part.key}.{name}"
                if f"{part.key}.{name}" not in NOT_THERE_YET:
                    assert written in json.dumps(data[part.key], ensure_ascii=False), (part.key, name)
                    assert written in page, (part.key, name)
    assert "Rosa’s letter.pdf" in page
    assert [each["name"] for each in data["documents"]] == ["Rosa’s letter.pdf"]


@pytest.mark.django_db
def test_what_was_answered_to_an_ask_was_given_to_verify_and_is_not_handed_on(staff):
    submission = file(DELETION)
    verify(submission, by=staff)
    request = only_request(models.Submission.objects.get(pk=submission.pk))
    everything_about(request, staff)
    request = models.PrivacyRequest.objects.select_related("submission").get(pk=request.pk)
    files = members(evidence_pack.make(request=request, reason=REASON, at=NOON, by=staff).data)
    assert b"+14155550132" not in files[DATA] + files[PAGE]


@pytest.mark.django_db
def test_what_an_agent_showed_and_who_checked_it_is_in_it(staff):
    submission = established(FilerRole.AGENT, PIECES, by=staff)
    files = members(evidence_pack.make(request=only_request(submission), reason=REASON, at=NOON, by=staff).data)
    (check,) = json.loads(files[DATA])["authority_checks"]
    assert (check["checked_by"], check["accepted"]) == (staff.username, True)
    assert "Checks of the authority" in files[PAGE].decode()
