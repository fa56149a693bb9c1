"""What is a consumer told when we refuse, in whole or in part?

A ground knows what to say: a sentence of its own, its law, and what must go with it. What only staff can know they
wrote themselves; the rest is in templates/grounds/ and is rendered when it is read, in the reader's language.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from privacy_portal.lib.business import business
from requests_app import calendar, representation
from requests_app.models import Answer, PrivacyRequest
from requests_app.models.privacy_request import ANSWERED_OUTCOMES
from requests_app.rules import bases, grounds
from requests_app.rules.citations import Citation
from requests_app.vocabulary import (
    Accompaniment,
    Authority,
    AuthorityEnd,
    FilerRole,
    Ground,
    Outcome,
    Party,
    RequestType,
)


@dataclass(frozen=True, kw_only=True)
class GroundWords:
    """A refusal as one side of the filing reads it.

    `label`, `sentence`, `sources` and `statements` hold nothing that anybody typed, so a message may carry them.
    `said` adds what staff wrote, which is for the tracking page alone.
    """

    ground: Ground
    label: str
    sentence: str
    sources: tuple[Citation, ...]
    # Everything that goes with the ground, in the order of the vocabulary; what can be done against it comes last.
    said: list[tuple[Accompaniment, str]]

    @property
    def citations(self) -> list[str]:
        """The law, one place a line."""
        return [str(each) for each in self.sources]

    @property
    def citation(self) -> str:
        """The law in one line: ``Civ. Code § 1798.145(p); 11 CCR §§ 7023(d)(2), 7023(f)(1)``."""
        sections: dict[str, list[str]] = {}
        for source in self.sources:
            sections.setdefault(source.code, []).append(source.section)
        return "; ".join(f"{code} {'§' * min(len(each), 2)} {', '.join(each)}" for code, each in sections.items())

    @property
    def statements(self) -> list[str]:
        """What the law has us say with this ground, in the template's words only."""
        return [words for part, words in self.said if part not in grounds.WRITTEN_BY_STAFF]

    @property
    def without_answer(self) -> list[tuple[Accompaniment, str]]:
        """What is said to a representative who may not receive the answer: nothing that staff wrote of the consumer.

        How to cure a missing proof is about the representative, and offering to compare values is a part of the answer.
        """
        cure = {Accompaniment.HOW_TO_CURE} if self.ground == Ground.AGENT_NO_PROOF else set()
        unsaid = (grounds.WRITTEN_BY_STAFF | {Accompaniment.COMPARE_OFFER}) - cure
        return [(part, words) for part, words in self.said if part not in unsaid]


def ground_words(answer: Answer, party: Party = Party.CONSUMER) -> GroundWords | None:
    """Return the refusal that an answer holds, in the active language; None when nothing was refused.

    For pages: the sentence and the citations as two facts, then `said` row by row (`standing.HEADINGS` has the
    headings). For messages: never `said`, always `statements`. `party`: the side of the filing that reads it.
    """
    if not answer.ground:
        return None
    ground, right = Ground(answer.ground), RequestType(answer.request.type)
    given = {Accompaniment(part): words for part, words in answer.parts.items()}
    context = _context(answer, party)
    needed = grounds.required(ground, right, offers_opt_out=settings.SELLS_OR_SHARES)
    said = []
    for part in sorted(Accompaniment, key=lambda part: part == Accompaniment.TIMELY_REASONS):
        if part in needed and part not in grounds.WRITTEN_BY_STAFF:
            words = _rendered(f"with/{part.lower()}", context)
        else:
            words = given.get(part, "") if part in grounds.WRITTEN_BY_STAFF else ""
        if words:
            said.append((part, words))
    return GroundWords(
        ground=ground,
        label=str(ground.label),
        sentence=_rendered(ground.lower(), context),
        sources=bases.sources(ground, right, _role(answer)),
        said=said,
    )


def record_words(answer: Answer, party: Party = Party.CONSUMER) -> str:
    """Return what every answer to a deletion says: what was done, and that a record stays (11 CCR 7022(e))."""
    return _rendered(f"with/{Accompaniment.RECORD_KEPT.lower()}", _context(answer, party))


