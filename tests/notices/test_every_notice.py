"""Every kind of notice, in every language, over every channel: it leaves, and it repeats nobody's words."""

import html
import re
from datetime import date

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.formats import date_format

from privacy_portal.lib.owed import SendState
from requests_app import notices
from requests_app.models.notice import TO_OTHERS
from requests_app.vocabulary import NoticeKind
from tests.notices.cases import CONTACTS, NOBODYS_WORDS, Maker
from tests.notices.mailbox import Left, deliver, leave, sent
from verification.models import Channel

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
ALL = pytest.mark.parametrize(
    ("kind", "language", "channel"),
    [(kind, language, channel) for kind in NoticeKind for language in LANGUAGES for channel in Channel],
)
BY_TELEPHONE = pytest.mark.parametrize(
    ("kind", "language", "channel"),
    [
        (kind, language, channel)
        for kind in NoticeKind
        for language in LANGUAGES
        for channel in CONTACTS
        if channel != "EMAIL"
    ],
)
BY_MAIL = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in NoticeKind for language in LANGUAGES]
)
# Who reads these may not open the page: it is not theirs, or not any more.
WITHOUT_A_PAGE = (*TO_OTHERS, NoticeKind.AUTHORITY_ENDED)


# Made once each: most tests only read what left.
_MADE: dict[tuple[NoticeKind, str, Channel], Left] = {}


def left(staff, kind, language, channel=Channel.EMAIL):
    """The notice of this kind as it left."""
    key = (kind, language, channel)
    if key not in _MADE:
        _MADE[key] = leave(Maker(staff, channel, language).make(kind), channel)
    return _MADE[key]


def words_of(markup):
    """What a reader of HTML sees, white space evened."""
    body = re.sub(r"(?s)<(style|title)\b.*?</\1>", " ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@ALL
def test_it_leaves_and_is_recorded_as_sent(kind, language, channel, staff):
    notice = left(staff, kind, language, channel)
    assert notice.row_state == SendState.SENT
    assert notice.provider_id
    assert notice.message.to == notice.contact


@ALL
def test_it_repeats_nothing_that_anybody_typed(kind, language, channel, staff):
    notice = left(staff, kind, language, channel)
    said = notice.message.everything
    assert not [word for word in NOBODYS_WORDS if word in said]
    assert notice.contact not in said


@ALL
def test_it_carries_the_reference(kind, language, channel, staff):
    notice = left(staff, kind, language, channel)
    spoken = " ".join(f"{sign}." for sign in notice.reference)
    assert (spoken if channel == Channel.CALL else notice.written) in notice.message.text


@pytest.mark.parametrize("language", ["en"])
@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("kind", NoticeKind)
def test_it_names_the_business_as_it_is_written(kind, language, channel, staff):
    text = left(staff, kind, language, channel).message.text
    assert "Larkspur Home & Garden of Sacramento" in text
    assert "&amp;" not in text


@BY_TELEPHONE
def test_a_text_message_and_a_call_are_one_short_line(kind, language, channel, staff):
    said = left(staff, kind, language, channel).message.text
    assert len(said) <= (320 if channel == Channel.TEXT else 700)
    assert said == " ".join(said.split())


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.CALL])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_says_which_language_it_is_in(channel, language, staff):
    deliver(Maker(staff, channel, language).withdrawn())
    assert sent(channel).language == language


@BY_MAIL
def test_the_subject_is_short_and_one_line(kind, language, staff):
    subject = left(staff, kind, language).message.subject
    assert 0 < len(subject) <= 60
    assert "\n" not in subject


@BY_MAIL
def test_days_are_written_as_the_language_writes_them(kind, language, staff):
    with translation.override(language):
        received = date_format(date(2026, 11, 23), "DATE_FORMAT")
    assert received in left(staff, kind, language).message.text


@BY_MAIL
def test_the_plain_text_and_the_html_say_the_same(kind, language, staff):
    notice = Maker(staff, language=language).make(kind)
    with translation.override(language):
        context = notices.notice_context(notice)
        template = get_template(f"messages/{kind.lower()}/words.txt")
        paragraphs = template.render(context).split("\n\n")
    deliver(notice)
    message = sent(Channel.EMAIL)
    for paragraph in paragraphs:
        plain = " ".join(html.unescape(paragraph).split())
        assert plain in " ".join(message.text.split())
        assert re.sub(r"\s", "", plain) in re.sub(r"\s", "", words_of(message.html))


@BY_MAIL
def test_the_html_is_whole_and_fetches_nothing(kind, language, staff):
    markup = left(staff, kind, language).message.html
    assert f'<html lang="{language}"' in markup
    assert markup.count("<h1") == 1
    assert not re.search(r"<(img|script|link|iframe)\b|url\(", markup)
    assert "{{" not in markup
    assert "{%" not in markup


@BY_MAIL
def test_every_link_leads_to_the_portal_the_policy_or_the_agency(kind, language, staff):
    message = left(staff, kind, language).message
    allowed = (settings.PORTAL_BASE_URL, settings.BUSINESS_POLICY_URL, "https://cppa.ca.gov/")
    for address in re.findall(r"https?://[^\s\"<>]+", message.text + message.html):
        assert address.startswith(allowed), address


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind not in WITHOUT_A_PAGE])
def test_the_way_to_the_page_of_the_request_is_in_both_forms(kind, language, staff):
    message = left(staff, kind, language).message
    page = f"{settings.PORTAL_BASE_URL}/track/"
    assert page in message.text.split()
    assert f'href="{page}"' in message.html
