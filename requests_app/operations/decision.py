"""What do staff decide about a request, and who has to agree before it goes out?

The same facts are checked when one person writes an answer and once more when another one releases it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.conf import settings

from privacy_portal.lib.crypto import blind_index
from requests_app import queries
from requests_app.models import Holder, HolderTask, PrivacyRequest, ProposedAnswer
from requests_app.operations.assurance import disputed_item
from requests_app.rules import disclosure, release
from requests_app.vocabulary import Accompaniment, EventKind, Ground, NoticeKind, Outcome, RequestType

DIGEST = "proposal"
Parts = Mapping[Accompaniment, str]


class NeverDisclose(Exception):
    """The words seem to hold a value that must never be disclosed (11 CCR 7024(d)).

    `part` says which of the parts of a denial holds it; None: the text of the answer.
    """

    def __init__(self, findings: list[disclosure.Finding], part: Accompaniment | None = None) -> None:
        self.findings = findings
        self.part = part


class OverLimit(Exception):
    """Two answers were given in twelve months; answering once more is voluntary and needs a reason."""

    def __init__(self, standing: queries.LimitStanding) -> None:
        self.standing = standing


class NotYet(Exception):
    """The request is not verified, or the deletion not confirmed, as this answer needs."""


class ContactNotMatched(Exception):
    """The answer shows records, and the contact it would go to is not one that the business held before."""


class Disowned(Exception):
    """The owner of the contact says that they did not ask: until staff have spoken with them, only a denial leaves."""


class TasksOpen(Exception):
    """Systems or vendors still have something to do, and no reason says why it is closed all the same.

    `tasks` are to do; `without_task` have none yet.
    """

    def __init__(self, tasks: list[HolderTask], without_task: list[Holder]) -> None:
        self.tasks = tasks
        self.without_task = without_task
        super().__init__(f"{len(tasks)} to do, {len(without_task)} without task")


class ExcuseUnsaid(Exception):
    """A third party was not told of the deletion, so the answer has to say why (11 CCR 7022(b)(3))."""


class NeedsSecondPerson(Exception):
    """One person alone may not send this; `reasons` says why."""

    def __init__(self, reasons: list[release.WhyTwo]) -> None:
        self.reasons = reasons
        super().__init__(", ".join(reasons))


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Everything that an answer or a denial is made of.

    `contact_reason`: why it may go to a contact that the business did not hold before. `alarm_reason`: why what looks
    like a value that must never be disclosed is none. Either puts a safeguard aside, so a second person has to agree.
    `early_reason`: why it is closed as not verified before the consumer was warned; only staff read it. `tasks_reason`:
    why it is closed although the tasks in `left_open`, by their ids and those of holders without one, are to do.
    """

    denies: bool = False
    ground: Ground | None = None
    text: str = ""
    parts: Parts = field(default_factory=dict)
    reproductive_care: bool | None = None
    nothing_held: bool = False
    override_reason: str = ""
    contact_reason: str = ""
    early_reason: str = ""
    alarm_reason: str = ""
    tasks_reason: str = ""
    left_open: Sequence[str] = ()

    @property
    def outcome(self) -> Outcome:
        if self.denies:
            return Outcome.NOT_VERIFIED if self.ground == Ground.UNVERIFIED else Outcome.DENIED
        return Outcome.PARTLY if self.ground else Outcome.FULFILLED

    def findings(self) -> list[tuple[Accompaniment | None, list[disclosure.Finding]]]:
        """Where the words look like what must never be disclosed: by part, None for the text of the answer."""
        said = [(None, self.text), *self.parts.items()]
        return [(part, found) for part, words in said if (found := disclosure.find_never_disclose(words))]

    def checked_words(self) -> "Decision":
        """The decision without a false alarm that is none. Raises NeverDisclose when there is one without a reason."""
        findings = self.findings()
        if findings and not self.alarm_reason:
            part, found = findings[0]
            raise NeverDisclose(found, part)
        return self if findings else replace(self, alarm_reason="")

    def stored(self) -> dict[str, Any]:
        """The columns of a ProposedAnswer that hold the decision."""
        rest = {name: value for name, value in asdict(self).items() if name not in ("denies", "ground", "text")}
        if not self.tasks_reason:
            # Nothing is said of tasks then; what was proposed before there were any keeps its digest.
            del rest["tasks_reason"], rest["left_open"]
        rest["parts"] = {str(part): words for part, words in self.parts.items() if words}
        return {"denies": self.denies, "ground": self.ground or "", "text": self.text, "rest": rest}


def proposed(proposal: ProposedAnswer) -> Decision:
    """The decision that a proposal holds."""
    rest = dict(proposal.rest)
    parts = {Accompaniment(part): words for part, words in rest.pop("parts").items()}
    ground = Ground(proposal.ground) if proposal.ground else None
    return Decision(denies=proposal.denies, ground=ground, text=proposal.text, parts=parts, **rest)


# The notice and the event of each outcome; being over the limit has a notice of its own.
ENDS = {
    Outcome.FULFILLED: (NoticeKind.ANSWER_READY, EventKind.ANSWERED),
    Outcome.PARTLY: (NoticeKind.ANSWER_READY, EventKind.ANSWERED),
    Outcome.DENIED: (NoticeKind.DENIAL, EventKind.DENIED),
    Outcome.NOT_VERIFIED: (NoticeKind.NOT_VERIFIED, EventKind.NOT_VERIFIED),
}


def digest(decision: Decision, proposed_by: int) -> str:
    """A keyed digest (HMAC-SHA-256, hexadecimal) of a decision and of who proposed it.

    The request and its contact are not in it: a proposal belongs to one request, whose confirmed contact cannot change.
    """
    everything = json.dumps([decision.stored(), proposed_by], sort_keys=True, ensure_ascii=False)
    return blind_index(everything, purpose=DIGEST).hex()


def why_two(request: PrivacyRequest, decision: Decision) -> list[release.WhyTwo]:
    """Why this decision waits for a second person; empty when it goes out at once."""
    return release.why_two(
        RequestType(request.type),
        decision.outcome,
        item=disputed_item(request),
        ground=decision.ground,
        new_contact=bool(decision.contact_reason),
        false_alarm=bool(decision.alarm_reason),
        two_person_release=settings.TWO_PERSON_RELEASE,
    )