def next_date(answer: Answer) -> date | None:
    """Return the day from which an answer is owed again, as it stood when the limit was the ground."""
    stored = answer.parts.get(Accompaniment.NEXT_DATE)
    return date.fromisoformat(stored) if stored else None


def _role(answer: Answer) -> FilerRole:
    request = answer.request
    return FilerRole(request.submission.filer_role) if request.submission_id else FilerRole.SELF


def _context(answer: Answer, party: Party) -> dict[str, object]:
    instead = fall_back(answer)
    represented = bool(answer.request.submission_id) and answer.request.submission.represented
    return {
        "for_representative": party == Party.REPRESENTATIVE,
        "filed_by_another": represented and party == Party.CONSUMER,
        "acts_no_more": represented and answer.request.submission.representative.ended_at is not None,
        "consumer_said": _consumer_said(answer.request) if represented else "",
        "portal": business(),
        "base_url": settings.PORTAL_BASE_URL,
        "sells_or_shares": settings.SELLS_OR_SHARES,
        "type": answer.request.type,
        "ground": answer.ground,
        "outcome": Outcome(answer.outcome).value,
        "next_date": next_date(answer),
        # What the tasks of that day said, as a code; empty where nobody was concerned.
        "providers_told": answer.parts.get(Accompaniment.PROVIDERS_TOLD, ""),
        "goes_on_until": goes_on_until(answer, party),
        "fall_back": instead,
        "fall_back_reference": instead.reference_of(party) if instead else "",
    }


def goes_on_until(answer: Answer, party: Party) -> date | None:
    """Return the last day on which one side's button takes up what was refused for want of proof; None without one.

    As `operations.revival` decides once the button is pressed. What was refused after its answer date has none.
    """
    request = answer.request
    if answer.ground != Ground.AGENT_NO_PROOF or not (request.submission_id and request.submission.represented):
        return None
    until, acting = request.answer_due_on, request.submission.representative
    if party == Party.REPRESENTATIVE and acting.ends_on:
        # Whose permission has run out takes nothing up.
        until = min(until, acting.ends_on)
    late = answer.delivered_at is not None and calendar.business_day(answer.delivered_at) > until
    may = representation.may_be_proven_yet(request.submission, party)
    return until if may and not late else None


def _consumer_said(request: PrivacyRequest) -> str:
    """Where no proof is what is missing: "NOTHING" of a consumer who was asked, "NO" of one who did not ask for it.

    As it stood when the request was closed: from then on its authority is computed no more.
    """
    if request.authority == Authority.CONSUMER_ASKED:
        return "NOTHING"
    disowned = request.submission.representative.end == AuthorityEnd.NOT_ASKED
    return "NO" if request.authority == Authority.ENDED and disowned else ""


def fall_back(answer: Answer) -> PrivacyRequest | None:
    """Return the request for a description that goes on instead of a copy that was not verified, if there is one.

    One that had ended before this answer was given is no comfort any more. Before the answer is given, while staff
    read what it will say, it is the request that closing will open: it has no number yet.
    """
    request = answer.request
    copy = request.type == RequestType.KNOW_SPECIFIC and request.submission_id
    if answer.ground not in bases.FALLS_BACK or not copy:
        return None
    others = PrivacyRequest.objects.select_related("submission").filter(submission=request.submission_id)
    described = others.filter(type=RequestType.KNOW_CATEGORIES).order_by("ordinal").last()
    if described is None:
        coming = PrivacyRequest(submission=request.submission, respond_by=request.answer_due_on, status=request.status)
        return None if answer.delivered_at else coming
    ended = described.closed_at is not None and described.closed_at < (answer.delivered_at or described.closed_at)
    return None if ended and described.outcome not in ANSWERED_OUTCOMES else described


def _rendered(name: str, context: dict[str, object]) -> str:
    return " ".join(render_to_string(f"grounds/{name}.txt", context).split())
