"""Who is on the other side of a filing, and what can its reader do about that?"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from requests_app import representation, states
from requests_app.models import Submission
from requests_app.rules.authority import RULES, in_force
from requests_app.vocabulary import Authority, FilerRole, Party, ProofWay, Status
from requests_app.wording import Row

# Why a consumer cannot end here what somebody holds by law.
NOT_OURS_TO_END = {
    FilerRole.ATTORNEY_IN_FACT: gettext_lazy(
        "A power of attorney is not ended here: you end it in writing, with the person who holds it. Tell us when you "
        "have."
    ),
    FilerRole.CONSERVATOR: gettext_lazy("What a court has ordered is not ended here: only the court can do that."),
}
# Something to show, or to show better, is left to the representative.
UNPROVEN = (Authority.PROOF_MISSING, Authority.PROOF_TO_CHECK, Authority.PROOF_REFUSED, Authority.NOT_COVERED)


@dataclass(frozen=True, kw_only=True)
class OtherSide:
    """What one side of a filing reads of the other, and what it can do about it.

    `asked`: the consumer owes an answer; `signs`: it is a signature. `may_end`: the consumer can end the permission
    here; `cannot_end`: why not. `missing`: the representative has to show something; `may_prove`: they can;
    `how_to_cure`: what staff say.
    """

    by_consumer: bool
    name: str
    rows: list[Row]
    asked: bool
    signs: bool
    may_end: bool
    cannot_end: str
    missing: bool
    may_prove: bool
    how_to_cure: str


def other_side(submission: Submission, party: Party, *, on: date) -> OtherSide | None:
    """The other side as one of the two may see it on a business day; None where there is none, or none any more."""
    if not submission.represented or submission.representative.ended_at is not None:
        return None
    acting = submission.representative
    standings = set(submission.requests.exclude(status=Status.CLOSED).values_list("authority", flat=True))
    by_consumer = party == Party.CONSUMER
    scope = RULES[FilerRole(submission.filer_role)].scope
    return OtherSide(
        by_consumer=by_consumer,
        name=acting.name if by_consumer else submission.name,
        rows=states.represented(submission, party)[0 if by_consumer else 1 :],
        asked=representation.consumer_owes_answer(submission),
        signs=acting.proof_way == ProofWay.ONLINE,
        may_end=scope and in_force(representation.facts(submission), on),
        cannot_end=str(NOT_OURS_TO_END.get(FilerRole(submission.filer_role), "")),
        missing=bool(standings & {*UNPROVEN} - {Authority.PROOF_TO_CHECK}),
        may_prove=bool(standings & {*UNPROVEN}),
        how_to_cure=acting.cure_words or "",
    )


def ways(submission: Submission) -> list[ProofWay]:
    """The ways in which the representative can choose to show their authority now.

    The consumer is written to for a signature only where they may be asked at all, and once they have not signed.
    """
    if not RULES[FilerRole(submission.filer_role)].asks_consumer:
        return [ProofWay.OTHER]
    signs = representation.consumer_is_asked(submission) and not hasattr(submission.representative, "signed_permission")
    return [*([ProofWay.ONLINE] if signs else []), ProofWay.POWER, ProofWay.OTHER]
