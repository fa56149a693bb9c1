"""How often is the team told the same thing again?"""

from datetime import date, timedelta
from typing import Annotated

from dateutil.relativedelta import relativedelta

from requests_app.rules.citations import Ours

CONVERSION_AGAIN_DAYS: Annotated[int, Ours("a week to find out what is broken; then it has been forgotten")] = 7
POLICY_AGAIN_MONTHS: Annotated[int, Ours("a policy is rewritten in weeks, not in days")] = 1


def conversion_again(told_on: date | None, *, today: date) -> bool:
    """Whether the team hears of it that fewer contacts are confirmed. `told_on`: when they heard last."""
    return told_on is None or told_on + timedelta(days=CONVERSION_AGAIN_DAYS) <= today


def policy_again(told_on: date | None, *, today: date) -> bool:
    """Whether the team hears of it that the policy is old. `told_on`: when they heard last."""
    return told_on is None or told_on + relativedelta(months=POLICY_AGAIN_MONTHS) <= today
