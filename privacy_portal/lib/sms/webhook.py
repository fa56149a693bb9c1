"""How does a carrier that we do not know get the message? By one signed JSON POST to `settings.PHONE_WEBHOOK_URL`.

    {"kind": "text", "to": "+1…", "body": "…"}
    {"kind": "call", "to": "+1…", "script": {"language", "greeting", "after_key", "repeat", "continue_url", "goodbye"}}

The receiver checks `X-Portal-Signature: v1=<hex>` = HMAC-SHA256(PHONE_WEBHOOK_KEY, timestamp + "." + body), refuses a
timestamp (Unix seconds) that is more than five minutes off, and answers 2xx with {"id": "…"}. A message that is tried
again carries the same `Idempotency-Key`: the receiver sends it once. `after_key` is spoken only after a key press.
"""

import hmac
import json
import time
from dataclasses import asdict
from typing import Any

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from privacy_portal.lib.signed_hooks import SIGNATURE_HEADER, TIMESTAMP_HEADER, signature
from privacy_portal.lib.sms.base import CallScript
from privacy_portal.lib.sms.posting import id_in, json_object, post, require_success


class Backend:
    """Posts to PHONE_WEBHOOK_URL; settings are read at each send."""

    def __init__(self) -> None:
        self._client = httpx.Client()

    def send_text(self, *, to: str, body: str) -> str:
        return self._post({"kind": "text", "to": to, "body": body})

    def call(self, *, to: str, script: CallScript) -> str:
        return self._post({"kind": "call", "to": to, "script": asdict(script)})

    def _post(self, message: dict[str, Any]) -> str:
        url, key = settings.PHONE_WEBHOOK_URL, settings.PHONE_WEBHOOK_KEY
        if not url or not key:
            raise ImproperlyConfigured("The webhook needs PHONE_WEBHOOK_URL and PHONE_WEBHOOK_KEY.")
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        timestamp = str(int(time.time()))  # the wire's clock, not the portal's: it only limits replays
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: signature(key=key, timestamp=timestamp, body=body),
            # The same for the same message, and keyed: a bare hash of a six-digit code could be tried out.
            "Idempotency-Key": hmac.digest(key.encode(), b"idempotency." + body, "sha256").hex(),
        }
        answer = post(self._client, url, content=body, headers=headers)
        require_success(answer)
        return id_in(json_object(answer), "id")
