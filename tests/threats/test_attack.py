"""Attacks on what issue 4 built; each fails as long as its finding stands."""

import io
import zipfile
import zlib
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from django.utils import timezone

from privacy_portal.lib.uploads.refusal import Refusal
from requests_app import notices, representation
from requests_app.forms.authority import AcceptProofForm
from requests_app.models import Notice, PrivacyRequest, Representative, Submission
from requests_app.operations import (
    answers,
    assurance,
    authority,
    documents,
    identity,
    proofs,
    revival,
    suppression,
)
from requests_app.vocabulary import (
    AuthorityEnd,
    DocumentPurpose,
    FilerRole,
    Ground,
    NoticeKind,
    Party,
    ProofKind,
    ProofWay,
    Status,
)
from tests.filings import (
    CATEGORIES,
    CHECKLIST,
    CORRECTION,
    DELETION,
    NOON,
    PIECES,
    THREE_POINTS,
    confirm_filer,
    file_for,
    only_request,
)
from tests.journeys import agents
from tests.uploads.results import cleaned
from tests.uploads.sending import incoming, pdf
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def fresh(submission):
    return Submission.objects.get(pk=submission.pk)


def only(submission):
    return PrivacyRequest.objects.select_related("submission").get(submission=submission)


@pytest.fixture(autouse=True)
def home(documents):
    return documents


# 1 --------------------------------------------------------------------------------------------------------------


def test_the_consumer_of_an_agent_with_a_power_of_attorney_is_told(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, PIECES, acting={"may_receive_answer": True}))
    authority.offer_proof(submission=submission, way=ProofWay.POWER, at=NOON)
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)  # the document comes in
    proofs.accept_proof(
        submission=submission, kind=ProofKind.POWER_OF_ATTORNEY, checklist=CHECKLIST, at=NOON + MINUTE, by=staff
    )
    assurance.record_match(
        submission=submission, points=THREE_POINTS, declaration=True, same_person_as=None, at=NOON, by=staff
    )
    assert only(submission).status == Status.IN_PROGRESS
    told = Notice.objects.filter(submission=submission, party=Party.CONSUMER)
    asked = Challenge.objects.filter(subject=submission.pk)
    assert told.exists() or asked.exists()


# 3 --------------------------------------------------------------------------------------------------------------


def polyglot() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.js", "WScript.Echo(1)")
    words = b"%<html><script>alert(1)</script>\n%" + archive.getvalue()
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    content = pikepdf.Stream(made, zlib.compress(words, 0))  # deflated, but stored
    content["/Filter"] = pikepdf.Name.FlateDecode
    made.pages[0].obj["/Contents"] = made.make_indirect(content)
    made.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_a_cleaned_pdf_is_no_archive_and_holds_no_script():
    result = cleaned(polyglot(), "letter.pdf")
    assert result.refused is None
    assert not zipfile.is_zipfile(io.BytesIO(result.document))
    assert b"<script" not in result.document


# 4 --------------------------------------------------------------------------------------------------------------


def test_the_second_yes_of_somebody_unproven_is_not_the_consumers(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, DELETION))
    identity.confirm_deletion(request=only_request(submission), party=Party.REPRESENTATIVE, at=NOON)
    challenge = identity.start_tracking(side=fresh(submission), at=NOON)
    identity.open_tracking(challenge=challenge, at=NOON)
    authority.end(submission=submission, why=AuthorityEnd.REVOKED, at=NOON)  # "end the permission"
    assurance.record_match(
        submission=submission, points=THREE_POINTS, declaration=False, same_person_as=None, at=NOON, by=staff
    )
    assert only(submission).waits_for_deletion_confirmation, only(submission).status


def test_nor_when_the_consumer_takes_it_up(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, DELETION))
    identity.confirm_deletion(request=only_request(submission), party=Party.REPRESENTATIVE, at=NOON)
    proofs.ask_for_proof(submission=submission, words="Show it.", at=NOON, by=staff)
    parts = {"HOW_TO_CURE": "Show it."}
    answers.deny(request=only(submission), ground=Ground.AGENT_NO_PROOF, parts=parts, at=NOON + DAY, by=staff)
    later = NOON + 2 * DAY
    challenge = identity.start_tracking(side=fresh(submission), at=later)
    identity.open_tracking(challenge=challenge, at=later)
    revival.take_up(submission=fresh(submission), party=Party.CONSUMER, at=later)
    assert submission.requests.order_by("ordinal").last().waits_for_deletion_confirmation


# 5 --------------------------------------------------------------------------------------------------------------


def test_an_agent_cannot_have_a_confirmed_consumer_texted_without_limit(staff, monkeypatch):
    phone = {"contact_channel": Channel.TEXT, "contact": "+14155550123"}
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES, **phone))
    challenge = identity.start_tracking(side=fresh(submission), at=NOON)
    identity.open_tracking(challenge=challenge, at=NOON)
    assert fresh(submission).confirmed
    texts = []
    monkeypatch.setattr(notices, "_send", lambda notice: texts.append(notice.kind) or "id")
    for minute in range(20):
        at = NOON + minute * MINUTE
        authority.offer_proof(submission=submission, way=ProofWay.ONLINE, at=at)
        with time_machine.travel(at, tick=False):
            for notice in Notice.objects.filter(kind=NoticeKind.REPRESENTED, state="OWED"):
                notices.deliver(notice.pk)
    assert len(texts) <= 3


