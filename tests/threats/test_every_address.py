"""Does every address, whoever calls it and however, answer as it should and change nothing that it should not?"""

from typing import Any

import pytest
from django.db import connection

from tests.threats.addresses import LOGGED, PERMISSIONS, Address, every_address
from tests.threats.matrix import MATRIX, cells
from tests.threats.scene import APART, Scene, books, call

# What no page of a browser sends. What the others get is in the matrix, and below.
STRANGE = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
CONSUMERS, DESK = ("anonymous", "opened", "filling", "agent"), ("desk", "boss")


def places(scene: Scene) -> list[tuple[Address, str]]:
    return [(address, scene.path(address)) for address in every_address()]


def tried_by(scene: Scene, who: str) -> list[str]:
    """The addresses that are worth trying as somebody: the desk's are the boss's, too, but for what `desk` began."""
    own = {key for key, row in MATRIX.items() if (at := cells(row, "GET"))["team"] == "P" != at["reader"]}
    return [
        path
        for address, path in places(scene)
        if who == "anonymous" or (address.key in own if who == "desk" else address.for_staff == (who in DESK))
    ]


def answers(scene: Scene, who: str, methods: tuple[str, ...], *, checked: bool = False) -> dict[str, Any]:
    """What somebody gets from every address that such a person would try, by method and path."""
    return {
        f"{method} {path}": call(scene.browser(who, checked=checked), method, path)
        for path in tried_by(scene, who)
        for method in methods
    }


def test_every_address_with_an_id_stands_in_the_table_of_permissions(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.demo.urls"
    with_id = {address.key for address in every_address() if address.parameters}
    assert with_id == PERMISSIONS.keys()


@pytest.mark.threat("A42")
@pytest.mark.parametrize("who", [*CONSUMERS, "boss"])
def test_only_three_methods_are_ever_answered(scene: Scene, who: str) -> None:
    said = answers(scene, who, STRANGE)
    assert {what: each.status_code for what, each in said.items() if each.status_code != 405} == {}


@pytest.mark.threat("A42")
def test_nothing_that_is_sent_while_somebody_fills_in_a_form_breaks_the_portal(scene: Scene) -> None:
    """What everybody else sends is in the matrix."""
    said = answers(scene, "filling", ("GET", "POST"))
    assert {what: each.status_code for what, each in said.items() if each.status_code >= 500} == {}


@pytest.mark.threat("A42")
def test_an_address_that_may_not_be_looked_at_says_so_to_get_and_head_alike(scene: Scene) -> None:
    said = answers(scene, "anonymous", ("GET", "HEAD"))
    looked = {what.split()[1]: each.status_code for what, each in said.items() if what.startswith("GET")}
    assert {what: each.status_code for what, each in said.items() if looked[what.split()[1]] != each.status_code} == {}


@pytest.mark.threat("A38")
@pytest.mark.parametrize("who", ["anonymous", "boss"])
def test_every_post_without_the_token_of_its_form_is_forbidden(scene: Scene, who: str) -> None:
    said = answers(scene, who, ("POST",), checked=True)
    assert {what: each.status_code for what, each in said.items() if each.status_code != 403} == {}


@pytest.mark.threat("A38", "A20")
@pytest.mark.parametrize("who", [*CONSUMERS, "desk", "boss"])
def test_looking_changes_nothing(scene: Scene, who: str) -> None:
    scene.browser(who)  # sits down, which is on record
    before, changed = books(), []
    # allauth notes that somebody saw their own recovery codes.
    noted = (*LOGGED, "mfa_view_recovery_codes")
    logged = {scene.path(address) for address in every_address() if address.key in noted}
    for path in set(tried_by(scene, who)) - logged:
        browser = scene.browser(who)
        browser.get(path)
        browser.head(path)
        if books() != before:
            changed.append(path)
            before = books()
    assert changed == []


@pytest.mark.threat("A20")
def test_a_machine_without_cookies_that_looks_is_remembered_nowhere(scene: Scene) -> None:
    remembered = _sessions()
    made = []
    for _address, path in places(scene):
        robot = scene.browser("anonymous")
        robot.get(path)
        if robot.cookies.get("sessionid") or _sessions() != remembered:
            made.append(path)
            remembered = _sessions()
    assert made == []


def test_the_fingerprint_of_the_books_sees_a_changed_row(scene: Scene) -> None:
    before = books()
    scene.verified.requests.update(level_reached=0)
    assert books() != before


def _sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        return int(cursor.fetchone()[0])


def test_only_sessions_and_tries_are_left_out_of_the_fingerprint() -> None:
    assert {"django_session", "sign_in_tries"} == APART
