"""When does the business's privacy policy have to be looked at again?"""

from datetime import date
from typing import Annotated

from dateutil.relativedelta import relativedelta

from requests_app.rules.citations import UPDATE_POLICY

POLICY_MONTHS: Annotated[int, UPDATE_POLICY] = 12


def stated(text: str) -> date | None:
    """The day that an operator wrote down in ISO 8601 ("2026-03-01"); None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def renew_by(updated_on: date) -> date:
    """The last day on which a policy of a day is recent enough: it is updated at least once every 12 months."""
    return updated_on + relativedelta(months=POLICY_MONTHS)


def out_of_date(updated_on: date, *, today: date) -> bool:
    """Whether a policy that was last updated on a day is older than the law lets it be."""
    return today > renew_by(updated_on)
