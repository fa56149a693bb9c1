"""How does a filing get compared with the business's records, without anybody waiting for them?

The comparison is a row, owed from the moment the contact is confirmed, and done by a worker: a directory that is down,
slow or wrong delays nothing but itself. What it says is a hint for staff and never counts by itself.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from privacy_portal.lib import owed
from requests_app import directory
from requests_app.models import Comparison, DirectoryMatch, Submission
from requests_app.operations import assurance
from requests_app.vocabulary import Point

log = logging.getLogger(__name__)


def queue(*, submission: Submission, at: datetime) -> None:
    """Owe the comparison of a filing, once, if there is a directory; inside the caller's transaction."""
    if not settings.DIRECTORY or not asked(submission):
        return
    check, made = Comparison.objects.get_or_create(submission=submission, defaults={"next_try_at": at})
    if made:
        transaction.on_commit(lambda: nudge(check.pk))


def asked(submission: Submission) -> dict[Point, str]:
    """What is compared: the name and the contact, without an item that the filing says is wrong (11 CCR 7060(h))."""
    disputed = {assurance.disputed_item(request) for request in submission.requests.all()}
    given = {assurance.own_point(submission): submission.contact, Point.NAME: submission.name}
    return {point: value for point, value in given.items() if value and point not in disputed}


def nudge(check_id: int) -> bool:
    """Ask a worker to compare now; return whether the broker took it. The sweep finds what it did not take."""
    try:
        compare.delay(check_id)
    except Exception as error:  # whatever is wrong with the broker must not tell a consumer that confirming failed
        log.warning("comparison %s waits for the sweep: broker said %s", check_id, type(error).__name__)
        return False
    return True


# The soft limit is shorter than the lease: a worker gives up before another one may take the row.
@shared_task(name="requests_app.compare", soft_time_limit=25)
def compare(check_id: int) -> None:
    """Compare one filing with the records, if that is still owed and nobody else is at it."""
    check = owed.lease(Comparison, check_id, at=timezone.now())
    if check is None:
        return
    points = asked(check.submission)
    try:
        agreement = directory.configured().match(points)
    except directory.DirectoryDown as problem:
        owed.postpone(check, at=timezone.now(), failure=problem.code)
    except Exception as error:  # a fault of the set-up; the error's own words may quote what was asked
        log.error("comparison %s failed: %s", check.pk, type(error).__name__)
        owed.postpone(check, at=timezone.now(), failure="fault")
    else:
        record(check=check, agreement={point: agreement.get(point) is True for point in points}, at=timezone.now())


@transaction.atomic
def record(*, check: Comparison, agreement: Mapping[Point, bool], at: datetime) -> None:
    """Keep what the directory said, unless another worker did."""
    if not owed.sent(check, at=at, provider_id=""):
        return
    changes: dict[str, Any] = {"checked_at": at, "source": directory.source()}
    for point, agrees in agreement.items():
        DirectoryMatch.objects.update_or_create(
            submission_id=check.submission_id, point=point, defaults={**changes, "agrees": agrees}
        )
