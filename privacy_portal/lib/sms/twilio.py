"""How do text messages and calls leave through Twilio, and how do we know that a callback is Twilio's?

Plain REST (https://www.twilio.com/docs/usage/api): one POST each, basic authentication. A call is given its first half
as TwiML in the request; the code is in the second half, which Twilio fetches from us after a key was pressed.
"""

import base64
import hmac
import xml.etree.ElementTree as ET  # nosec B405 - builds documents, never reads one
from collections.abc import Iterable, Mapping
from typing import Any

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from privacy_portal.lib.plain_text import clean_text
from privacy_portal.lib.sending import SendRefused
from privacy_portal.lib.sms.base import CallScript
from privacy_portal.lib.sms.posting import id_in, json_object, post, require_success

# Where Twilio reports what became of a text, below PORTAL_BASE_URL.
STATUS_PATH = "/hooks/text-status/"
_VOICES = {"en": "en-US", "es": "es-MX"}
_SECONDS_FOR_KEY = "10"
# Twilio's own error codes (https://www.twilio.com/docs/api/errors) that are about the number: not valid, not
# reachable by text, blocked by its owner, in a country we may not send to.
_REFUSED_NUMBER = frozenset({13223, 13224, 13225, 21211, 21214, 21215, 21217, 21408, 21610, 21612, 21614, 21635})


def _say(parent: ET.Element, text: str, language: str) -> None:
    if text:
        ET.SubElement(parent, "Say", language=_VOICES[language]).text = clean_text(text)


def _document(response: ET.Element) -> str:
    ET.SubElement(response, "Hangup")
    return '<?xml version="1.0" encoding="UTF-8"?>' + ET.tostring(response, encoding="unicode")


def greeting_twiml(script: CallScript) -> str:
    """Return the first half: the greeting, said twice to someone slow to lift the phone, then the wait for a key.

    Raises:
        ValueError: there is something to say after the key, but no `continue_url` to fetch it from.
        KeyError: no voice for the language.
    """
    response = ET.Element("Response")
    parent = response
    if script.after_key is not None:
        if script.continue_url is None:
            raise ValueError("A call that waits for a key needs the URL of its second half.")
        parent = ET.SubElement(
            response, "Gather", numDigits="1", timeout=_SECONDS_FOR_KEY, method="POST", action=script.continue_url
        )
    _say(parent, script.greeting, script.language)
    ET.SubElement(parent, "Pause", length="2")
    _say(parent, script.greeting, script.language)
    _say(response, script.goodbye, script.language)
    return _document(response)


def code_twiml(script: CallScript) -> str:
    """Return the second half: `after_key`, `repeat` times, then goodbye. For the view at `continue_url`.

    Raises:
        KeyError: no voice for the language.
    """
    response = ET.Element("Response")
    for _ in range(script.repeat):
        _say(response, script.after_key or "", script.language)
        ET.SubElement(response, "Pause", length="1")
    _say(response, script.goodbye, script.language)
    return _document(response)


def _values(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else sorted(set(value))


def verify_signature(url: str, params: Mapping[str, str | Iterable[str]], signature: str) -> bool:
    """Say whether a callback's X-Twilio-Signature is right.

    Base64 of HMAC-SHA1, with the account's token, over the URL and then each name and value in the order of the names
    (https://www.twilio.com/docs/usage/security#validating-requests). Without a token nothing is right.

    Args:
        url: as Twilio called it: built from PORTAL_BASE_URL, with the query, never from the Host header.
        params: the POST fields, e.g. `dict(request.POST.lists())`.
    """
    token = settings.TWILIO_AUTH_TOKEN
    if not token:
        return False
    signed = url + "".join(name + value for name in sorted(params) for value in _values(params[name]))
    expected = base64.b64encode(hmac.digest(token.encode(), signed.encode(), "sha1"))
    return hmac.compare_digest(expected, signature.encode())


class Backend:
    """Posts to TWILIO_BASE_URL; settings are read at each send."""

    def __init__(self) -> None:
        self._client = httpx.Client()

    def send_text(self, *, to: str, body: str) -> str:
        report = settings.PORTAL_BASE_URL + STATUS_PATH
        fields = {"To": to, "From": settings.TWILIO_FROM_NUMBER, "Body": body, "StatusCallback": report}
        return self._post("Messages", fields)

    def call(self, *, to: str, script: CallScript) -> str:
        fields = {"To": to, "From": settings.TWILIO_FROM_NUMBER, "Twiml": greeting_twiml(script)}
        return self._post("Calls", fields)

    def _post(self, resource: str, fields: dict[str, Any]) -> str:
        account, token = settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN
        if not (account and token and settings.TWILIO_FROM_NUMBER):
            raise ImproperlyConfigured("Twilio needs TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM_NUMBER.")
        url = f"{settings.TWILIO_BASE_URL.rstrip('/')}/2010-04-01/Accounts/{account}/{resource}.json"
        answer = post(self._client, url, data=fields, auth=(account, token))
        content = json_object(answer)
        if answer.status_code == httpx.codes.BAD_REQUEST and content.get("code") in _REFUSED_NUMBER:
            raise SendRefused("refused_number")
        require_success(answer)
        return id_in(content, "sid")
