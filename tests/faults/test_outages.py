"""What is down is said plainly, with the other ways in, and never with a stack trace."""

import http.client

import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import connection

from requests_app.views import errors
from tests.support.portal import Portal


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("outage"))
    try:
        portal.start()
        portal.lose_database()
        yield portal
    finally:
        portal.stop()


def get(portal, path):
    connection = http.client.HTTPConnection("127.0.0.1", portal.port)
    try:
        connection.request("GET", path, headers={"Cookie": f"sessionid={'a' * 32}"})
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path", ["/", "/requests/new/rights/", "/requests/filed/", "/confirm/", "/track/status/", "/staff/"]
)
def test_a_page_that_needs_the_database_says_that_it_is_an_outage(portal, path):
    response, page = get(portal, path)
    assert response.status == 503
    assert response.getheader("Retry-After")
    assert "Traceback" not in page
    assert "800-555-0142" in page


def test_the_health_check_fails(portal):
    assert get(portal, "/healthz/")[0].status == 503


def test_a_page_that_needs_no_database_still_opens(portal):
    assert get(portal, "/brand.css")[0].status == 200


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_before_the_session_is_kept_is_an_outage_and_not_the_browsers_mistake(
    client, settings
):
    """What was filed is filed by then; pressing Send again shows that. A "bad request" would tell people to give up."""
    settings.ROOT_URLCONF = "tests.faults.urls"
    client.session.save()
    try:
        response = client.get("/cut-off/")
    finally:
        connection.close()
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "800-555-0142" in response.content.decode()


def test_a_session_that_was_ended_elsewhere_is_no_outage(rf):
    """As when two tabs file at once: Django's word for it stays."""
    assert errors.bad_request(rf.get("/"), SessionInterrupted("gone")).status_code == 400
