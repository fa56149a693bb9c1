"""What does a second person do with an answer that waits? Release it, or send it back with a reason.

They release exactly what they read: its digest comes back with their yes, and everything is checked once more.
"""

import hmac
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from requests_app import audit, lifecycle
from requests_app.models import Answer, PrivacyRequest, ProposedAnswer, Submission
from requests_app.operations import answers
from requests_app.operations.decision import digest as digest_of
from requests_app.operations.decision import proposed
from requests_app.vocabulary import EventKind


class NothingProposed(lifecycle.MoveRefused):
    """No answer waits for a second person (any more)."""

    message = _("No answer waits for a second person any more. Look at the request again.")


class SamePerson(lifecycle.MoveRefused):
    """Whoever wrote the answer cannot be the second person."""

    message = _("You wrote this answer. Somebody else has to look at it.")


class ProposalChanged(lifecycle.MoveRefused):
    """The answer is not the one that was read."""

    message = _("The answer was changed after you opened it, so nothing was released. Read it again.")


@transaction.atomic
def release(*, request: PrivacyRequest, digest: str, at: datetime, by: User) -> Answer:
    """Let the answer that waits go out. `digest` is that of the words that `by` read.

    Raises NothingProposed, SamePerson and ProposalChanged; and what answers.carry_out raises, since all checks run
    again. Then the proposal stays as it was.
    """
    proposal = _waiting(request, by)
    decision = proposed(proposal)
    current = digest_of(decision, proposal.proposed_by_id)
    if not (hmac.compare_digest(digest.encode(), current.encode()) and proposal.digest == current):
        raise ProposalChanged
    answer = answers.carry_out(request=request, decision=decision, at=at, by=proposal.proposed_by, approved_by=by)
    audit.record(
        EventKind.ANSWER_RELEASED, submission=request.submission, request=request, at=at, staff=by, digest=current
    )
    return answer


@transaction.atomic
def send_back(*, request: PrivacyRequest, reason: str, at: datetime, by: User) -> None:
    """Take the force from the answer that waits; who wrote it reads why. Raises NothingProposed and SamePerson."""
    proposal = _waiting(request, by)
    proposal.sent_back_by, proposal.sent_back_at, proposal.sent_back_reason = by, at, reason
    proposal.save(update_fields=["sent_back_by", "sent_back_at", "sent_back_reason"])
    audit.record(EventKind.ANSWER_SENT_BACK, submission=request.submission, request=request, at=at, staff=by)


def _waiting(request: PrivacyRequest, by: User) -> ProposedAnswer:
    """The answer that waits, with its filing and its request locked and fresh, in the order in which all lock them."""
    Submission.objects.select_for_update(no_key=True).get(pk=request.submission_id)
    PrivacyRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    request.refresh_from_db()
    proposal = ProposedAnswer.objects.select_related("proposed_by").filter(request=request).first()
    if proposal is None or not proposal.waits or request.closed:
        raise NothingProposed
    if proposal.proposed_by_id == by.pk:
        raise SamePerson
    return proposal
