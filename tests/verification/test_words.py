"""What do the messages say, in which language, and what do they never say?"""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.utils.html import escape

from privacy_portal.lib.sms import locmem
from tests.verification.conftest import AT
from verification import challenges, channels, derive
from verification.models import Channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

EVERY = pytest.mark.parametrize(
    ("purpose", "language"),
    [(purpose, language) for purpose in ("confirm", "track") for language, _ in django_settings.LANGUAGES],
)


@pytest.fixture
def mailed(issue):
    """Issue and send by mail; return the challenge and the mail as Django's memory backend keeps it."""

    def _mailed(**differently):
        challenge = issue(**differently)
        challenges.send(str(challenge.pk))
        return challenge, mail.outbox[-1]

    return _mailed


@pytest.fixture
def phoned(issue):
    """Issue and send by telephone; return the challenge and what the carrier was given."""

    def _phoned(channel, **differently):
        challenge = issue(channel=channel, destination="+14155550123", **differently)
        challenges.send(str(challenge.pk))
        return challenge, locmem.outbox[-1]

    return _phoned


def parts(message):
    return message.body, message.alternatives[0].content


@EVERY
def test_a_mail_says_the_code_the_link_and_how_long_each_lives(mailed, purpose, language):
    challenge, message = mailed(purpose=purpose, language=language)
    for part in parts(message):
        assert challenges.code_of(challenge) in part
        assert f"/{purpose}/link/{challenges.link_token(challenge)}/" in part
        assert "10" in part
        assert "PST" in part


def test_a_mail_says_to_use_the_newest_that_nobody_asks_for_the_code_and_what_to_do_if_it_was_not_you(mailed):
    for purpose in ("confirm", "track"):
        for part in parts(mailed(purpose=purpose)[1]):
            assert "use the newest" in part
            assert "We never ask for it by telephone" in part
            assert "Was it not you? Then ignore this message" in part


@EVERY
def test_a_subject_is_short_and_holds_no_code(mailed, purpose, language):
    challenge, message = mailed(purpose=purpose, language=language)
    assert 0 < len(message.subject) <= 60
    assert "\n" not in message.subject
    assert challenges.code_of(challenge) not in message.subject


def test_the_business_is_named_as_it_is_written(mailed):
    _, message = mailed()
    text, html = parts(message)
    assert "Juniper & Sons" in text
    assert "Juniper &amp; Sons" in html
    assert "&amp;" not in text


def test_a_business_whose_name_is_markup_does_not_become_markup(mailed, settings):
    settings.BUSINESS_NAME = "<b>Juniper</b>"
    html = parts(mailed()[1])[1]
    assert "<b>Juniper" not in html
    assert escape("<b>Juniper</b>") in html


@pytest.mark.threat("A28")
def test_the_address_itself_is_not_repeated_in_the_mail(mailed):
    """Nor is anything else that the filer typed: nothing of it reaches the templates."""
    for part in parts(mailed(destination="Look-at-evil.example@example.org")[1]):
        assert "Look-at-evil" not in part


def test_each_message_has_its_own_code_and_link_and_no_other(mailed):
    (one, first), (two, second) = mailed(), mailed()
    for part in parts(second):
        assert challenges.code_of(two) in part
        assert challenges.code_of(one) not in part
        assert challenges.link_token(one) not in part
    assert parts(first) != parts(second)


@EVERY
def test_no_mark_is_left_where_a_value_belongs(mailed, phoned, purpose, language):
    words = [*parts(mailed(purpose=purpose, language=language)[1])]
    words.append(phoned(Channel.TEXT, purpose=purpose, language=language)[1].body)
    script = phoned(Channel.CALL, purpose=purpose, language=language)[1].script
    words += [script.greeting, script.after_key, script.goodbye]
    assert not any(mark in text for text in words for mark in channels.MARKS.values())


def test_a_changed_business_is_named_in_the_next_message(mailed, settings):
    mailed()
    settings.BUSINESS_NAME = "Manzanita Books"
    assert "Manzanita Books" in parts(mailed()[1])[0]


