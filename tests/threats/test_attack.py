"""Attacks on what issue 4 built; each fails as long as its finding stands."""

import io
import zipfile
import zlib
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from django.http.multipartparser import MultiPartParser
from django.utils import timezone

from privacy_portal.lib.uploads import receiving
from privacy_portal.lib.uploads.receiving import ToVault
from privacy_portal.lib.uploads.refusal import Refusal
from requests_app import notices, representation
from requests_app.forms.authority import AcceptProofForm
from requests_app.models import Batch, BatchFiling, Notice, PrivacyRequest, Representative, Submission
from requests_app.operations import answers, assurance, authority, batch_filing, documents, identity, proofs, revival, suppression
from requests_app.operations import batch as batches
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
from tests.journeys import agents, sides
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


# 1 ---


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


# 2 ---


class Trickle:
    """A line that gives a byte at a time, read as gunicorn's Body reads it: until there is as much as was asked for."""

    def __init__(self, body: bytes, clock: list[float], seconds: float) -> None:
        self.rest, self.clock, self.seconds = io.BytesIO(body), clock, seconds

    def read(self, size: int) -> bytes:
        found = self.rest.read(size)
        self.clock[0] += self.seconds * len(found)
        return found


def test_a_slow_upload_holds_no_thread_for_longer_than_the_patience(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(receiving.time, "monotonic", lambda: clock[0])
    content = b"%PDF-1.7\n" + b"x" * 150_000
    body = (
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + content + b"\r\n--B--\r\n"
    )
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=B", "CONTENT_LENGTH": str(len(body))}
    handler = ToVault(None, field="file", most=10 * 2**20)
    MultiPartParser(meta, Trickle(body, clock, 20.0), [handler]).parse()  # nginx waits 30 s for a byte
    assert handler.refused is Refusal.NOT_STORED
    assert clock[0] < 2 * receiving.PATIENCE, f"held for {clock[0] / 3600:.0f} hours"


# 3 ---


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


# 5 ---


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


# 11 ---


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
