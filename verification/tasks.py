"""Which challenges are still owed although nobody is working on them?

The sweep is the only retry. It finds what a broker never heard of, what a killed worker left, and what a
provider asked to try later.
"""

from celery import shared_task
from django.utils import timezone

from privacy_portal.lib import owed
from verification import challenges, hooks, limits
from verification.models import Challenge


@shared_task(name="verification.sweep", ignore_result=True)
def sweep() -> int:
    """Queue every challenge that is due, the longest due first; return how many the broker took.

    Run every 15 seconds. A killed worker's row is due again 30 seconds after its lease, so its message leaves
    within 30 + 5 + 15 = 50 seconds.
    """
    return owed.requeue(Challenge, challenges.queue, at=timezone.now())


@shared_task(name="verification.purge", ignore_result=True)
def purge() -> int:
    """Delete what the limits need no more; return how many rows. Run every hour."""
    return limits.purge(at=timezone.now())


@shared_task(name="verification.forget_hooks", ignore_result=True)
def forget_hooks() -> int:
    """Delete the marks of signed messages that could not come in again; return how many. Run every hour."""
    return hooks.forget_old(at=timezone.now())
