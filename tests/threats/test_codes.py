"""Are codes unpredictable, links safe from machines that open them, and addresses in messages always ours?"""

import ast
import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from privacy_portal.embedded.profiles import BASE_DIR
from requests_app.models import Submission
from requests_app.models.reference import ALPHABET, LENGTH, new_reference
from tests.architecture.sources import PRODUCT, name, python_files, tree
from tests.journeys.walk import code_for, file, link_for
from verification import challenges, channels, derive
from verification.models import Challenge

ROBOT = {"user-agent": "Mozilla/5.0 (compatible; SafeLinks)", "accept": "*/*"}
# Weak generators, weak hashes, passwords written down. What makes invented data for the demo may use the first.
TESTS = "B311,B303,B324,B105,B107"
WEAK = {"random", "numpy", "uuid.uuid1"}


# --- A18 -------------------------------------------------------------------------------------------------------------


@pytest.mark.threat("A18")
def test_codes_of_random_ids_are_spread_evenly_and_say_nothing_about_the_next() -> None:
    """Chi-square over 100 groups of first digits, of last digits, and of one code's and the next one's first digit:
    99 degrees of freedom, below 148.2 with p = 0.999; a fresh draw fails once in a million (z = 5.2)."""
    challenge, codes = Challenge(), []
    for _ in range(20_000):
        challenge.id = Challenge._meta.pk.get_default()
        codes.append(derive.code_of(challenge))
    for groups in (
        Counter(code[:2] for code in codes),
        Counter(code[4:] for code in codes),
        Counter(one[0] + other[0] for one, other in pairwise(codes)),
    ):
        assert sum((groups[f"{group:02}"] - 200) ** 2 / 200 for group in range(100)) < 190


@pytest.mark.threat("A18")
def test_bandit_finds_no_weak_generator_and_no_weak_hash() -> None:
    kept = ["-x", "requests_app/management,privacy_portal/embedded"]
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", "-t", TESTS, *kept, *PRODUCT]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert [f"{each['filename']}:{each['line_number']}" for each in json.loads(done.stdout)["results"]] == []


@pytest.mark.threat("A18")
def test_a_generator_for_games_makes_only_invented_data() -> None:
    using = {
        name(path)
        for path in python_files(*PRODUCT)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and WEAK & {*(alias.name for alias in node.names), getattr(node, "module", None)}
    }
    assert {path for path in using if not path.startswith("requests_app/management/")} == set()


@pytest.mark.threat("A18")
def test_references_carry_fifty_bits_and_do_not_repeat() -> None:
    assert len(ALPHABET) ** LENGTH >= 2**50
    assert len({new_reference() for _ in range(10_000)}) == 10_000


# --- A20 and A21 -----------------------------------------------------------------------------------------------------


@pytest.mark.threat("A20")
@pytest.mark.django_db
@pytest.mark.parametrize("purpose", ["confirm", "track"])
def test_a_mail_scanner_may_look_as_often_as_it_likes(client: Client, purpose: str) -> None:
    submission = file(client)
    if purpose == "track":
        client.post("/track/", {"reference": str(submission)})
    link = link_for(submission, purpose)
    scanner = Client(headers=ROBOT)
    looks = [scanner.head(link), *(Client(headers=ROBOT).get(link) for _ in range(3)), scanner.get(link)]
    assert {look.status_code for look in looks} == {200}
    assert not any("sessionid" in look.cookies for look in looks)
    challenge = challenges.newest(purpose=purpose, subject=submission.pk)
    assert challenge
    assert (challenge.used_at, challenge.tries) == (None, 0)
    assert Client().post(link).status_code == 302


@pytest.mark.threat("A20")
@pytest.mark.django_db
def test_a_scanner_that_presses_buttons_without_the_token_of_the_page_confirms_nothing(client: Client) -> None:
    submission = file(client)
    assert Client(headers=ROBOT, enforce_csrf_checks=True).post(link_for(submission)).status_code == 403
    assert not Submission.objects.get(pk=submission.pk).confirmed


@pytest.mark.threat("A21")
@pytest.mark.django_db
def test_the_link_works_in_any_browser_and_shows_the_reference(client: Client, client_b: Client) -> None:
    submission = file(client)
    assert str(submission) in client_b.get(link_for(submission)).content.decode()
    assert client_b.post(link_for(submission)).status_code == 302
    assert client_b.get("/track/status/").status_code in (200, 302)
    assert Submission.objects.get(pk=submission.pk).confirmed


@pytest.mark.threat("A21")
@pytest.mark.django_db
def test_the_code_works_only_in_the_browser_that_asked_for_it(client: Client, client_b: Client) -> None:
    submission = file(client)
    code = code_for(submission)
    for asked in ("/confirm/", "/track/code/"):
        assert client_b.post(asked, {"code": code}).headers["Location"] == "/track/"
    assert not Submission.objects.get(pk=submission.pk).confirmed
    assert client.post("/confirm/", {"code": code}).status_code == 302
    assert Submission.objects.get(pk=submission.pk).confirmed


# --- A22 -------------------------------------------------------------------------------------------------------------

FORGED = [
    {"host": "evil.example"},
    {"host": "127.0.0.1.evil.example"},
    {"host": "evil.example:8000"},
    {"host": "127.0.0.1@evil.example"},
    {"host": "127.0.0.1:8000, evil.example"},
    {"x-forwarded-host": "evil.example"},
    {"x-host": "evil.example"},
    {"forwarded": "host=evil.example"},
    {"x-forwarded-server": "evil.example"},
    {"x-original-host": "evil.example"},
    {"x-rewrite-url": "http://evil.example/"},
]


@pytest.mark.threat("A22")
@pytest.mark.django_db
@pytest.mark.parametrize("headers", FORGED, ids=lambda headers: next(iter(headers.values())))
def test_a_forged_host_is_refused_or_ignored(client: Client, settings: Any, headers: dict[str, str]) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page = client.get("/", headers=headers)
    assert page.status_code == (400 if "host" in headers else 200)
    assert "evil.example" not in page.content.decode() + str(dict(page.headers))
    forger = Client(headers=headers if "host" not in headers else {})
    submission = file(forger)
    challenge = challenges.newest(purpose="confirm", subject=submission.pk)
    assert challenge
    assert channels.deliver(challenge)
    assert "evil.example" not in str(forger.get("/requests/filed/").content)


@pytest.mark.threat("A22")
def test_no_line_of_ours_builds_an_address_from_a_request() -> None:
    forbidden = {"build_absolute_uri", "get_host", "get_current_site", "HTTP_HOST", "X-Forwarded-Host"}
    found = [
        f"{name(path)}:{node.lineno}"
        for path in python_files(*PRODUCT)
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr in forbidden)
        or (isinstance(node, ast.Name) and node.id in forbidden)
        or (isinstance(node, ast.Constant) and node.value in forbidden)
    ]
    assert found == []


@pytest.mark.threat("A22")
def test_no_template_builds_an_address_from_a_request() -> None:
    found = [
        name(path)
        for path in (BASE_DIR / "templates").rglob("*.*")
        if path.is_file()
        and any(word in path.read_text() for word in ("build_absolute_uri", "request.get_host", "HTTP_HOST"))
    ]
    assert found == []


@pytest.mark.threat("A22")
def test_forwarded_host_names_are_not_believed(settings: Any) -> None:
    assert settings.USE_X_FORWARDED_HOST is False
    assert "*" not in settings.ALLOWED_HOSTS
