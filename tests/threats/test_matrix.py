"""Does every address answer every kind of caller as the matrix says, and show nobody what is another's?"""

import html
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from requests_app.models import Document, Event, PrivacyRequest, Representative
from requests_app.models.reference import normalised
from tests.threats.addresses import LOGGED, PERMISSIONS, Address, Who, every_address
from tests.threats.headers import unkept
from tests.threats.matrix import BY_LINK, CALLERS, MATRIX, cells, gaps
from tests.threats.scene import OF_REPRESENTATIVES, Scene, private, taken_back

STATUS = {200: "P", 403: "X", 404: "N", 405: "M", 410: "D"}
# What a caller says where silence would reach nothing.
SAID = {"batch_open": {"line": "1"}, "proof": {"way": "POWER"}}
PAGES = ("/track/status/", "/track/documents/", "/requests/filed/")
# Which of the auditor, the team and the reader are let in where the table of permissions says somebody may.
OPENED_BY = {
    Who.LOOKER: [True, True, True],
    Who.ROW: [True, True, True],
    Who.ACTOR: [False, True, True],
    Who.SUPERUSER: [False, False, True],
    Who.AUDITOR: [True, False, True],
    Who.OWN_FACTOR: [False, False, True],
    Who.NOBODY: [False, False, False],
}
STAFF = ("auditor", "team", "reader")


@pytest.fixture
def addresses(settings: Any) -> list[Address]:
    settings.ROOT_URLCONF = "tests.demo.urls"
    return every_address()


def sign(response: Any) -> str:
    """The sign of an answer, as the matrix writes it; the number itself where it has none."""
    if response.status_code != 302:
        return STATUS.get(response.status_code, str(response.status_code))
    leads = response.headers["Location"].partition("?")[0]
    ours = leads.startswith("/") and not leads.startswith("//")
    return {"/track/": "T", "/staff/login/": "L"}.get(leads, "F" if ours else leads)


def subject(address: Address) -> str:
    """Whose ids stand in an address: who holds a link, or looks at a request at the desk, reads of them."""
    if address.key == "agree_link" or address.key.endswith(OF_REPRESENTATIVES):
        return "agent"
    return "opened" if address.for_staff and address.parameters else ""


Words = dict[str, set[str]]


def forbidden(words: Words, caller: str, address: Address) -> set[str]:
    """What this caller may not read there. `words`: what each of the four has."""
    everything, of = set().union(*words.values()), subject(address)
    may = words.get(CALLERS[caller], set())
    if address.for_staff and caller in STAFF:
        may = {word for word in everything if normalised(word) == word.replace("-", "")}  # references only
    if caller == "reader" or not address.for_staff:
        may = may | words.get(of, set())
    elif address.key in LOGGED:
        # Whoever opens a document stands in the history by that: its page has its name above it.
        may = may | {word for word in words[of] if word.endswith(".pdf")}
    return everything - may


def text(response: Any) -> str:
    return html.unescape(response.getvalue().decode(errors="replace"))


def state(scene: Scene) -> dict[str, list[Any]]:
    """What each of the four has in the books, in what a caller could change of it."""
    each = {owner: [filing.pk for filing in filings] for owner, filings in scene.filings.items()}
    requests = PrivacyRequest.objects.order_by("pk").values_list("submission_id", "pk", "status", "closed_at")
    acting = Representative.objects.order_by("pk").values_list("submission_id", "ended_at", "proof_way")
    documents = Document.objects.order_by("pk").values_list("submission_id", "pk", "state", "purge_on")
    events = Event.objects.order_by("pk").values_list("submission_id", "kind")
    rows = [*requests, *acting, *documents, *events]
    return {owner: [row for row in rows if row[0] in pks] for owner, pks in each.items()}


def visit(client: Client, method: str, path: str, data: dict[str, Any]) -> Iterator[Any]:
    """The answer, and where it leads within the portal, the page that comes of it."""
    response = getattr(client, method.lower())(path, data)
    yield response
    if sign(response) == "F":
        yield client.get(response.headers["Location"], follow=True)


def test_no_address_is_missing_and_no_cell_is_undecided(addresses: list[Address]) -> None:
    assert gaps(MATRIX, {address.key for address in addresses}) == {}


