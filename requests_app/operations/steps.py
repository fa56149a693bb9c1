"""How is recorded what was done outside the portal: by telephone, by post, face to face?"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from requests_app import audit
from requests_app.models import PrivacyRequest, Step
from requests_app.operations import identity
from requests_app.vocabulary import EventKind, IntakeChannel


class StepRefused(Exception):
    """No such step can have been done; `message` says why."""

    LATER = _("It cannot have been done later than now.")
    EARLIER = _("It cannot have been done before the request was received.")

    def __init__(self, message: object) -> None:
        self.message = message
        super().__init__(str(message))


@transaction.atomic
def record(
    *,
    request: PrivacyRequest,
    way: IntakeChannel,
    done_at: datetime,
    with_whom: str,
    note: str,
    at: datetime,
    by: User,
) -> Step:
    """Record one step, which by itself verifies nothing and moves nothing; a closed request may have one, too.

    Raises StepRefused.
    """
    submission = identity.locked(request.submission_id)
    if done_at > at:
        raise StepRefused(StepRefused.LATER)
    if done_at.date() < submission.received_at.astimezone(done_at.tzinfo).date():
        raise StepRefused(StepRefused.EARLIER)
    step = Step.objects.create(
        request=request, way=way, done_at=done_at, with_whom=with_whom, note=note, recorded_at=at, recorded_by=by
    )
    audit.record(
        EventKind.STEP_RECORDED,
        submission=submission,
        request=request,
        at=at,
        staff=by,
        by_way=way,
        done_at=str(done_at),
    )
    return step
