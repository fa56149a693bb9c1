"""Which promises does every answer carry in its headers, whatever the page, and when nothing goes right?"""

from itertools import product
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from tests.journeys.walk import code_for, file
from tests.threats.addresses import every_address
from tests.threats.broken_urls import ERRORS
from tests.threats.headers import frame, kept, unkept
from tests.threats.scene import Scene, call


@pytest.mark.threat("A37", "A39", "A76")
def test_no_answer_may_be_embedded_and_none_kept_while_somebody_fills_in_a_form(scene: Scene) -> None:
    """Everybody else's answers are looked at where they are walked through, in test_matrix."""
    wrong = {}
    for address, method in product(every_address(), ("GET", "POST", "PUT")):
        if not address.for_staff:
            response = call(scene.browser("filling"), method, scene.path(address))
            if missing := unkept(address, method, response):
                wrong[f"{method} {address.route}"] = missing
    assert wrong == {}


@pytest.mark.threat("A39", "A76")
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_is_no_way_around_the_headers(settings: Any, error: str) -> None:
    settings.ROOT_URLCONF = "tests.threats.broken_urls"
    response = Client(raise_request_exception=False).get(f"/broken/{error}/")
    assert (response.status_code, frame(response), kept(response)) == (ERRORS[error], {}, "")


@pytest.mark.threat("A39", "A76")
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"path": "/nowhere/"}, 404),
        ({"path": "/static/nowhere.css"}, 404),
        ({"path": "/", "headers": {"host": "evil.example"}}, 400),
        ({"path": "/track"}, 301),
    ],
)
def test_what_django_answers_by_itself_is_no_way_around_the_headers(db: None, asked: Any, status: int) -> None:
    response = Client(raise_request_exception=False).get(**asked)
    assert (response.status_code, frame(response), kept(response)) == (status, {}, "")


@pytest.mark.threat("A39")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["portal.css", "portal.js", "documents.css", "documents.js", "staff.css", "favicon.svg"]
)
def test_a_file_may_be_kept_and_not_embedded(name: str) -> None:
    response = Client().get(staticfiles_storage.url(name))
    assert b"".join(response.streaming_content)
    assert (response.status_code, frame(response)) == (200, {})
    assert "max-age" in response.headers["Cache-Control"]


@pytest.mark.threat("A37")
@pytest.mark.django_db
def test_what_a_browser_may_see_ends_by_itself_and_all_at_once_when_it_is_finished(client: Client) -> None:
    submission = file(client)
    client.post("/confirm/", {"code": code_for(submission)})
    assert client.get("/track/status/").status_code == 200
    response = client.post("/finish/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/track/status/").headers["Location"] == "/track/"
    assert client.get("/requests/filed/").headers["Location"] == "/track/"


@pytest.mark.threat("A68")
@pytest.mark.django_db
def test_no_page_tells_another_site_its_address(client: Client) -> None:
    # Same-origin sends nothing at all to others, and the forms still pass Django's check of the referer.
    assert client.get("/").headers["Referrer-Policy"] == "same-origin"