def test_a_row_that_is_taken_out_a_new_address_and_an_open_cell_are_noticed(addresses: list[Address]) -> None:
    keys = {address.key for address in addresses}
    without = {key: row for key, row in MATRIX.items() if key != "status"}
    assert gaps(without, keys) == {"status": "not in the matrix"}
    assert gaps(MATRIX, keys | {"new"}) == {"new": "not in the matrix"}
    assert gaps(MATRIX, keys - {"withdraw"}) == {"withdraw": "no such address"}
    for left_open in ("T P? PP TTT", "T PP PP TT", ""):
        assert gaps({**MATRIX, "status": (left_open, MATRIX["status"][1])}, keys) == {"status": "undecided"}


def test_an_address_has_one_name_and_a_name_one_address(addresses: list[Address]) -> None:
    keys = [address.key for address in addresses if address.key != "admin:login"]
    assert sorted(keys) == sorted(set(keys))


def test_the_matrix_and_the_table_of_permissions_agree() -> None:
    """Who of the staff opens an address with an id: the auditor, the team, and who keeps the staff."""
    opened = {key: [cells(MATRIX[key], "GET")[who] not in "XN" for who in STAFF] for key in PERMISSIONS}
    for key, may in PERMISSIONS.items():
        assert opened[key] == OPENED_BY.get(may, opened[key]), key
        changed = cells(MATRIX[key], "POST")["auditor"] not in "XNM"
        assert not changed or may not in (Who.ACTOR, Who.LOOKER, Who.SUPERUSER), key


@pytest.mark.threat("A34", "A35", "A37", "A39", "A76")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everybody_gets_what_the_matrix_says_and_reads_nothing_of_others(scene: Scene, method: str) -> None:
    """Every answer keeps the promises of its headers, too: this walk is the long one, and it is walked once."""
    words = {owner: private(filings) for owner, filings in scene.filings.items()}
    wrong, told = [], []
    for address in every_address():
        for caller, expected in cells(MATRIX[address.key], method).items():
            client, said = scene.browser(CALLERS[caller]), SAID.get(address.key, {})
            with taken_back():
                pages = list(visit(client, method, scene.path(address), said))
                shown = " ".join(text(page) for page in pages if page.status_code == 200)
            wrong += [
                f"{method} {address.key}: {each}" for page in pages[:1] if (each := unkept(address, method, page))
            ]
            if sign(pages[0]) != expected:
                wrong.append(f"{method} {address.key} as {caller}: {sign(pages[0])}, not {expected}")
            read = [word for word in forbidden(words, caller, address) if word in shown]
            told += [f"{address.key} tells {caller}: {word}" for word in read]
    assert wrong + told == []


@pytest.mark.threat("A34", "A35")
def test_nobody_changes_what_is_anothers(scene: Scene) -> None:
    before, changed = state(scene), []
    for address in [each for each in every_address() if not each.for_staff and each.key not in BY_LINK]:
        for caller in CALLERS:
            with taken_back():
                scene.browser(CALLERS[caller]).post(scene.path(address), {"answer": "yes", "way": "OTHER", "line": "1"})
                after = state(scene)
            others = [owner for owner in before if owner != CALLERS[caller] and after[owner] != before[owner]]
            changed += [f"{address.key}: {caller} changes what {owner} has" for owner in others]
    assert changed == []


def test_each_of_the_four_reads_what_is_theirs(scene: Scene) -> None:
    """The words that are looked for are words that pages do show."""
    for owner, filings in scene.filings.items():
        browser = scene.browser(owner)
        shown = " ".join(
            text(browser.get(path)) for path in ("/track/status/", "/track/documents/", "/requests/filed/")
        )
        mine = {word for word in private(filings) if word in shown}
        assert any(word.endswith(".pdf") for word in mine)
        assert any(normalised(word) for word in mine)


@pytest.mark.threat("A35")
def test_a_line_of_a_batch_is_one_of_the_agents_own(scene: Scene) -> None:
    for who, other in (("agent", "rival"), ("rival", "agent")):
        for line in ("1", "2"):
            page = text(scene.browser(who).post("/agents/batch/open/", {"line": line}, follow=True))
            assert any(str(filing.filer) in page for filing in scene.filings[who])
            assert [word for word in private(scene.filings[other]) if word in page] == []
