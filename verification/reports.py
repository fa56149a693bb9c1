"""What do providers report about messages that left, and what follows from it?

A contact that cannot be reached, or whose owner complained, gets no more of what strangers can cause. What only took
longer, or was opened or clicked, is not looked at; nothing else of a report is kept.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from verification import suppressions
from verification.models import Suppression

Reason = Suppression.Reason

# django-anymail's words for what became of a mail (https://anymail.dev/en/stable/sending/tracking/).
MAIL_REASONS = {"bounced": Reason.CAME_BACK, "complained": Reason.COMPLAINED, "unsubscribed": Reason.COMPLAINED}
# Of these Anymail says that the mailbox may be fine: a time-out, or the receiver's doubts about the sender.
NOT_THE_MAILBOX = frozenset({"timed_out", "blocked", "spam"})

# Twilio's codes (https://www.twilio.com/docs/api/errors): unknown handset or one that is no more; landline or carrier
# out of reach; its owner answered STOP.
TEXT_REASONS = {"30005": Reason.CAME_BACK, "30006": Reason.CAME_BACK, "21610": Reason.COMPLAINED}

# What a gateway of the business's own says (privacy_portal.lib.sms.webhook).
GATEWAY_REASONS = {"failed": Reason.CAME_BACK, "stopped": Reason.COMPLAINED}


def mail(event: Any, *, at: datetime) -> bool:
    """Take an AnymailTrackingEvent; return whether it stopped a contact."""
    reason = MAIL_REASONS.get(event.event_type)
    if reason == Reason.CAME_BACK and event.reject_reason in NOT_THE_MAILBOX:
        reason = None
    number = f"mail {event.event_id}" if event.event_id else ""
    return _stop(event.recipient, reason, number, at=at)


def text(fields: Mapping[str, str], *, at: datetime) -> bool:
    """Take the fields of Twilio's status callback; return whether it stopped a contact."""
    reason = TEXT_REASONS.get(fields.get("ErrorCode", ""))
    return _stop(fields.get("To"), reason, f"text {fields.get('MessageSid', '')}", at=at)


def gateway(fields: Mapping[str, Any], *, at: datetime) -> bool:
    """Take a gateway's `{"id": …, "to": "+1…", "status": "failed" or "stopped"}`; say whether it stopped a contact."""
    reason = GATEWAY_REASONS.get(str(fields.get("status", "")))
    return _stop(fields.get("to"), reason, f"gateway {fields.get('id', '')}", at=at)


def _stop(destination: Any, reason: Suppression.Reason | None, number: str, *, at: datetime) -> bool:
    if reason is None or not isinstance(destination, str) or not destination:
        return False
    return suppressions.suppress(destination=destination, reason=reason, at=at, report=number)
