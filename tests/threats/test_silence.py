"""Does the whole portal keep silent?

A story is lived through with words that occur nowhere else, and then every place is searched for them: logs, broker,
sessions, every column of the database, addresses, pages of errors.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.utils import timezone

from privacy_portal.embedded import launch
from requests_app import calendar
from tests.browser.people import HIRE, PASSWORD
from tests.support.broker import Broker
from tests.support.portal import Portal
from tests.support.roles import TEAM
from tests.support.staff import digits
from tests.threats.canary import broker, database, hits, spellings
from tests.threats.reader import Reader
from tests.verification.servers import MailServer

NAME, MAILBOX = "Zwitscherlinde Kanarienfink", "zwitscherlinde.kanarienfink@example.com"
NUMBER, TYPED_NUMBER = "+14155550187", "(415) 555-0187"
DELETED, WRONG, RIGHT = "Pfefferminzbonbonsammlung", "Fliederweg Zimtstern", "Lavendelgasse Muskatnuss"
ANSWERED, EXPLAINED = "Kirschkernkissenbestellung", "Blaubeerpfannkuchenrezept"
WORDS = [NAME, *NAME.split(), MAILBOX, NUMBER, DELETED, WRONG, RIGHT, ANSWERED, EXPLAINED]
EXPLANATION = f"{EXPLAINED}: we still need the order records, because the tax code wants them kept for four years."


@dataclass
class Story:
    """What was lived through, and what came of it."""

    portal: Portal
    mail: MailServer
    readers: list[Reader] = field(default_factory=list)
    queued: list[tuple[str, bytes]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)

    def reader(self) -> Reader:
        self.readers.append(Reader(self.portal.base_url))
        return self.readers[-1]

    def mailed(self, *, having: str, after: int = 0) -> str:
        """The text of the newest mail with a word in it, once there are more than `after`."""
        deadline = time.monotonic() + 120
        while True:
            texts = [str(each.get_body(("plain",)).get_content()) for each in list(self.mail.messages)]  # type: ignore[union-attr]
            found = [text for text in texts if having in text]
            if len(found) > after:
                return found[-1]
            assert time.monotonic() < deadline, f"no mail with {having}"
            time.sleep(0.05)

    def challenge(self, path: str) -> tuple[str, str]:
        """The code and the path of the link in a mail; both are secrets from now on."""
        text = self.mailed(having=path)
        code, link = re.search(r"(?m)^(\d{6})\r?$", text), re.search(path + r"[^/\s]+/", text)
        assert code
        assert link
        self.secrets += [code[1], link[0].removeprefix(path).rstrip("/")]
        return code[1], link[0]

    def sql(self, statement: str) -> list[Any]:
        connection = psycopg2.connect(self.portal.env["DATABASE_URL"])
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return [row[0] for row in cursor.fetchall()] if cursor.description else []
        finally:
            connection.close()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    portal, valkey = Portal(tmp_path_factory.mktemp("silence")), Broker()
    valkey.start()
    with MailServer() as mail:
        portal.env |= {
            "REDIS_URL": valkey.url,  # of its own: what it holds must be this story's, and nobody else may take it
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail.port),
        }
        told = Story(portal, mail)
        try:
            portal.start()
            live(told)
            yield told
        finally:
            for reader in told.readers:
                reader.close()
            portal.stop()
            valkey.kill()


def live(story: Story) -> None:
    rosa = story.reader()
    # No worker: what is handed over waits in the broker, where it can be looked at.
    story.portal.kill_worker()
    file(rosa, contact={"channel": "EMAIL", "email": MAILBOX})
    file(story.reader(), contact={"channel": "TEXT", "phone": TYPED_NUMBER})
    story.queued += broker(story.portal.env["REDIS_URL"])
    story.portal.start_worker()
    launch.wait_for_worker(story.portal.children, broker=story.portal.env["REDIS_URL"], node=story.portal._node)
    confirm_and_track(story, rosa)
    decide(story)
    break_things(story)
    be_refused(story)
    story.queued += broker(story.portal.env["REDIS_URL"])


def file(reader: Reader, *, contact: dict[str, str]) -> None:
    reader.get("/")
    reader.post("/requests/new/")
    reader.here(for_whom="SELF")
    reader.here(rights=["KNOW", "DELETE", "CORRECT"])
    reader.here(what=["SOURCES"])
    reader.here(period="EVERYTHING")
    reader.here(scope="PARTS", parts=DELETED)
    reader.here(item="POSTAL_ADDRESS", wrong=WRONG, right=RIGHT)
    reader.here(resident="yes")
    reader.here(name=NAME)
    reader.here(**contact)
    reader.here(language="en")
    assert (reader.status, reader.path) == (200, "/requests/new/check/")
    reader.here()
    assert reader.path == "/requests/filed/"


def confirm_and_track(story: Story, rosa: Reader) -> None:
    code, link = story.challenge("/confirm/link/")
    scanner = story.reader()
    scanner.get(link)
    assert scanner.status == 200
    rosa.get("/confirm/")
    rosa.here(code=f"{(int(code) + 1) % 1_000_000:06}")
    rosa.here(code=code)
    assert rosa.path.startswith("/track/confirm-deletion/")
    rosa.here()
    [reference] = set(re.findall(r"Reference: (\S{14})", story.mailed(having="Reference: ")))
    later = story.reader()
    later.get("/track/")
    later.here(reference=reference)
    code, link = story.challenge("/track/link/")
    story.reader().get(link)
    later.here(code=code)
    assert later.path == "/track/status/"


def decide(story: Story) -> None:
    everything = [role.value for role in TEAM]
    app = story.portal.run_python(
        HIRE.format(password=PASSWORD, username="reviewer", roles=everything, circle=False)
    ).strip()
    story.secrets += [PASSWORD, app]
    desk = story.reader()
    desk.get("/staff/")
    desk.here(login="reviewer", password=PASSWORD)
    desk.here(code=digits(app))
    assert (desk.status, desk.path) == (200, "/staff/")
    desk.get("/staff/requests_app/privacyrequest/")
    desk.post("/staff/requests_app/privacyrequest/search/", typed=MAILBOX)
    know, delete = story.sql(
        "SELECT r.id FROM requests_app_privacyrequest r JOIN requests_app_submission s ON s.id = r.submission_id"
        " WHERE s.contact_channel = 'EMAIL' AND r.ordinal < 3 ORDER BY r.ordinal"
    )
    for pk, action, typed in (
        (know, "match/", {"points": ["NAME", "EMAIL"], "who": "new"}),
        (know, "message/", {"party": "CONSUMER"}),
        (know, "note/", {}),
        (
            know,
            "record-step/",
            {"way": "PHONE", "with_whom": NAME, "day": calendar.business_day(timezone.now()).isoformat()},
        ),
        (know, "answer/", {"text": ANSWERED}),
        (delete, "deny/?ground=DEL_8_LEGAL", {}),
    ):
        desk.get(f"/staff/requests_app/privacyrequest/{pk}/reveal/")
        desk.here(reason="OTHER", note=EXPLAINED, fields="ALL")
        desk.get(f"/staff/requests_app/privacyrequest/{pk}/{action}")
        areas = dict.fromkeys(re.findall(r'<textarea name="([^"]+)"', desk.page), EXPLANATION)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', desk.page))
        form = {name: value for name, value in hidden.items() if name != "csrfmiddlewaretoken"}
        desk.post(f"/staff/requests_app/privacyrequest/{pk}/{action}", **{**form, **areas, **typed, "step": "send"})
        assert (desk.status, "<title>Error:" in desk.page.replace("\n", "")) == (200, False), action
    desk.get(f"/staff/requests_app/privacyrequest/{know}/change/")
    assert NAME in desk.page


def break_things(story: Story) -> None:
    victim = story.reader()
    victim.get("/nowhere/")
    assert victim.status == 404
    victim.page = ""
    victim.post("/track/", reference=NAME)
    assert victim.status == 403
    victim.get("/")
    victim.post("/requests/new/")
    story.sql("ALTER TABLE requests_app_draft ADD CONSTRAINT broken CHECK (false) NOT VALID")
    victim.here(for_whom="SELF")
    assert victim.status == 500
    story.sql("ALTER TABLE requests_app_draft DROP CONSTRAINT broken")


def be_refused(story: Story) -> None:
    """The mail server says the address in its refusal."""
    story.mail.reply = f"550 5.1.1 <{MAILBOX}>: {NAME} is not here"
    refused = story.reader()
    refused.get("/track/")
    reference = story.sql("SELECT reference FROM requests_app_submission WHERE contact_channel = 'EMAIL'")[0]
    refused.here(reference=str(reference))
    deadline = time.monotonic() + 120
    while not story.sql("SELECT 1 FROM verification_challenge WHERE failure = 'smtp_550'"):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.threat("A19", "A67")
def test_no_log_holds_what_was_typed_or_a_code_or_a_link(story: Story) -> None:
    logs = sorted(path for path in Path(story.portal.children.logs).rglob("*") if path.is_file())
    assert {"web.log", "worker.log", "beat.log"} <= {path.name for path in logs}
    assert b"verification.send" in (Path(story.portal.children.logs) / "worker.log").read_bytes()
    assert [hit for path in logs for hit in hits([*WORDS, *story.secrets], path.name, path.read_bytes())] == []


@pytest.mark.threat("A19", "A67")
def test_the_broker_is_handed_nothing_but_ids(story: Story) -> None:
    assert any(b"verification.send" in content for _, content in story.queued)
    assert [hit for place, content in story.queued for hit in hits([*WORDS, *story.secrets], place, content)] == []


@pytest.mark.threat("A19", "A67")
def test_a_stolen_dump_of_the_database_shows_nothing_that_was_typed_and_no_code_or_link(story: Story) -> None:
    dump = list(database(story.portal.env["DATABASE_URL"]))
    assert any(place == "session" and b"submission" in content for place, content in dump)
    found = [hit for place, content in dump for hit in hits([*WORDS, *story.secrets], place, content)]
    assert found == []


@pytest.mark.threat("A68")
def test_no_address_that_was_called_or_led_to_holds_what_was_typed_or_a_code(story: Story) -> None:
    asked = [address for reader in story.readers for address in reader.asked]
    codes = [secret for secret in story.secrets if len(secret) == 6]
    assert len(asked) > 50
    assert [hit for address in asked for hit in hits([*WORDS, *codes], address, address.encode())] == []


@pytest.mark.threat("A67")
def test_no_page_of_an_error_repeats_what_was_typed(story: Story) -> None:
    errors = [page for reader in story.readers for page in reader.errors]
    assert len(errors) >= 3
    assert [hit for page in errors for hit in hits([*WORDS, *story.secrets], "page", page.encode())] == []
    assert not any("Traceback" in page for page in errors)


@pytest.mark.threat("A28", "A66")
def test_no_message_carries_what_was_typed(story: Story) -> None:
    texts = [each.as_bytes() + str(each.get_body(("html",))).encode() for each in story.mail.messages]
    texts += [each.text.encode() for each in story.portal.outbox.messages()]
    typed = [word for word in WORDS if word not in (MAILBOX, NUMBER)]
    assert len(texts) > 3
    # The mailbox itself is made of the name, and stands in the line To.
    found = [hit for text in texts for hit in hits(typed, "message", text.replace(MAILBOX.encode(), b""))]
    assert found == []


@pytest.mark.parametrize("word", [*WORDS, "123456"])
def test_the_search_finds_a_word_that_leaked(word: str) -> None:
    assert hits([word], "log", b"x " + word.encode() + b" y")
    assert all(hits([word], "log", each) for each in (spellings(word) if len(word) > 6 else []))
