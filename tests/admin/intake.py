"""How tests enter a request at the desk: what the page of questions is sent."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from requests_app.models import Submission

URL = "/staff/requests_app/privacyrequest/intake/"
# A call for a copy of everything, by somebody who asks in person.
CALL = {
    "how-channel": "PHONE",
    "how-received": "NOW",
    "for-whom-for_whom": "SELF",
    "rights-rights": ["KNOW"],
    "know-what": ["KNOW_SPECIFIC"],
    "period-period": "EVERYTHING",
    "residence-resident": "yes",
    "name-name": "Rosa Example",
    "contact-channel": "EMAIL",
    "contact-email": "rosa@example.com",
    "language-language": "en",
}
LETTER = {
    **CALL,
    "how-channel": "POST",
    "contact-channel": "POST",
    "contact-email": "",
    "contact-postal_address": "12 Elm Street\nFresno, CA 93650",
}
EARLIER = {"how-received": "EARLIER"}
AGENT = {
    "for-whom-for_whom": "AGENT",
    "their-contact-channel": "EMAIL",
    "their-contact-email": "rosa@example.com",
    "their-contact-language": "en",
    "representative-name": "Ana Agent",
    "permission-may_receive_answer": "no",
    "permission-duties": ["yes"],
    "contact-email": "ana@agents.example.com",
}


def token(page: HttpResponse) -> str:
    """The signed number that a page of questions was handed out with."""
    found = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def page(client: Client) -> Any:
    """A page of questions that nobody has typed into."""
    return client.get(URL)


def send(client: Client, said: dict[str, Any], *, given: HttpResponse | None = None, **more: Any) -> Any:
    """Send the page of questions as it was typed; redirects are followed."""
    given = given or page(client)
    sheet = {"token": token(given), "role": said.get("for-whom-for_whom", "SELF"), **said, **more}
    return client.post(URL, sheet, follow=True)


def check_of(response: HttpResponse) -> str:
    """The address of the check that a whole page led to."""
    path: str = response.request["PATH_INFO"]
    assert path.endswith("/check/"), wrong(response)
    return path


def wrong(response: HttpResponse) -> list[str]:
    """What the page says has to be put right."""
    sheet = response.context["form"]
    return [str(error) for field in sheet.visible_fields for error in field.errors] + list(sheet.non_field_errors)


def enter(client: Client, said: dict[str, Any] | None = None, **more: Any) -> Submission:
    """Type, check and file; return what that made."""
    known = set(Submission.objects.values_list("pk", flat=True))
    client.post(check_of(send(client, said or CALL, **more)))
    return Submission.objects.exclude(pk__in=known).get()


def page_of(submission: Submission, action: str = "change") -> str:
    """The address of the page of a filing's first request."""
    request = submission.requests.order_by("ordinal")[0]
    return reverse(f"admin:requests_app_privacyrequest_{action}", args=[request.pk])
