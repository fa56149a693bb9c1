"""Do the records agree that a service of the business keeps? One signed POST, and booleans back.

    {"points": {"NAME": "Rosa Example", "EMAIL": "rosa@example.com"}}   →   {"NAME": true, "EMAIL": false}

Signed as `privacy_portal.lib.signed_hooks` says, with `settings.DIRECTORY_KEY`. The service compares with one record,
the one that agrees with most, and answers for exactly the points it was asked. Anything else counts as no answer.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from privacy_portal.lib.signed_hooks import SIGNATURE_HEADER, TIMESTAMP_HEADER, signature
from requests_app.directory import TIMEOUT, DirectoryDown
from requests_app.vocabulary import Point

LONGEST_ANSWER = 4096  # bytes


class Directory:
    """Posts to DIRECTORY_URL and follows nothing."""

    def match(self, points: Mapping[Point, str]) -> Mapping[Point, bool]:
        url, key = settings.DIRECTORY_URL, settings.DIRECTORY_KEY
        if not url or not key:
            raise ImproperlyConfigured("The directory needs DIRECTORY_URL and DIRECTORY_KEY.")
        asked = {"points": {point.value: value for point, value in points.items()}}
        body = json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode()
        answer = _object(_posted(url, key, body))
        if set(answer) != {point.value for point in points} or not all(type(each) is bool for each in answer.values()):
            raise DirectoryDown("bad_answer")
        return {point: answer[point.value] for point in points}


def _posted(url: str, key: str, body: bytes) -> bytes:
    timestamp = str(int(time.time()))  # the wire's clock: it only limits replays
    headers = {
        "Content-Type": "application/json",
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: signature(key=key, timestamp=timestamp, body=body),
    }
    problem, content = "", b""
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client,
            client.stream("POST", url, content=body, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                problem = f"http_{response.status_code}"
            else:
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > LONGEST_ANSWER:
                        problem = "too_long"
                        break
    except httpx.TimeoutException:
        problem = "timeout"
    except httpx.HTTPError:
        problem = "connection_lost"
    if problem:  # outside the handlers: the original holds the request, and with it what was asked
        raise DirectoryDown(problem)
    return content


def _object(content: bytes) -> dict[str, Any]:
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
