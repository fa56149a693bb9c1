"""Can an address of ours send somebody to another site?"""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.client import ClientHandler

from tests.support.staff import staff_sign_in

HOSTS = ("evil.example", "evil.example@127.0.0.1", "127.0.0.1.evil.example", "evil.example:8000")
SHAPES = (
    "http://{}", "https://{}/", "//{}", "///{}", "////{}", "/\\{}", "\\\\{}", "\\/{}", "/\t/{}", "/\n/{}", "\t//{}", " //{}",  # noqa: E501
    "http:{}", "http:/{}", "https:///{}", "ht\ntp://{}", "HTTP://{}", "\x00//{}", "/%09/{}", "http:\\\\{}", "//{}/..",
    "ftp://{}", "//\u3002{}", "/\u2028/{}", "\u00a0//{}",
)  # fmt: skip
OTHERS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//",
    "http://",
    "http:///",
    "@evil.example",
    "\r\nLocation: http://evil.example",
    "/ok\r\nSet-Cookie: sessionid=planted",
    "http://127.0.0.1:99999/",
    "http://[::1",
    "//[evil",
    "x" * 5_000,
)
PAYLOADS = [*(shape.format(host) for shape in SHAPES for host in HOSTS[:2]), *(f"//{host}" for host in HOSTS), *OTHERS]
HERE = "http://127.0.0.1:8000"

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A40")]


def leads_away(location: str, *, asked_at: str) -> bool:
    """Whether a browser that follows would leave the portal, as a browser reads it: it takes \\ for /, and drops
    tabs and line ends."""
    read = location.replace("\\", "/")
    for gone in "\t\r\n":
        read = read.replace(gone, "")
    target = urlsplit(urljoin(HERE + asked_at, read.strip("\x00\x20")))
    return (target.scheme, target.netloc) != ("http", "127.0.0.1:8000")


HANDLER = ClientHandler(enforce_csrf_checks=False)


def browser() -> Client:
    """A fresh browser; the handler behind it is shared, because making one reads the list of static files."""
    fresh = Client(headers={"host": "127.0.0.1:8000"}, raise_request_exception=False)
    fresh.handler = HANDLER
    return fresh


def test_there_are_sixty_payloads_and_the_judge_sees_through_them() -> None:
    assert len(PAYLOADS) >= 60
    assert leads_away("//evil.example", asked_at="/")
    assert leads_away("/\\evil.example", asked_at="/")
    assert leads_away("/\t/evil.example", asked_at="/")
    assert not leads_away("/track/", asked_at="/staff/")


def test_changing_the_language_leads_nowhere_else() -> None:
    for payload in PAYLOADS:
        response = browser().post("/i18n/setlang/", {"language": "es", "next": payload})
        assert response.status_code in (302, 400), payload
        assert not leads_away(response.headers.get("Location", "/"), asked_at="/i18n/setlang/"), payload


def test_changing_the_language_does_not_lead_where_a_forged_referer_says() -> None:
    for payload in PAYLOADS:
        referer = payload.replace("\r", "").replace("\n", "").encode("latin-1", "ignore").decode("latin-1")
        response = browser().post("/i18n/setlang/", {"language": "es"}, headers={"referer": referer})
        assert not leads_away(response.headers.get("Location", "/"), asked_at="/i18n/setlang/"), payload


def test_signing_in_leads_nowhere_else() -> None:
    user = User.objects.create_user("reviewer", password="a long enough password", is_staff=True)
    signed_in = browser()
    staff_sign_in(signed_in, user)
    for payload in PAYLOADS:
        for who, method in ((browser(), "get"), (signed_in, "get"), (signed_in, "post")):
            path = "/staff/login/" + (f"?next={quote(payload)}" if method == "get" else "")
            response = getattr(who, method)(path, {} if method == "get" else {"next": payload})
            assert response.status_code < 500, payload
            assert not leads_away(response.headers.get("Location", "/"), asked_at="/staff/login/"), payload


def test_a_right_password_leads_nowhere_else(django_user_model: type[User]) -> None:
    django_user_model.objects.create_user("reviewer", password="a long enough password", is_staff=True)
    typed = {"login": "reviewer", "password": "a long enough password"}
    for payload in PAYLOADS[::16]:
        response = browser().post("/staff/login/", {**typed, "next": payload})
        assert response.status_code == 302
        assert not leads_away(response.headers["Location"], asked_at="/staff/login/"), payload


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/track", "/\\evil.example", "/%5Cevil.example/x"])
def test_a_missing_slash_is_not_added_on_another_site(path: str) -> None:
    response = browser().get(path)
    assert not leads_away(response.headers.get("Location", "/"), asked_at="/"), response.headers


@pytest.mark.parametrize("name", ["next", "url", "redirect", "return", "continue", "back_url"])
def test_no_page_leads_where_its_address_says(name: str) -> None:
    for path in ("/", "/track/", "/track/status/", "/requests/filed/", "/confirm/", "/requests/new/check/"):
        response = browser().get(path, {name: "//evil.example"})
        assert not leads_away(response.headers.get("Location", "/"), asked_at=path)
        assert 'href="//evil.example' not in response.content.decode()
