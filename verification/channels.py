"""How does a challenge become a mail, a text message or a call?

The words are in templates/messages/challenge_<purpose>/ and are rendered in the challenge's language. They hold
nothing that the person at the form typed: whoever enters a stranger's address cannot make this portal say
something to the stranger. Links are built from settings.PORTAL_BASE_URL, never from a request.

What differs from one message to the next is put in last: a template is rendered once per language, with a mark where
a code or a link will stand, because rendering it for each message was a sixth of a worker's time. So a template
writes `{{ code }}`, `{{ link }}`, `{{ until }}` as they are, without filters, and asks nothing about them.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import escape

from privacy_portal.lib import mail, sms
from privacy_portal.lib.addresses import mask_email
from privacy_portal.lib.business import Business, business
from privacy_portal.lib.phones import mask_phone
from verification.derive import code_of, link_token, not_me_token, voice_token
from verification.models import CODE_LIFE, Challenge, Channel
from verification.suppressions import NOT_ME_LASTS

# Private characters: no template, no name of a business and no escaping changes or contains them.
MARKS = {
    "code": "\ue000",
    "spoken_code": "\ue001",
    "link": "\ue002",
    "until": "\ue003",
    "zone": "\ue004",
    "not_me": "\ue005",
}


def deliver(challenge: Challenge) -> str:
    """Send the challenge by its channel and return the provider's id of the message.

    Raises SendRefused (never try again) and SendDelayed (try later) of `privacy_portal.lib.sending`.
    """
    with translation.override(challenge.language):
        if challenge.channel == Channel.EMAIL:
            return _email(challenge)
        if challenge.channel == Channel.TEXT:
            body = _say(challenge, "sms.txt", _code(challenge))
            return sms.get_backend().send_text(to=challenge.destination, body=body)
        return sms.get_backend().call(to=challenge.destination, script=call_script(challenge))


def call_script(challenge: Challenge) -> sms.CallScript:
    """Return what is spoken: a greeting that holds no code, and, once a key was pressed, the code, twice.

    A voice mailbox presses no key, so no code is left on one.
    """
    with translation.override(challenge.language):
        return sms.CallScript(
            language=challenge.language,
            greeting=_say(challenge, "voice_greeting.txt", {}),
            after_key=_say(challenge, "voice_code.txt", _code(challenge)),
            repeat=2,
            continue_url=settings.PORTAL_BASE_URL + reverse("voice_script", args=[voice_token(challenge)]),
            goodbye=_say(challenge, "voice_goodbye.txt", {}),
        )


def expired_script(challenge: Challenge) -> sms.CallScript:
    """Return what is spoken when the key was pressed after the code had died: no code."""
    with translation.override(challenge.language):
        words = _say(challenge, "voice_expired.txt", {})
        return sms.CallScript(language=challenge.language, greeting="", after_key=words, repeat=1)


def masked(challenge: Challenge) -> str:
    """Return the destination as far as its owner needs it to recognise it."""
    mask = mask_email if challenge.channel == Channel.EMAIL else mask_phone
    return mask(challenge.destination)


def _email(challenge: Challenge) -> str:
    link = settings.PORTAL_BASE_URL + reverse(f"{challenge.purpose}_link", args=[link_token(challenge)])
    dies = timezone.localtime(challenge.link_expires_at)
    values = {
        **_code(challenge),
        "link": link,
        "not_me": settings.PORTAL_BASE_URL + reverse("not_me", args=[not_me_token(challenge)]),
        "until": date_format(dies, "DATETIME_FORMAT"),
        "zone": date_format(dies, "T"),
    }
    return mail.send(
        to=challenge.destination,
        subject=_say(challenge, "subject.txt", values),
        text=_say(challenge, "email.txt", values),
        html=_say(challenge, "email.html", values),
        language=challenge.language,
    )


def _code(challenge: Challenge) -> dict[str, str]:
    code = code_of(challenge)
    return {"code": code, "spoken_code": " ".join(f"{digit}." for digit in code)}


def _say(challenge: Challenge, name: str, values: dict[str, str]) -> str:
    """Return the text of a template with `values` in the places of their marks."""
    text = _words(challenge.purpose, name, challenge.language, business(), settings.PORTAL_BASE_URL)
    for what, value in values.items():
        text = text.replace(MARKS[what], escape(value) if name.endswith(".html") else value)
    return text


@lru_cache(maxsize=128)
def _words(purpose: str, name: str, language: str, portal: Business, base_url: str) -> str:
    """Render a template in the language that is active, `language`, with a mark for each value."""
    host = urlsplit(base_url).hostname
    context = {
        **MARKS,
        "host": host,
        "minutes": int(CODE_LIFE.total_seconds()) // 60,
        "quiet_days": NOT_ME_LASTS.days,
        "business_name": portal.name or host,
        "portal": portal,
    }
    return render_to_string(f"messages/challenge_{purpose}/{name}", context).strip()
