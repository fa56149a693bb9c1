"""How does a consumer sign on our page that an agent may act for them?"""

from datetime import datetime

from django.db import transaction

from requests_app import audit, calendar, permissions, representation
from requests_app.models import Representative, SignedPermission
from requests_app.operations import assurance, authority, identity
from requests_app.vocabulary import Actor, ConsumerCheck, EventKind, ProofWay
from verification.models import Challenge


class OtherWords(Exception):
    """What the consumer read is not what would be signed now."""


@transaction.atomic
def sign(
    *,
    challenge: Challenge,
    name: str,
    receives: bool,
    language: str,
    read: str,
    at: datetime,
    opened: bool = False,
) -> SignedPermission:
    """Record that the consumer signed the permission: it is the proof that staff check, and the one check, too.

    The challenge shows that they hold their contact, and the signature that they gave the permission: whichever of the
    two the business asks for, nothing is asked besides. `receives`: whether the agent may have the answer, which wins
    over what the agent said. `read`: the hash of the words that were shown. `opened`: as for authority.agree. Raises
    OtherWords, authority.NothingToAnswer and what authority.speaks raises.
    """
    submission = authority.speaks(challenge, at=at, opened=opened)
    acting = submission.representative
    if acting.proof_way != ProofWay.ONLINE or not representation.consumer_owes_answer(submission):
        raise authority.NothingToAnswer
    words = permissions.words(submission, language)
    if words.sha256 != read:
        raise OtherWords
    signed = SignedPermission.objects.create(
        representative=acting,
        name=name,
        signed_at=at,
        signed_on=calendar.business_day(at),
        may_receive_answer=receives,
        language=words.language,
        text_version=words.version,
        text_sha256=words.sha256,
    )
    _offer(acting, receives=receives, at=at)
    identity.confirm(submission, submission, challenge, at=at)
    audit.record(EventKind.PERMISSION_SIGNED, submission=submission, at=at, actor=Actor.CONSUMER, version=words.version)
    assurance.recompute(submission=submission, at=at)
    return signed


def _offer(acting: Representative, *, receives: bool, at: datetime) -> None:
    acting.proof_offered_at, acting.may_receive_answer = at, receives
    if representation.setting() == ConsumerCheck.PERMISSION:
        acting.permission_confirmed_at = at
    acting.save(update_fields=["proof_offered_at", "may_receive_answer", "permission_confirmed_at"])
