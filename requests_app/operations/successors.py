"""How does a request go on where another one of the same filing ended?

As the next request of the filing, with the dates of the first: no clock stops, moves or starts anew. What was decided
on the first one stays as it was said.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from requests_app import audit, lifecycle, representation
from requests_app.models import PrivacyRequest
from requests_app.operations.assurance import facts_about
from requests_app.rules import assurance
from requests_app.vocabulary import EventKind, RequestType, Status


def succeed(
    request: PrivacyRequest, *, right: RequestType, details: Mapping[str, Any], **changes: Any
) -> PrivacyRequest:
    """Store the request that goes on where `request` ended, in a filing that the caller has locked; return it."""
    last = request.submission.requests.order_by("ordinal").values_list("ordinal", flat=True).last() or 0
    return PrivacyRequest.objects.create(
        submission=request.submission,
        ordinal=last + 1,
        type=right,
        details=dict(details),
        received_on=request.received_on,
        acknowledge_by=request.acknowledge_by,
        respond_by=request.respond_by,
        extended_by=request.extended_by,
        extended_at=request.extended_at,
        extension_reason=request.extension_reason,
        rules_version=request.rules_version,
        owner=request.owner,
        **{"level_required": assurance.required_level(right), **changes},
    )


def open_as_far_as_proven(request: PrivacyRequest, *, at: datetime, by: User | None = None) -> None:
    """Take a new request as far as the evidence of its filing allows: open, or verified and in progress."""
    submission = request.submission
    in_person = not submission.represented or submission.representative.taken_over
    if (submission if in_person else submission.filer).confirmed:
        lifecycle.move(request, Status.OPEN, at=at)
    request.level_reached, request.authority = assurance.level(facts_about(request)), representation.state(request)
    request.save(update_fields=["level_reached", "authority"])
    if request.status == Status.OPEN and request.sure_enough:
        lifecycle.move(request, Status.IN_PROGRESS, at=at)
        audit.record(
            EventKind.VERIFIED,
            submission=request.submission,
            request=request,
            at=at,
            staff=by,
            level=request.level_reached,
        )
