"""What staff tell a representative is missing is read where it can be cured: on the proof page, by nobody else."""

import pytest
from django.utils import timezone

from requests_app.operations import proofs
from requests_app.vocabulary import ProofKind, ProofWay
from tests.journeys.sides import PROOF, agree_link, asked, words

pytestmark = pytest.mark.django_db
CURE = "The page with the signature is missing."


def refused(client, staff):
    """An agent whose paper was refused, and who then has the consumer sign online."""
    filed = asked(client)
    kind = ProofKind.SIGNED_PERMISSION
    proofs.refuse_proof(submission=filed, kind=kind, reason=CURE, at=timezone.now(), by=staff)
    return filed


def test_the_agent_reads_on_the_proof_page_what_is_missing(client, staff):
    refused(client, staff)
    assert CURE in words(client.get(PROOF))


def test_the_consumer_who_signs_does_not_read_what_staff_wrote_to_the_representative(client, client_b, staff):
    filed = refused(client, staff)
    client.post(PROOF, {"way": ProofWay.ONLINE})
    page = words(client_b.get(agree_link(filed)))
    assert "Sign the permission" in page
    assert CURE not in page
