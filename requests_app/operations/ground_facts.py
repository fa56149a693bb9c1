"""Do the books bear out what a ground says? Some grounds state a fact that is on record here, or is not so."""

from datetime import datetime

from requests_app import queries
from requests_app.models import PrivacyRequest
from requests_app.operations import holds, proofs
from requests_app.rules import grounds
from requests_app.vocabulary import DocumentPurpose, DocumentState, Ground


def refuse_untrue(request: PrivacyRequest, ground: Ground, *, at: datetime) -> None:
    """Raise grounds.GroundDoesNotFit, or what proofs.refuse_ground_of_proof raises, where the books say otherwise."""
    if ground == Ground.AGENT_NO_PROOF:
        proofs.refuse_ground_of_proof(request)
    if ground == Ground.COR_REPEAT_6M and not _was_denied_before(request):
        raise grounds.GroundDoesNotFit(ground)
    if ground == Ground.DEL_LE_HOLD and not holds.by_police(request, at=at):
        raise grounds.GroundDoesNotFit(ground)


def _was_denied_before(request: PrivacyRequest) -> bool:
    """Whether the same person's correction of the same item was denied in the time that the ground allows.

    Whatever document came with this one is taken as new: it has to be looked at (11 CCR 7023(d)(1), (g)).
    """
    documents = request.submission.documents.filter(purpose=DocumentPurpose.CORRECTION)
    sent = documents.exclude(state=DocumentState.REFUSED).exists()
    return any(
        grounds.is_repeat(earlier.delivered_on, request.received_on, new_documents=sent)
        for earlier in queries.denied_corrections(request)
    )
