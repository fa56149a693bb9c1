"""Does `manage.py check --deploy` know when the privacy policy was last updated, and is that recent enough?"""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.utils import timezone

from requests_app import calendar
from requests_app.rules import policy


@register(Tags.security, deploy=True)
def policy_is_recent(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a setting that is no day, warn where the day is missing or older than the law lets it be."""
    if not settings.POLICY_UPDATED:
        words = "POLICY_UPDATED is empty: nobody is told when the privacy policy is due for its yearly update."
        hint = "Set it to the day of the last update, such as 2026-03-01 (Civ. Code 1798.130(a)(5))."
        return [checks.Warning(words, hint=hint, id="portal.W006")]
    updated, today = policy.stated(settings.POLICY_UPDATED), calendar.business_day(timezone.now())
    if updated is None or updated > today:
        words = "POLICY_UPDATED is no day that has been: the policy's age cannot be told."
        return [checks.Error(words, hint="Write it as 2026-03-01.", id="portal.E041")]
    if policy.out_of_date(updated, today=today):
        words = f"The privacy policy is older than {policy.POLICY_MONTHS} months."
        hint = "Update it, then set POLICY_UPDATED to that day (Civ. Code 1798.130(a)(5))."
        return [checks.Warning(words, hint=hint, id="portal.W007")]
    return []
