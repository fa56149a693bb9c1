"""A consumer at the form, without a browser: Django's own test client walks the journey."""

from typing import Any

from django.test import Client
from django.urls import reverse

from requests_app.models import Submission
from requests_app.operations import identity
from verification import challenges

ANSWERS: dict[str, dict[str, Any]] = {
    "for-whom": {"for_whom": "SELF"},
    "rights": {"rights": ["KNOW", "DELETE", "CORRECT"]},
    "know": {"what": ["KNOW_SPECIFIC", "SOURCES"]},
    "period": {"period": "EVERYTHING"},
    "delete": {"scope": "PARTS", "parts": "My newsletter history"},
    "correct": {"item": "POSTAL_ADDRESS", "wrong": "1 Old Street", "right": "2 New Street"},
    "residence": {"resident": "yes"},
    "name": {"name": "Rosa Example"},
    "contact": {"channel": "EMAIL", "email": "rosa@example.com"},
    "language": {"language": "en"},
}


def place(step: str) -> str:
    return reverse("journey_step", args=[step])


def answer(client: Client, step: str, **changes: Any) -> Any:
    """Post one question's answer."""
    return client.post(place(step), {**ANSWERS[step], **changes})


def walk(client: Client, *, until: str | None = None, **changes: dict[str, Any]) -> str:
    """Answer every question asked, and return the address of the first page after `until` (or the check)."""
    where = client.post(reverse("journey_start")).headers["Location"]
    while where != reverse("journey_check"):
        step = where.rstrip("/").rsplit("/", 1)[-1]
        response = client.post(where, changes.get(step.replace("-", "_")) or ANSWERS[step])
        assert response.status_code == 302, (step, response.context["form"].errors)
        where = response.headers["Location"]
        if step == until:
            break
    return where


def file(client: Client, **changes: dict[str, Any]) -> Submission:
    """Walk the whole journey and send it."""
    walk(client, **changes)
    response = client.post(reverse("journey_check"))
    assert response.headers["Location"] == reverse("filed"), response.headers
    return Submission.objects.order_by("received_at").last()  # type: ignore[return-value]


def code_for(submission: Submission, purpose: str = identity.CONFIRM) -> str:
    """The code of the newest message, as its reader sees it."""
    challenge = challenges.newest(purpose=purpose, subject=submission.pk)
    assert challenge is not None
    return challenges.code_of(challenge)


def link_for(submission: Submission, purpose: str = identity.CONFIRM) -> str:
    """The address of the link in the newest message."""
    challenge = challenges.newest(purpose=purpose, subject=submission.pk)
    assert challenge is not None
    return reverse(f"{purpose}_link", args=[challenges.link_token(challenge)])