# 6 --------------------------------------------------------------------------------------------------------------


def test_nothing_is_taken_from_a_representative_who_was_ended_while_it_came_in():
    submission = confirm_filer(file_for(FilerRole.AGENT, CORRECTION))
    authority.end(submission=submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    for purpose in (DocumentPurpose.CORRECTION, DocumentPurpose.AUTHORITY):
        with pytest.raises(documents.NotAskedFor):
            documents.receive(
                submission=submission,
                party=Party.REPRESENTATIVE,
                purpose=purpose,
                incoming=incoming(pdf()),
                at=NOON + MINUTE,
            )


def test_an_ended_representatives_proof_is_no_fault_of_ours():
    submission = confirm_filer(file_for(FilerRole.AGENT, CORRECTION))
    authority.end(submission=submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    with pytest.raises(documents.NotAskedFor):
        documents.receive(
            submission=submission,
            party=Party.REPRESENTATIVE,
            purpose=DocumentPurpose.AUTHORITY,
            incoming=incoming(pdf()),
            at=NOON + MINUTE,
        )


# 7 --------------------------------------------------------------------------------------------------------------


def test_an_agent_cannot_fill_the_places_of_the_consumer():
    submission = confirm_filer(file_for(FilerRole.AGENT, CORRECTION))
    for _ in range(20):
        documents.refuse(
            submission=submission,
            party=Party.REPRESENTATIVE,
            purpose=DocumentPurpose.AUTHORITY,
            name="a.exe",
            why=Refusal.WRONG_TYPE,
            at=NOON,
        )
    authority.end(submission=submission, why=AuthorityEnd.REVOKED, at=NOON)
    documents.receive(
        submission=submission,
        party=Party.CONSUMER,
        purpose=DocumentPurpose.CORRECTION,
        incoming=incoming(pdf()),
        at=NOON + MINUTE,
    )


# 8 --------------------------------------------------------------------------------------------------------------


def test_who_was_ended_files_nothing_anew(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    answers.deny(request=only(submission), ground=Ground.UNVERIFIED, parts={}, at=NOON + 40 * DAY, by=staff)
    late = NOON + 46 * DAY
    challenge = identity.start_tracking(side=fresh(submission).representative, at=late)
    opened = identity.open_tracking(challenge=challenge, at=late)
    # The consumer is a moment faster: the view looked before, the operation waited for the lock.
    authority.end(submission=submission, why=AuthorityEnd.NOT_ASKED, at=late)
    with pytest.raises((revival.NotProven, revival.NothingToTakeUp)):
        revival.take_up(submission=opened, party=Party.REPRESENTATIVE, at=late)
    assert Representative.objects.filter(ended_at=None).count() == 0


# 9 --------------------------------------------------------------------------------------------------------------


def test_an_agent_of_a_batch_takes_up_what_lacked_proof(client, staff):
    batch = agents.filed(client, *agents.rows(1))
    submission = Submission.objects.get(representative__batch=batch)
    now = timezone.now()
    proofs.ask_for_proof(submission=submission, words="Show it.", at=now, by=staff)
    parts = {"HOW_TO_CURE": "Show it."}
    answers.deny(request=only(submission), ground=Ground.AGENT_NO_PROOF, parts=parts, at=now, by=staff)
    client.post("/agents/batch/open/", {"line": submission.representative.batch_line})
    assert client.get("/track/status/").context["take_up"]
    response = client.post("/track/take-up/")
    assert response.headers["Location"] == "/track/status/"
    assert submission.requests.count() == 2


# 10 -------------------------------------------------------------------------------------------------------------


def test_a_disowned_batch_files_nothing_more(client):
    batch = agents.confirmed(client)
    agents.upload(client, agents.as_csv(*agents.rows(3)))
    agents.order(client)
    challenge = Challenge.objects.filter(subject=batch.pk).latest("issued_at")
    suppression.disown(challenge=challenge, at=timezone.now())
    agents.work()
    assert not Submission.objects.exists()


# 11 -------------------------------------------------------------------------------------------------------------


def test_staff_can_say_that_the_paper_keeps_the_answer_from_the_agent():
    form = AcceptProofForm(None, kind=ProofKind.SIGNED_PERMISSION, rights=[PIECES[0]], scope=True)
    assert {"may_receive_answer", "ends_on"} <= set(form.fields), sorted(form.fields)


def test_an_agent_who_claims_it_is_not_given_the_answer_before_anybody_read_it_in_the_paper(staff):
    """The paper says "file for me"; the agent ticked "that I may receive it, too"."""
    submission = confirm_filer(file_for(FilerRole.AGENT, PIECES, acting={"may_receive_answer": True}))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    proofs.accept_proof(
        submission=submission, kind=ProofKind.SIGNED_PERMISSION, covers=[PIECES[0]], at=NOON + MINUTE, by=staff
    )
    assert not representation.receives(fresh(submission), on=NOON.date())
