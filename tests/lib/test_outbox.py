"""Do messages that must not really leave end up whole, private and readable?"""

import email
import email.policy
import json
import os
from pathlib import Path
from typing import Any

import pytest

from privacy_portal.lib import mail, outbox, sms
from privacy_portal.lib.sms import CallScript


@pytest.fixture(autouse=True)
def directory(settings: Any, tmp_path: Path) -> Path:
    settings.OUTBOX_DIR = tmp_path / "var" / "outbox"
    settings.EMAIL_BACKEND = "privacy_portal.lib.mail.OutboxBackend"
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.file.Backend"
    settings.DEFAULT_FROM_EMAIL = "privacy@juniper.example.com"
    return tmp_path / "var" / "outbox"


def send() -> str:
    return mail.send(to="jane@example.com", subject="Código", text="text", html="<p>html</p>", language="es")


def test_a_mail_becomes_one_file_that_a_mail_program_opens(directory: Path) -> None:
    message_id = send()
    [path] = directory.iterdir()
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert path.suffix == ".eml"
    assert (message["To"], message["Subject"], message["Message-ID"]) == ("jane@example.com", "Código", message_id)


def test_only_the_portal_can_read_the_outbox(directory: Path) -> None:
    send()
    [path] = directory.iterdir()
    assert (oct(directory.stat().st_mode & 0o777), oct(path.stat().st_mode & 0o777)) == ("0o700", "0o600")


def test_a_text_message_becomes_one_file(directory: Path) -> None:
    number = sms.get_backend().send_text(to="+14155550132", body="Código 123456")
    [path] = directory.iterdir()
    assert path.name == f"{number}.json"
    assert json.loads(path.read_bytes()) == {"kind": "text", "to": "+14155550132", "body": "Código 123456"}


def test_a_call_becomes_one_file_with_its_whole_script(directory: Path) -> None:
    script = CallScript(language="es", greeting="Hola", after_key="1. 2. 3.", goodbye="Adiós")
    sms.get_backend().call(to="+14155550132", script=script)
    [path] = directory.iterdir()
    assert json.loads(path.read_bytes()) == {
        "kind": "call",
        "to": "+14155550132",
        "script": {
            "language": "es",
            "greeting": "Hola",
            "after_key": "1. 2. 3.",
            "repeat": 2,
            "continue_url": None,
            "goodbye": "Adiós",
        },
    }


def test_no_address_or_number_is_in_a_file_name(directory: Path) -> None:
    send()
    sms.get_backend().send_text(to="+14155550132", body="x")
    names = " ".join(path.name for path in directory.iterdir())
    assert "jane" not in names
    assert "4155550132" not in names


def test_the_newest_message_is_listed_first_and_unfinished_files_are_not(directory: Path) -> None:
    names = [outbox.write(b"x", suffix=".eml") for _ in range(3)]
    for age, name in enumerate(reversed(names)):
        path = directory / f"{name}.eml"
        stamp = 1_000_000_000 - age
        os.utime(path, (stamp, stamp))
    (directory / ".half.part").write_bytes(b"ha")
    assert [path.stem for path in outbox.entries()] == names[::-1]
    assert [path.stem for path in outbox.entries(limit=1)] == names[2:]


def test_an_outbox_that_nobody_wrote_to_is_empty() -> None:
    assert outbox.entries() == []


def test_a_message_that_cannot_be_written_leaves_nothing_behind(directory: Path) -> None:
    directory.mkdir(parents=True)
    with pytest.raises(OSError, match=r"."):
        outbox.write(b"x", suffix="/no/such/directory.eml")
    assert list(directory.iterdir()) == []
