"""Does every page of the journey, with the real middleware and the real database, survive whatever is sent to it?"""

from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from requests_app import journey
from requests_app.models import Submission
from tests.journeys.walk import ANSWERS, answer, file, walk
from tests.threats.forms import NASTY

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
# As bytes: a browser sends UTF-8, an attacker whatever he likes.
BYTES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([text.encode("utf-8", "surrogatepass")[:2000] for text in NASTY]),
)
STEPS = [step.name for step in journey.STEPS]
PAGES = [
    *(reverse("journey_step", args=[step]) for step in STEPS),
    *("/track/", "/track/code/", "/confirm/", "/confirm/change/", "/requests/new/check/", "/i18n/setlang/"),
    "/staff/login/",
]
NAMES = [*{name for step in journey.STEPS for name in step.form_class.base_fields}, "code", "reference", "next"]


def body(fields: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields)


@pytest.fixture
def going(settings: Any) -> Client:
    """Somebody who has filed one request, tracks it, and is at the end of another."""
    settings.DEMO = True
    client = Client(raise_request_exception=False)
    client.post("/track/", {"reference": str(file(client))})
    walk(client)
    return client


@pytest.mark.threat("A82")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(page=st.sampled_from(PAGES), fields=st.lists(st.tuples(st.sampled_from(NAMES), BYTES), max_size=6), query=BYTES)
def test_no_page_breaks_whatever_is_posted(going: Client, page: str, fields: Any, query: bytes) -> None:
    address = f"{page}?change={quote_from_bytes(query)}"
    response = going.generic("POST", address, body(fields), content_type=FORM)
    assert response.status_code < 500
    assert b"Traceback" not in response.content


@pytest.mark.threat("A82")
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n\x00\r\n--x--"),  # noqa: E501
        ("multipart/form-data; boundary=x", "--x\r\nbroken"),
        ("multipart/form-data", "no boundary"),
        ("multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nfile\r\n--x--'),  # noqa: E501
        ("application/json", '{"name": ["x"]}'),
        ("application/x-www-form-urlencoded; charset=utf-16", "name=x"),
        ("application/x-www-form-urlencoded; charset=nonsense", "name=x"),
        ("text/plain", "name=x"),
        ("", "name=x"),
        (FORM, "&".join(f"a{number}=1" for number in range(201))),
        (FORM, "name=" + "x" * 300_000),
        (FORM, "%"),
        (FORM, "=&=&=&;;"),
    ],
)  # fmt: skip
def test_no_page_breaks_on_a_body_of_another_kind(going: Client, kind: str, content: str) -> None:
    for page in (reverse("journey_step", args=["name"]), "/track/", "/staff/login/"):
        response = going.generic("POST", page, content, content_type=kind)
        assert response.status_code < 500, page
        assert Submission.objects.count() == 1


@pytest.mark.threat("A41")
def test_the_last_page_alone_files_nothing(client: Client) -> None:
    client.post(reverse("journey_start"))
    assert client.post("/requests/new/check/").headers["Location"] == reverse("journey_step", args=["for-whom"])
    assert not Submission.objects.exists()


@pytest.mark.threat("A41")
@pytest.mark.parametrize("skipped", ANSWERS)
def test_no_question_can_be_skipped_by_going_straight_to_the_next(client: Client, skipped: str) -> None:
    client.post(reverse("journey_start"))
    for step in ANSWERS:
        if step != skipped:
            answer(client, step)
    response = client.post("/requests/new/check/")
    # Without the rights there is no question about them to come back to, but the rights themselves.
    assert response.headers["Location"] == reverse("journey_step", args=[skipped])
    assert not Submission.objects.exists()


@pytest.mark.threat("A41")
def test_what_became_invalid_after_it_was_answered_is_asked_again(client: Client) -> None:
    walk(client)
    client.post(reverse("journey_step", args=["rights"]), {"rights": ["OPT_OUT_SALE_SHARE"], "type": "DELETE"})
    submission = None
    client.post("/requests/new/check/", {"rights": ["OPT_OUT_SALE_SHARE"], "channel": "CALL", "status": "CLOSED"})
    submission = Submission.objects.get()
    assert {request.type for request in submission.requests.all()} <= {
        "KNOW_CATEGORIES", "KNOW_SPECIFIC", "DELETE", "CORRECT"
    }  # fmt: skip
    assert submission.contact_channel == "EMAIL"
    assert {request.status for request in submission.requests.all()} == {"UNCONFIRMED"}
