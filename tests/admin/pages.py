"""How tests find their way at the desk, and read what stands there."""

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from requests_app.models import PrivacyRequest

QUEUE = "/staff/requests_app/privacyrequest/"


def url(request: PrivacyRequest, action: str = "change") -> str:
    return reverse(f"admin:requests_app_privacyrequest_{action}", args=[request.pk])


def text(response: HttpResponse) -> str:
    """What a person reads on a page: no tags, no entities, single spaces."""
    body = re.sub(r"(?s)<(script|style|title|head)\b.*?</\1>", " ", response.content.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def page(client: Client, request: PrivacyRequest) -> str:
    response = client.get(url(request))
    assert response.status_code == 200
    return text(response)


def unmasked(client: Client, request: PrivacyRequest) -> str:
    """The page as whoever said why they have to read it sees it."""
    reveal(client, request)
    return page(client, request)


def queue(client: Client, **filters: str) -> list[str]:
    """The references in the queue, in its order."""
    response = client.get(QUEUE, filters)
    assert response.status_code == 200
    return re.findall(r'class="reference" href="[^"]+">([^<]+)<', response.content.decode())


def act(client: Client, request: PrivacyRequest, action: str, /, query: str = "", **data: Any) -> Any:
    """Send the form of an action; redirects are followed."""
    return client.post(url(request, action) + query, {"step": "send", **data}, follow=True)


def reveal(client: Client, request: PrivacyRequest, fields: str = "ALL", reason: str = "WORK", **data: Any) -> Any:
    """Say why the masked values have to be read; they stay readable in this session for an hour."""
    return client.post(url(request, "reveal"), {"fields": fields, "reason": reason, **data})


def release(client: Client, request: PrivacyRequest) -> Any:
    """Read the answer that waits as the second person, and release it."""
    reveal(client, request, reason="RELEASE")
    form = client.get(url(request, "release")).context["form"]
    return act(client, request, "release", digest=form.initial["digest"])


def fresh(request: PrivacyRequest) -> PrivacyRequest:
    return PrivacyRequest.objects.select_related("submission").get(pk=request.pk)


def errors(response: HttpResponse) -> list[str]:
    """What the form says has to be put right."""
    form = response.context["form"]
    return [str(error) for each in form.errors.values() for error in each]
