"""Somebody who files for somebody else, and the one they file for, each at a browser of their own."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.models import PrivacyRequest, Submission
from requests_app.operations import authority, identity, proofs
from requests_app.vocabulary import FilerRole, ProofKind, ProofWay
from tests.journeys.walk import code_for, file
from verification import challenges

STATUS, PROOF, ANSWER = "/track/status/", "/track/proof/", "/track/represented/"
NOT_ASKED, END = "/track/represented/not-asked/", "/track/represented/end/"
KNOW = {"rights": {"rights": ["KNOW"]}, "know": {"what": ["SOURCES"]}}
ROSA = {"channel": "EMAIL", "email": "rosa@example.com", "language": "en"}
BY_TEXT = {"channel": "TEXT", "phone": "(415) 555-0123", "language": "en"}


def file_for(client: Client, role: FilerRole, **changes: Any) -> Submission:
    """Walk the journey as somebody who acts for Rosa; confirm nothing yet."""
    answers = {
        **KNOW,
        "for_whom": {"for_whom": role.value},
        "their_contact": ROSA,
        "representative": {"name": "Ana Agent", "firm": "Agents Example", "own_reference": "case 7"},
        "permission": {"may_receive_answer": "yes", "duties": ["yes"]},
        "contact": {"channel": "EMAIL", "email": "ana@agents.example.com"},
        **changes,
    }
    return file(client, **answers)


def acting(client: Client, role: FilerRole = FilerRole.AGENT, **changes: Any) -> Submission:
    """File for Rosa, and confirm the contact of who acts: their pages are open."""
    submission = file_for(client, role, **changes)
    client.post("/confirm/", {"code": code_for(submission.filer)})
    return current(submission)


def asked(client: Client, way: ProofWay = ProofWay.PAPER, **changes: Any) -> Submission:
    """File as an agent and offer a proof: Rosa is asked."""
    submission = acting(client, **changes)
    authority.offer_proof(submission=submission, way=way, at=timezone.now())
    return current(submission)


def open_status(client: Client, side: Any) -> Any:
    """Come back with the reference and a fresh code."""
    client.post("/track/", {"reference": str(side)})
    return client.post("/track/code/", {"code": code_for(side, identity.TRACK)})


def agree_link(submission: Submission) -> str:
    """The address in the message that asks the consumer."""
    challenge = challenges.newest(purpose=authority.AGREE, subject=submission.pk)
    assert challenge is not None
    return reverse("agree_link", args=[challenges.link_token(challenge)])


def read_hash(page: Any) -> str:
    (found,) = re.findall(r'name="read" value="([0-9a-f]{64})"', page.content.decode())
    return found


def signature(page: Any, **changes: Any) -> dict[str, Any]:
    """What somebody posts who signs the words of a page."""
    return {"answer": "sign", "receives": "no", "name": "Rosa Example", "read": read_hash(page), **changes}


def words(response: Any) -> str:
    """What a page says, white space evened."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.replace("&#x27;", "'").split())


def current(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def only(submission: Submission) -> PrivacyRequest:
    """Its one request, as it stands now."""
    return PrivacyRequest.objects.select_related("submission").get(submission=submission)


def accepted(submission: Submission, staff: User, kind: ProofKind = ProofKind.SIGNED_PERMISSION) -> Submission:
    """Staff accept the proof."""
    proofs.accept_proof(submission=submission, kind=kind, at=timezone.now(), by=staff)
    return current(submission)
