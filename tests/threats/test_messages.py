"""Can a message of ours be turned against somebody: sent to another mailbox, given other headers, other words?"""

import csv
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy_portal.lib import mail, sms
from privacy_portal.lib.addresses import AddressRefused, normalise_email
from privacy_portal.lib.sms import locmem, twilio
from requests_app import notices
from requests_app.forms.journey import ContactForm
from requests_app.models import Notice, Submission
from requests_app.vocabulary import NoticeKind
from tests.filings import CORRECTION, DELETION, PIECES
from tests.filings import file as filed
from tests.journeys.walk import file
from verification import challenges, channels
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db
LIST = Path(__file__).parent.parent / "lib" / "addresses.csv"
HEADERS = {"subject", "from", "to", "date", "message-id", "auto-submitted", "content-language", "mime-version"}
HEADERS |= {"content-type", "content-transfer-encoding"}
BCC = "Rosa\r\nBcc: victim@example.org\r\n\r\nClick http://evil.example"


def addresses() -> list[str]:
    """The nasty addresses of the library's own table, as they are typed."""
    with LIST.open(newline="") as table:
        return [row["typed"].encode().decode("unicode_escape") if "\\" in row["typed"] else row["typed"]
                for row in csv.DictReader(table)]  # fmt: skip


@pytest.fixture(autouse=True)
def outbox(settings: Any) -> list[Any]:
    """Mail and telephone end in lists."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PHONE_BACKEND = "privacy_portal.lib.sms.locmem.Backend"
    settings.PORTAL_BASE_URL = "https://privacy.juniper.example.com"
    settings.DEMO = True
    mail.close()
    locmem.outbox.clear()
    return django_mail.outbox


def send_everything() -> None:
    """Deliver what is owed, as the worker does."""
    for challenge in Challenge.objects.order_by("issued_at"):
        challenges.send(str(challenge.pk))
    for notice in Notice.objects.order_by("pk"):
        notices.deliver(notice.pk)


def said(message: Any) -> str:
    """Everything that a mail brings: headers, text and page."""
    return message.message().as_string() + message.body + "".join(str(each[0]) for each in message.alternatives)


# --- to whom ---------------------------------------------------------------------------------------------------------


@pytest.mark.threat("A26")
def test_there_are_forty_nasty_addresses() -> None:
    assert len(addresses()) >= 40


@pytest.mark.threat("A26")
@pytest.mark.parametrize("typed", addresses(), ids=range(len(addresses())))
def test_a_nasty_address_is_refused_or_is_one_mailbox_and_only_that_one_is_written_to(
    outbox: list[Any], typed: str
) -> None:
    form = ContactForm({"channel": "EMAIL", "email": typed})
    if not form.is_valid():
        assert form.errors.keys() == {"email"}
        return
    submission = filed(contact=form.cleaned_data["contact"], at=timezone.now())
    send_everything()
    stored = Submission.objects.get(pk=submission.pk).contact
    assert stored == normalise_email(typed)
    assert [message.recipients() for message in outbox] == [[stored]] * len(outbox)
    assert {str(message.message()["To"]) for message in outbox} == {stored}
    assert outbox


@pytest.mark.threat("A26")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(alphabet="ab@.,;:<>()[]\"' \t\r\n\\+-_ı\u212aé\u202e", max_size=30) | st.text(max_size=30))
def test_no_address_whatever_reaches_two_mailboxes(outbox: list[Any], typed: str) -> None:
    outbox.clear()
    try:
        stored = normalise_email(typed)
    except AddressRefused:
        return
    mail.send(to=stored, subject="x", text="x", html="", language="en")
    assert [message.recipients() for message in outbox] == [[stored]]
    assert stored.isascii()
    assert stored.count("@") == 1


# --- headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.threat("A27", "A28")
@pytest.mark.parametrize("field", ["name", "wrong", "right", "parts"])
def test_a_header_typed_into_a_field_reaches_no_mail(outbox: list[Any], client: Client, field: str) -> None:
    changes: dict[str, Any] = {
        "name": {"name": {"name": BCC}},
        "parts": {"delete": {"scope": "PARTS", "parts": BCC}},
    }.get(field, {"correct": {"item": "EMAIL", "wrong": "x", "right": "y", field: BCC}})
    file(client, **changes)
    send_everything()
    for message in outbox:
        assert message.recipients() == ["rosa@example.com"]
        assert {name.lower() for name in message.message()} <= HEADERS
        assert "evil.example" not in said(message)
        assert "victim" not in said(message)


@pytest.mark.threat("A27")
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=st.text(max_size=60) | st.text(alphabet="\r\n\x0b\x0c\x1c\x85\u2028Bc:@ ", max_size=20))
def test_no_subject_whatever_adds_a_header(outbox: list[Any], subject: str) -> None:
    outbox.clear()
    mail.send(to="rosa@example.com", subject=subject, text="x", html="", language="en")
    [message] = outbox
    assert {name.lower() for name in message.message()} <= HEADERS
    assert message.recipients() == ["rosa@example.com"]
    assert not any(unicodedata.category(letter) == "Cc" for letter in message.subject)


# --- words -----------------------------------------------------------------------------------------------------------

TYPED = {
    "name": "Clickheria Evilnamia",
    "parts": "Visitamos evildottia",
    "wrong": "Callninehundred pricewinner",
    "right": "Moneysender todaynow",
}


@pytest.mark.threat("A28")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("contact", [{"channel": "EMAIL", "email": "victim@example.com"},
                                     {"channel": "TEXT", "phone": "4155550123"},
                                     {"channel": "CALL", "phone": "4155550123"}])  # fmt: skip
def test_the_first_messages_hold_nothing_that_was_typed(
    outbox: list[Any], client: Client, contact: dict[str, str], language: str
) -> None:
    file(
        client,
        name={"name": TYPED["name"]},
        delete={"scope": "PARTS", "parts": TYPED["parts"]},
        correct={"item": "EMAIL", "wrong": TYPED["wrong"], "right": TYPED["right"]},
        contact=contact,
        language={"language": language},
    )
    Notice.objects.update(next_try_at="2020-01-01T00:00Z")
    send_everything()
    texts = [said(message) for message in outbox] + [
        f"{each.body}{each.script and vars(each.script)}" for each in locmem.outbox
    ]
    assert texts
    words = {word.lower() for sentence in TYPED.values() for word in sentence.split() if len(word) > 5}
    assert [word for word in words for text in texts if word in text.lower()] == []


@pytest.mark.threat("A28")
@pytest.mark.parametrize("kind", NoticeKind)
def test_what_a_notice_may_say_holds_no_field_that_people_type(kind: NoticeKind) -> None:
    submission = filed(PIECES, DELETION, CORRECTION, name=TYPED["name"])
    request = None if kind == NoticeKind.RECEIPT else submission.requests.get(type="CORRECT")
    context = str(notices.notice_context(Notice(submission=submission, request=request, kind=kind)))
    assert not any(
        word in context for word in (TYPED["name"], "old@example.com", "new@example.com", submission.contact)
    )


# --- phishing and voice mail -----------------------------------------------------------------------------------------


def issued(channel: Channel, *, purpose: str = "confirm", language: str = "en") -> Challenge:
    submission = filed(language=language, at=timezone.now())
    destination = "rosa@example.com" if channel == Channel.EMAIL else "+14155550123"
    return challenges.issue(
        purpose=purpose, subject=submission.pk, channel=channel, destination=destination, language=language,
        at=submission.received_at,
    )  # fmt: skip


@pytest.mark.threat("A32")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("purpose", ["confirm", "track"])
def test_a_text_message_ends_with_the_line_that_binds_its_code_to_our_address(purpose: str, language: str) -> None:
    challenge = issued(Channel.TEXT, purpose=purpose, language=language)
    channels.deliver(challenge)
    body = str(locmem.outbox[-1].body)
    code = challenges.code_of(challenge)
    assert body.splitlines()[-1] == f"@privacy.juniper.example.com #{code}"
    assert body.count(code) == 2
    assert re.search(r"(?i)never ask for it by phone|nunca .*por teléfono", body)


@pytest.mark.threat("A32")
@pytest.mark.parametrize("purpose", ["confirm", "track"])
def test_a_mail_says_that_nobody_asks_for_the_code(outbox: list[Any], purpose: str) -> None:
    channels.deliver(issued(Channel.EMAIL, purpose=purpose))
    assert "We never ask for it by telephone or in a message" in outbox[-1].body
    assert "Enter the code only on our page" in outbox[-1].body


@pytest.mark.threat("A33")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("purpose", ["confirm", "track"])
def test_a_voice_mailbox_hears_no_code(purpose: str, language: str) -> None:
    challenge = issued(Channel.CALL, purpose=purpose, language=language)
    channels.deliver(challenge)
    script = locmem.outbox[-1].script
    assert isinstance(script, sms.CallScript)
    digits = "".join(re.findall(r"\d", twilio.greeting_twiml(script).split("action=")[-1].split(">", 1)[1]))
    assert challenges.code_of(challenge) not in digits
    spoken = " ".join(f"{digit}." for digit in challenges.code_of(challenge))
    assert twilio.code_twiml(script).count(spoken) == 2
    assert twilio.greeting_twiml(script).index("<Gather") < twilio.greeting_twiml(script).index("<Say")
