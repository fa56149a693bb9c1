"""What does a carrier's HTTP answer mean for the message?

Permanent is what the carrier says about this message. What is wrong between the carrier and us (login, payment, rate,
address of the service) is put right by staff or by time, and the message stays owed meanwhile.
"""

from typing import Any

import httpx
from django.conf import settings

from privacy_portal.lib.sending import SendDelayed, SendRefused

# Unauthorized, Payment Required, Forbidden, Not Found, Method Not Allowed, Proxy Authentication, Request Timeout,
# Conflict (an identical request is being worked on), Too Early, Too Many Requests: RFC 9110, section 15.5; RFC 6585.
_ABOUT_US = frozenset({401, 402, 403, 404, 405, 407, 408, 409, 425, 429})
_MAX_ID_LENGTH = 128


def post(client: httpx.Client, url: str, **request: Any) -> httpx.Response:
    """POST once, follow nothing, wait `settings.PHONE_TIMEOUT` seconds for each step; return any answer.

    Raises:
        SendDelayed: `timeout`, `connection_refused` or `connection_lost`.
    """
    try:
        return client.post(url, timeout=settings.PHONE_TIMEOUT, **request)
    except httpx.TimeoutException:
        problem = "timeout"
    except httpx.ConnectError:
        problem = "connection_refused"
    except httpx.TransportError:
        problem = "connection_lost"
    # Outside the handlers: the original holds the request, and with it the message.
    raise SendDelayed(problem)


def json_object(answer: httpx.Response) -> dict[str, Any]:
    """Return the answer's JSON object, or an empty one if it is anything else."""
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def require_success(answer: httpx.Response) -> None:
    """Return if the carrier took the message.

    Raises:
        SendRefused: `http_4xx` about this message.
        SendDelayed: `http_…` for everything else.
    """
    if answer.is_success:
        return
    code = f"http_{answer.status_code}"
    if answer.is_client_error and answer.status_code not in _ABOUT_US:
        raise SendRefused(code)
    raise SendDelayed(code)


def id_in(content: dict[str, Any], name: str) -> str:
    """Return the carrier's id of the message.

    Raises:
        SendDelayed: `bad_answer`: no such text. It was probably not the carrier who answered (a captive proxy, a wrong
            address), so the message counts as not sent. If it was, the same message arrives twice; the other
            mistake would leave someone waiting for a message that never comes.
    """
    value = content.get(name)
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise SendDelayed("bad_answer")
    if not 0 < len(value) <= _MAX_ID_LENGTH:
        raise SendDelayed("bad_answer")
    return value