class Addresses(HTMLParser):
    """Collects every address that a mail would open or fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src", "background", "action")]


@pytest.mark.threat("A68")
def test_every_link_of_a_mail_leads_to_the_portal_or_the_business_and_nothing_is_fetched(mailed, settings):
    settings.BUSINESS_POLICY_URL = "https://juniper.example.com/privacy"
    challenge, message = mailed()
    html = parts(message)[1]
    assert {address for address in Addresses(html).found if not address.startswith(("mailto:", "tel:"))} == {
        f"https://privacy.juniper.example.com/confirm/link/{challenges.link_token(challenge)}/",
        f"https://privacy.juniper.example.com/not-me/{derive.not_me_token(challenge)}/",
        "https://juniper.example.com/privacy",
    }
    assert "<img" not in html
    assert "url(" not in html


@pytest.mark.threat("A22")
def test_the_link_does_not_follow_a_forged_host(mailed, settings, client):
    settings.ALLOWED_HOSTS = ["*"]
    client.get("/confirm/link/x/", headers={"host": "evil.example"})
    assert "evil.example" not in parts(mailed()[1])[0]


@pytest.mark.threat("A32")
@EVERY
def test_a_text_ends_with_the_line_that_binds_the_code_to_the_portal(phoned, purpose, language):
    challenge, text = phoned(Channel.TEXT, purpose=purpose, language=language)
    assert text.to == "+14155550123"
    last = text.body.splitlines()[-1]
    assert last == f"@privacy.juniper.example.com #{challenges.code_of(challenge)}"


def test_a_text_fits_two_messages_of_the_plain_alphabet(phoned):
    _, text = phoned(Channel.TEXT)
    assert len(text.body) <= 306
    assert re.fullmatch(r"[A-Za-z0-9 @#&.,:?\n-]+", text.body)


@pytest.mark.threat("A32")
def test_a_text_names_the_business_and_warns_about_callers(phoned):
    body = phoned(Channel.TEXT)[1].body
    assert body.startswith("Juniper & Sons: ")
    assert "never ask for it by phone" in body


@pytest.mark.threat("A33")
@EVERY
def test_a_call_keeps_the_code_until_a_key_is_pressed_and_reads_it_twice(phoned, purpose, language):
    challenge, call = phoned(Channel.CALL, purpose=purpose, language=language)
    digit_by_digit = " ".join(f"{digit}." for digit in challenges.code_of(challenge))
    assert digit_by_digit in call.script.after_key
    assert call.script.repeat == 2
    for before in (call.script.greeting, call.script.goodbye, call.script.continue_url):
        assert not re.search(r"\d\. \d", before)
        assert challenges.code_of(challenge) not in before
    assert call.script.language == language


def test_a_call_says_who_calls_and_asks_for_a_key(phoned):
    script = phoned(Channel.CALL)[1].script
    assert "Juniper & Sons" in script.greeting
    assert "press any key" in script.greeting


def test_the_second_half_of_a_call_is_at_the_portal_and_shows_no_link_token(phoned):
    challenge, call = phoned(Channel.CALL)
    assert call.script.continue_url.startswith("https://privacy.juniper.example.com/hooks/voice/")
    assert challenges.link_token(challenge) not in call.script.continue_url


def test_a_business_without_a_name_is_called_by_its_address(phoned, settings):
    settings.BUSINESS_NAME = ""
    assert phoned(Channel.TEXT)[1].body.startswith("privacy.juniper.example.com: ")


def test_a_destination_is_shown_only_as_far_as_its_owner_needs_it(issue):
    assert "maria" not in channels.masked(issue())
    assert channels.masked(issue()).startswith("m•••@")
    assert channels.masked(issue(channel=Channel.TEXT, destination="+14155550123")).endswith(" 23")
    assert "555" not in channels.masked(issue(channel=Channel.TEXT, destination="+14155550123"))


def test_the_moment_a_message_names_is_in_the_time_of_the_business(mailed):
    assert AT.hour == 18
    assert "March 3, 2026, 10 a.m. PST" in parts(mailed()[1])[0]
