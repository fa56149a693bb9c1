"""Who may open an address with an id? Everybody else is turned away, and cannot tell whether the id exists.

Who of the staff gets what is in the matrix (test_matrix), and that the two tables agree.
"""

import html
import re
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.threats.addresses import PERMISSIONS, Address, Who, every_address
from tests.threats.scene import MADE_UP, Scene, call, unknown

STAFF_ONLY = {Who.LOOKER, Who.ACTOR, Who.ROW, Who.SUPERUSER, Who.AUDITOR, Who.OWN_FACTOR, Who.NOBODY, Who.ELSEWHERE}
PERSONAL = {"status", "filed", "journey_check", "journey_step", "withdraw", "confirm_change", "confirm_code"}
PERSONAL |= {key for key, may in PERMISSIONS.items() if may is Who.LOOKER}
ENDINGS = (".css", "x.js", "%2Fx.css", ";x.css", "%00.css", "%0Ax.css", "x.css/", "../x.css")
UUIDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Consumers are at the desk what strangers are; with ids that exist they are in the matrix.
OUTSIDERS = ("anonymous", "customer")


def of(*who: Who, staff: bool | None = None) -> list[Address]:
    """The addresses that the table gives to somebody."""
    return [
        address
        for address in every_address()
        if PERMISSIONS.get(address.key) in who and staff in (None, address.for_staff)
    ]


def seen(response: Any, asked: str) -> tuple[int, str, str]:
    """What can be told from an answer: its status, where it leads, its text; without the part that was asked for."""

    def blank(text: str) -> str:
        text = html.unescape(text).replace(asked, "…").replace(quote(asked, safe=""), "…")
        text = UUIDS.sub("…", text)
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)

    return response.status_code, blank(response.headers.get("Location", "")), blank(response.content.decode())


def turned_away(response: Any) -> bool:
    return response.status_code in (302, 403, 404, 405, 410)


@pytest.mark.threat("A34")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_is_not_staff_is_sent_to_the_login_whether_the_id_exists_or_not(scene: Scene, method: str) -> None:
    for who, address in product(OUTSIDERS, of(*STAFF_ONLY, staff=True)):
        values = scene.values(address)
        for path in (address.path(values), address.path({**values, **unknown(values)})):
            response = call(scene.browser(who), method, path)
            assert (response.status_code, response.headers.get("Location", "")[:13]) == (302, "/staff/login/"), path


@pytest.mark.threat("A34")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_staff_without_permission_learn_nothing_of_an_id(scene: Scene, method: str) -> None:
    told = {}
    for address in of(*STAFF_ONLY, staff=True):
        values = scene.values(address)
        mine, others = address.path(values), address.path({**values, **unknown(values)})
        known = call(scene.browser("nobody"), method, mine)
        made_up = call(scene.browser("nobody"), method, others)
        assert turned_away(known), address
        if seen(known, mine) != seen(made_up, others):
            told[address.key] = known.status_code, made_up.status_code
    assert told == {}


@pytest.mark.threat("A34")
def test_a_link_that_is_not_ours_not_for_this_page_or_lengthened_is_the_same_dead_page(scene: Scene) -> None:
    for who, method, address in product(("anonymous", "stranger"), ("GET", "POST"), of(Who.HOLDER_OF_LINK)):
        token = scene.token(address.key)
        other = scene.token("track_link" if address.key == "confirm_link" else "confirm_link")
        dead = seen(call(scene.browser(who), method, address.path({"token": MADE_UP})), MADE_UP)
        assert dead[0] == 410
        changed = token[:-1] + ("A" if token[-1] != "A" else "B")
        for wrong in (other, changed, token + "A", token[:-1], token + ".css", token.lower(), "x" + token):
            assert seen(call(scene.browser(who), method, address.path({"token": wrong})), wrong) == dead, wrong


@pytest.mark.threat("A34", "A76")
@pytest.mark.parametrize("who", ["opened", "filling", "desk"])
def test_no_address_with_a_made_up_ending_shows_anything(scene: Scene, who: str) -> None:
    for address, suffix in product(every_address(), ENDINGS):
        if address.key in PERSONAL and address.for_staff == (who == "desk"):
            path = scene.path(address) + suffix
            response = scene.browser(who).get(path, follow=True)
            assert response.status_code == 404, path
            assert "no-store" in response.headers["Cache-Control"], path
            assert b"Rosa" not in response.content, path


@pytest.mark.threat("A34")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_number_of_a_request_opens_nothing_to_who_has_not_opened_the_filing(scene: Scene, method: str) -> None:
    for address in of(Who.OWN_FILING):
        for who in ("anonymous", "filling", "desk"):
            responses = [
                call(scene.browser(who), method, address.path({"ordinal": ordinal})) for ordinal in (1, 2, 77, 10**30)
            ]
            assert {(each.status_code, each.headers.get("Location")) for each in responses} == {(302, "/track/")}


@pytest.mark.threat("A34")
def test_a_number_of_a_request_means_the_filing_of_this_browser_and_no_other(scene: Scene) -> None:
    for address in of(Who.OWN_FILING):
        for ordinal in range(20):
            page = scene.browser("stranger").get(address.path({"ordinal": ordinal}))
            assert str(scene.verified) not in page.content.decode()
        assert call(scene.browser("stranger"), "GET", address.path({"ordinal": 77})).status_code == 404


@pytest.mark.threat("A34")
def test_a_question_shows_the_draft_of_this_browser_and_no_other(scene: Scene) -> None:
    [address] = [each for each in of(Who.OWN_DRAFT) if each.key == "journey_step"]
    assert "Rosa Example" in scene.browser("filling").get(address.path({"name": "name"})).content.decode()
    for who in ("anonymous", "opened", "stranger", "desk"):
        page = scene.browser(who).get(address.path({"name": "name"}))
        assert (page.status_code, page.headers.get("Location")) in [(410, None), (302, "/requests/filed/")]


@pytest.mark.threat("A34")
def test_a_provider_is_told_nothing_without_its_signature(scene: Scene) -> None:
    [address] = of(Who.SIGNED)
    for token in (scene.token(address.key), MADE_UP, scene.token("confirm_link")):
        for who in ("anonymous", "opened", "boss"):
            response = call(scene.browser(who), "POST", address.path({"token": token}))
            assert (response.status_code, response.content) == (403, b"")


@pytest.mark.threat("A34")
def test_the_messages_of_the_demo_exist_in_the_demo_only(scene: Scene, settings: Any) -> None:
    settings.DEMO = False
    for address in every_address():
        if address.key.startswith("demo_"):
            response = Client().get(address.path({"name": "0" * 32}))
            assert response.status_code == 404
