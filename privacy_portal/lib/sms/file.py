"""Demo and browser tests: each text message or call becomes one JSON file in `settings.OUTBOX_DIR`."""

import json
from dataclasses import asdict
from typing import Any

from privacy_portal.lib import outbox
from privacy_portal.lib.sms.base import CallScript


class Backend:
    """Writes {"kind": "text", "to", "body"} or {"kind": "call", "to", "script": {…}}."""

    def send_text(self, *, to: str, body: str) -> str:
        return self._write({"kind": "text", "to": to, "body": body})

    def call(self, *, to: str, script: CallScript) -> str:
        return self._write({"kind": "call", "to": to, "script": asdict(script)})

    def _write(self, message: dict[str, Any]) -> str:
        return outbox.write(json.dumps(message, ensure_ascii=False, indent=1).encode(), suffix=".json")
