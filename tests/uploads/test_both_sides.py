"""Does each side of a filing send what is asked of it, read of its own documents only, and start what follows?"""

import pytest
from django.test import Client
from django.utils import timezone

from requests_app.models import Document, Event, IdentityAsk
from requests_app.operations import authority, documents, proofs
from requests_app.vocabulary import DocumentPurpose, FilerRole, Party, ProofKind, ProofWay
from tests.filings import CATEGORIES, CORRECTION, confirm_filer, file_for
from tests.journeys import sides
from tests.journeys.walk import ANSWERS
from tests.uploads.sending import PAGE, asked, files, made_ready, opened, received, send

pytestmark = pytest.mark.django_db
BOTH = (Party.CONSUMER, Party.REPRESENTATIVE)
AUTHORITY, CORRECT, IDENTITY = DocumentPurpose.AUTHORITY, DocumentPurpose.CORRECTION, DocumentPurpose.IDENTITY
CORRECTING = {"rights": {"rights": ["CORRECT"]}, "correct": ANSWERS["correct"]}


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


def page(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def offered(client):
    """The purposes among which the page lets a sender choose, or the one that is left."""
    form = client.get(PAGE).context["form"]
    return [form.only] if form.only else [value for value, _label in form.fields["purpose"].choices]


def both(client, client_b):
    """An agent and their consumer, each with their own pages of one filing open."""
    submission = sides.asked(client, **CORRECTING)
    assert client_b.post(sides.agree_link(submission), {"answer": "yes"}).status_code == 302
    return submission


# --- what each side sees ---------------------------------------------------------------------------------------------


@pytest.mark.threat("A35")
def test_each_side_lists_only_what_it_sent(client, client_b):
    both(client, client_b)
    send(client, name="power-of-agent.pdf", purpose="AUTHORITY")
    send(client_b, name="bill-of-consumer.pdf", purpose="CORRECTION")
    assert Document.objects.count() == 2
    agents, consumers = page(client), page(client_b)
    assert "power-of-agent.pdf" in agents
    assert "bill-of-consumer.pdf" not in agents
    assert "bill-of-consumer.pdf" in consumers
    assert "power-of-agent.pdf" not in consumers


@pytest.mark.threat("A35")
def test_the_same_is_so_of_what_was_turned_away(client, client_b):
    both(client, client_b)
    send(client, b"MZ", "program-of-agent.exe", purpose="CORRECTION")
    assert "program-of-agent.exe" in page(client)
    assert "program-of-agent.exe" not in page(client_b)


def test_only_who_represents_is_asked_for_proof_of_authority(client, client_b):
    both(client, client_b)
    assert offered(client) == [AUTHORITY, CORRECT]
    assert offered(client_b) == [CORRECT]


def test_who_files_in_person_has_nothing_to_prove():
    assert documents.asked_for(confirm_filer(file_for(FilerRole.AGENT, CORRECTION)), Party.CONSUMER) == [CORRECT]


def test_a_consumer_cannot_send_proof_of_authority(client, client_b):
    submission = both(client, client_b)
    send(client_b, purpose="AUTHORITY")
    assert [each.purpose for each in submission.documents.all()] == [CORRECT]


@pytest.mark.parametrize(
    ("role", "who"),
    [
        (FilerRole.AGENT, Party.CONSUMER),
        (FilerRole.ATTORNEY_IN_FACT, Party.REPRESENTATIVE),
        (FilerRole.PARENT_UNDER_13, Party.REPRESENTATIVE),
    ],
)
def test_a_government_id_is_taken_only_where_it_was_asked_for_and_from_whom_it_shows(role, who, staff):
    submission = confirm_filer(file_for(role, CORRECTION))
    assert not any(IDENTITY in documents.asked_for(submission, party) for party in BOTH)
    asked(submission, staff)
    assert [party for party in BOTH if IDENTITY in documents.asked_for(submission, party)] == [who]


def test_the_page_offers_a_government_id_only_once_it_was_asked_for(client, staff):
    submission = opened(client)
    assert offered(client) == [CORRECT]
    asked(submission, staff)
    assert offered(client) == [CORRECT, IDENTITY]


# --- a proof of authority that comes in ------------------------------------------------------------------------------


def test_receiving_a_proof_of_authority_offers_it(client):
    submission = sides.acting(client, **CORRECTING)
    assert submission.representative.proof_offered_at is None
    send(client, purpose="AUTHORITY")
    acting = sides.current(submission).representative
    assert acting.proof_way == ProofWay.PAPER
    assert acting.proof_offered_at == Document.objects.get().received_at
    assert Event.objects.filter(kind="PROOF_OFFERED").count() == 1


def test_with_it_the_consumer_of_an_agent_is_asked(client):
    submission = sides.acting(client, **CORRECTING)
    assert not Event.objects.filter(kind="CONSUMER_ASKED").exists()
    send(client, purpose="AUTHORITY")
    assert Event.objects.filter(kind="CONSUMER_ASKED").count() == 1
    assert Client().get(sides.agree_link(submission)).status_code == 200


def test_a_power_of_attorney_that_comes_in_stays_one_and_nobody_is_asked(client):
    submission = sides.acting(client, **CORRECTING)
    authority.offer_proof(submission=submission, way=ProofWay.POWER, at=timezone.now())
    send(client, purpose="AUTHORITY")
    acting = sides.current(submission).representative
    assert acting.proof_way == ProofWay.POWER
    assert acting.proof_offered_at is not None
    assert not Event.objects.filter(kind="CONSUMER_ASKED").exists()


def test_any_other_document_offers_no_proof(client):
    submission = sides.acting(client, **CORRECTING)
    send(client, purpose="CORRECTION")
    assert sides.current(submission).representative.proof_offered_at is None
    assert not Event.objects.filter(kind="PROOF_OFFERED").exists()


def test_a_proof_that_was_turned_away_at_the_door_offers_nothing(client):
    submission = sides.acting(client, **CORRECTING)
    send(client, b"MZ", "power.exe", purpose="AUTHORITY")
    assert sides.current(submission).representative.proof_offered_at is None


# --- a government ID that was checked --------------------------------------------------------------------------------


@pytest.fixture
def parent(staff):
    """A parent's filing with a government ID that staff asked for, and the proof of authority."""
    submission = asked(confirm_filer(file_for(FilerRole.PARENT_UNDER_13, CATEGORIES)), staff)
    for purpose, name in ((AUTHORITY, "consent.pdf"), (IDENTITY, "licence.pdf")):
        received(submission, name=name, purpose=purpose, party=Party.REPRESENTATIVE)
    return submission


def checked(submission, by, *, accept=True, kind=ProofKind.GOVERNMENT_ID):
    check = proofs.accept_proof if accept else proofs.refuse_proof
    check(submission=submission, kind=kind, reason="" if accept else "The name is another.", at=timezone.now(), by=by)


@pytest.mark.parametrize("accept", [True, False])
def test_a_government_id_is_erased_as_soon_as_it_was_checked_whatever_came_of_it(
    parent, staff, home, accept, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        checked(parent, staff, accept=accept)
    # It may have come as the proof of authority just as well.
    for erased in (parent.documents.get(purpose=purpose) for purpose in (IDENTITY, AUTHORITY)):
        assert (erased.state, erased.quarantine_key, erased.clean_key, erased.name) == ("PURGED", None, None, None)
    assert files(home) == []
    assert not IdentityAsk.objects.filter(ended_at=None).exists()
    assert IDENTITY not in documents.asked_for(parent, Party.REPRESENTATIVE)


def test_the_history_says_who_had_it_erased(parent, staff):
    checked(parent, staff)
    events = Event.objects.filter(kind="DOCUMENT_PURGED")
    assert {event.staff for event in events} == {staff}
    assert {event.data["document"] for event in events} == {str(each.pk) for each in parent.documents.all()}


def test_a_check_of_another_proof_erases_no_government_id(parent, staff):
    checked(parent, staff, kind=ProofKind.CONSENT_FORM)
    assert None not in parent.documents.values_list("quarantine_key", flat=True)
    assert IdentityAsk.objects.filter(ended_at=None).exists()


def test_what_another_filing_sent_stays(parent, staff):
    other = asked(confirm_filer(file_for(FilerRole.PARENT_UNDER_13, CATEGORIES, name="Sol Example")), staff)
    document = received(other, purpose=IDENTITY, party=Party.REPRESENTATIVE)
    checked(parent, staff)
    document.refresh_from_db()
    assert document.quarantine_key is not None


def test_a_copy_that_was_cleaned_is_erased_too(staff, home, django_capture_on_commit_callbacks):
    submission = asked(confirm_filer(file_for(FilerRole.PARENT_UNDER_13, CORRECTION)), staff)
    document = made_ready(submission, purpose=IDENTITY, party=Party.REPRESENTATIVE)
    with django_capture_on_commit_callbacks(execute=True):
        checked(submission, staff)
    document.refresh_from_db()
    assert (document.state, document.clean_key) == ("PURGED", None)
    assert files(home) == []
