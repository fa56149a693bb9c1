"""Can who filed for somebody else, or pretends to, get more than the consumer, the paper or the clock let them have?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from privacy_portal.lib.uploads.refusal import Refusal
from requests_app.models import PrivacyRequest, Representative, Submission
from requests_app.operations import answers, assurance, authority, documents, identity, proofs, revival, suppression
from requests_app.vocabulary import (
    AuthorityEnd,
    DocumentPurpose,
    FilerRole,
    Ground,
    Party,
)
from tests.filings import (
    CATEGORIES,
    CORRECTION,
    DELETION,
    NOON,
    THREE_POINTS,
    confirm_filer,
    file_for,
    only_request,
)
from tests.journeys import agents
from tests.uploads.sending import incoming, pdf
from verification.models import Challenge

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def fresh(submission):
    return Submission.objects.get(pk=submission.pk)


def only(submission):
    return PrivacyRequest.objects.select_related("submission").get(submission=submission)


@pytest.fixture(autouse=True)
def home(documents):
    return documents


@pytest.mark.threat("A01", "A87")
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


@pytest.mark.threat("A01", "A87")
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


@pytest.mark.threat("A87")
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


@pytest.mark.threat("A87")
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


@pytest.mark.threat("A50")
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


@pytest.mark.threat("A87")
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


@pytest.mark.threat("A86")
def test_a_disowned_batch_files_nothing_more(client):
    batch = agents.confirmed(client)
    agents.upload(client, agents.as_csv(*agents.rows(3)))
    agents.order(client)
    challenge = Challenge.objects.filter(subject=batch.pk).latest("issued_at")
    suppression.disown(challenge=challenge, at=timezone.now())
    agents.work()
    assert not Submission.objects.exists()
