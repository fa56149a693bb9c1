"""The form with which staff send a document with a message: what is turned away, sent twice, lost, or not theirs."""

from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from privacy_portal.lib.uploads import patience
from privacy_portal.sign_in import standing
from requests_app.models import Document, Message
from requests_app.rules.documents import FILE_BYTES
from requests_app.vocabulary import Party, Role
from tests.admin.conftest import logged_in
from tests.admin.pages import errors, text, url
from tests.admin.test_lost_session import form_of
from tests.filings import colleague
from tests.journeys.sides import words
from tests.support.roles import employ
from tests.support.staff import staff_sign_in
from tests.uploads.attached import attached, send
from tests.uploads.sending import clean_all, files, opened

pytestmark = pytest.mark.django_db
PAGE = "/track/messages/"


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


@pytest.fixture
def desk(staff):
    return logged_in(staff)


@pytest.fixture
def filing(client):
    """Its consumer's page is open in this browser."""
    return opened(client)


# --- at the form -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"MZ", "program.exe", "The file must be a PDF, JPEG or PNG"),
        (b"", "empty.pdf", "The selected file is empty"),
        (b"x" * (FILE_BYTES + 1), "big.pdf", "The selected file must be smaller than 10 MB"),
    ],
    ids=["kind", "empty", "size"],
)
def test_a_file_that_is_turned_away_stops_the_message_and_the_text_stays(desk, filing, home, content, name, why):
    refused = send(desk, filing, attached(content, name), text="A careful answer.")
    assert errors(refused) == [why]
    assert "A careful answer." in refused.content.decode()
    assert not Message.objects.exists()
    assert files(home) == []


def test_when_it_cannot_be_stored_nothing_is_sent(desk, filing, home, settings):
    settings.DOCUMENTS_DIR = home / "nowhere" / "file"
    (home / "nowhere").parent.mkdir(parents=True, exist_ok=True)
    (home / "nowhere").write_bytes(b"")
    refused = send(desk, filing, attached(), text="A careful answer.")
    assert errors(refused) == ["The selected file could not be stored. Send it again, or by post or email"]
    assert not Message.objects.exists()


def test_another_mistake_in_the_form_keeps_no_file_and_says_so(desk, filing, home):
    refused = send(desk, filing, attached(), text="")
    assert errors(refused) == ["Write the message"]
    assert "A file could not be kept. Choose it again." in text(refused)
    assert files(home) == []


def test_a_form_that_is_sent_twice_is_one_message_and_one_file(desk, filing, home):
    token = str(uuid4())
    for _round in range(2):
        send(desk, filing, attached(), token=token)
    assert (Message.objects.count(), Document.objects.count(), len(files(home))) == (1, 1, 1)


def test_a_form_as_the_page_hands_it_out_sent_twice_is_one_message_and_one_file(desk, filing, home):
    request, token = filing.requests.first(), str(uuid4())
    given = form_of(desk, url(request, "message"))
    for _round in range(2):
        last = send(desk, filing, attached(), token=token, **given)
    assert (Message.objects.count(), Document.objects.count(), len(files(home))) == (1, 1, 1)
    assert "A file could not be kept. Choose it again." in text(last)


def test_while_many_send_files_one_is_not_read_and_not_lost_unsaid(desk, filing, home):
    with ExitStack() as others:
        for _place in range(patience.AT_ONCE):
            assert others.enter_context(patience.place())
        assert "Many people are sending files" in errors(send(desk, filing, attached()))[0]
        assert not home.exists()
        assert not Message.objects.exists()
        assert "It is sent." in text(send(desk, filing))


def test_a_lost_session_keeps_the_text_and_asks_for_the_file_again(desk, staff, filing, home):
    request = filing.requests.first()
    typed = {"party": "CONSUMER", "text": "A careful answer.", "token": str(uuid4())}
    given, session = form_of(desk, url(request, "message")), desk.session
    session[standing.TIMES] = dict.fromkeys(("since", "seen"), (timezone.now() - timedelta(days=1)).timestamp())
    session.save()
    door = desk.post(url(request, "message"), {**given, **typed, "file": attached()}).headers["Location"]
    assert urlsplit(door).path == "/staff/login/"
    assert not Message.objects.exists()
    assert files(home) == []
    staff_sign_in(desk, staff)
    shown = desk.get(parse_qs(urlsplit(door).query)["next"][0])
    assert shown.context["form"]["text"].value() == "A careful answer."
    assert "A file could not be kept. Choose it again." in text(shown)


# --- who sends one ---------------------------------------------------------------------------------------------------


@pytest.mark.threat("A38")
def test_without_the_token_of_the_form_nothing_is_sent_or_kept(desk, filing, home):
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = desk.cookies
    assert send(careful, filing, attached()).status_code == 403
    assert not Message.objects.exists()
    assert files(home) == []


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_not_write_sends_no_file(filing, home, role):
    assert send(logged_in(employ("other", role)), filing, attached()).status_code == 403
    assert files(home) == []


def test_a_stranger_sends_no_file(client, filing, home):
    answer = client.post(url(filing.requests.first(), "message"), {"text": "x", "file": attached()})
    assert answer.headers["Location"].startswith("/staff/login/")
    assert not home.exists()


def test_two_of_the_staff_send_one_each(desk, filing, client):
    send(desk, filing, attached(name="one.pdf"))
    send(logged_in(colleague()), filing, attached(name="two.pdf"))
    clean_all()
    said = words(client.get(PAGE))
    assert "one.pdf" in said
    assert "two.pdf" in said
    assert {each.message.party for each in Document.objects.all()} == {Party.CONSUMER}
