"""Where does a request stand, and what was answered, as its consumer reads it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import refusals, representation, states, wording
from requests_app.models import Answer, PrivacyRequest, Reopening
from requests_app.rules.rights import DELETE, KNOW, OPT_OUTS
from requests_app.vocabulary import Accompaniment, Outcome, Party, Status
from requests_app.wording import Row

# Words and colour of the tag, and what happens now, while a request is open.
OPEN_STATES = {
    Status.UNCONFIRMED: (
        gettext_lazy("Waiting for your code"),
        "warn",
        gettext_lazy("We do not know yet whether we can reach you. Please enter the code that we sent."),
    ),
    Status.OPEN: (
        gettext_lazy("Checking that it is you"),
        "info",
        gettext_lazy(
            "We compare what you told us with what we hold. You can help: call us or write to us, give the reference, "
            "and tell us what else we know about you, for example an order number."
        ),
    ),
    Status.IN_PROGRESS: (
        gettext_lazy("In progress"),
        "info",
        gettext_lazy("We know that it is you, and prepare our answer. There is nothing for you to do."),
    ),
}
DELETION_WAITS = (
    gettext_lazy("Waiting for your second yes"),
    "warn",
    gettext_lazy("Please confirm once more that you want this deleted. Until then we delete nothing."),
)
# Tag, colour, and the answer in one sentence.
ENDS = {
    Outcome.FULFILLED: (gettext_lazy("Done"), "good", gettext_lazy("We have done what you asked.")),
    Outcome.PARTLY: (gettext_lazy("Done in part"), "warn", gettext_lazy("We have done a part of what you asked.")),
    Outcome.DENIED: (gettext_lazy("Refused"), "bad", gettext_lazy("We cannot do what you asked.")),
    Outcome.NOT_VERIFIED: (
        gettext_lazy("Not verified"),
        "bad",
        gettext_lazy("We could not make sure that it is you, so we could not do what you asked."),
    ),
    Outcome.WITHDRAWN: (gettext_lazy("Withdrawn"), "", gettext_lazy("You withdrew this request.")),
    Outcome.DUPLICATE: (
        gettext_lazy("Joined"),
        "",
        gettext_lazy("You asked the same earlier. We answer that request, by its earlier date."),
    ),
}
# Nobody had to show who they are.
CARRIED_OUT = (
    gettext_lazy("In progress"),
    "info",
    gettext_lazy("We do what you asked. We need no proof of who you are, and there is nothing for you to do."),
)
ANSWERED = (gettext_lazy("Answered"), "good", gettext_lazy("Here is what you asked for."))
# The headings over what goes with a refusal. The vocabulary's own labels tell staff what to write.
HEADINGS = {
    Accompaniment.EXPLANATION: gettext_lazy("Why"),
    Accompaniment.REST_DONE: gettext_lazy("What we did do"),
    Accompaniment.KEPT_USE_ONLY: gettext_lazy("What we use the rest for"),
    Accompaniment.PROVIDERS_TOLD: gettext_lazy("Companies that work for us"),
    Accompaniment.OPT_OUT_OFFER: gettext_lazy("You can stop the selling and sharing"),
    Accompaniment.SAY_UNVERIFIED: gettext_lazy("What we could not make sure of"),
    Accompaniment.FALL_BACK: gettext_lazy("What you get instead"),
    Accompaniment.EFFORT_FACTS: gettext_lazy("Why it is not possible"),
    Accompaniment.HEALTH_STATEMENT: gettext_lazy("You can add a statement"),
    Accompaniment.HOW_TO_DELETE: gettext_lazy("You can have it deleted instead"),
    Accompaniment.FRAUD_REASON: gettext_lazy("Why we doubt this request"),
    Accompaniment.TIMELY_REASONS: gettext_lazy("What you can do"),
    Accompaniment.RECORD_KEPT: gettext_lazy("What was done, and what record stays"),
    Accompaniment.NEXT_DATE: gettext_lazy("When you can ask again"),
    Accompaniment.HOW_TO_CURE: gettext_lazy("What is missing, and how to add it"),
    Accompaniment.SAY_SO: gettext_lazy("In short"),
    Accompaniment.WITH_PARTICULARITY: gettext_lazy("What we hold and may not show"),
    Accompaniment.COMPARE_OFFER: gettext_lazy("You can have it compared"),
    Accompaniment.NOT_SEARCHED: gettext_lazy("What we did not search"),
}


def facts(request: PrivacyRequest, party: Party = Party.CONSUMER) -> list[Row]:
    """Which request this is and what it asks for, where whoever asked decides about it once more."""
    by_another = party == Party.CONSUMER and request.submission.represented
    rows = [
        wording.row(_("The request") if by_another else _("Your request"), [wording.right(request.type, party)]),
        wording.row(_("Reference"), [request.reference_of(party)]),
    ]
    if request.revives and request.revives.reference_of(party):
        rows.append(wording.row(_("Taken up again from"), [request.revives.reference_of(party)]))
    return rows + [wording.row(label, values) for label, values in wording.asked_for(request)]


def promises(request: PrivacyRequest) -> Row:
    """By when this request is acknowledged and answered, for the page after sending."""
    lines = [_("We answer by %(day)s") % {"day": _day(request.answer_due_on)}]
    if request.acknowledge_by:
        lines.insert(0, _("We confirm that we have it by %(day)s") % {"day": _day(request.acknowledge_by)})
    party = Party.REPRESENTATIVE if request.submission.represented else Party.CONSUMER
    return wording.row(wording.right(request.type, party), lines)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one request stands, in the words of the tracking page."""

    # It is about somebody else than its reader; or somebody else filed it for its reader.
    for_representative: bool
    filed_by_another: bool
    request: PrivacyRequest
    right: str
    tag: str
    kind: str
    now: str
    late: bool
    facts: list[Row]
    answer: Answer | None
    reasons: list[Row]
    record: str
    # The reference under which it goes on since it was taken up again, if it was.
    goes_on_as: str
    # Staff did so, and not who reads it.
    reopened: bool


def standing(request: PrivacyRequest, *, today: date, party: Party = Party.CONSUMER) -> Standing:
    """Say to one side of the filing where a request stands on a business day.

    A representative who may not receive the answer reads that there is one, and the reason of a refusal without what
    staff wrote about the consumer.
    """
    shows = party == Party.CONSUMER or representation.receives(request.submission, on=today)
    tag, kind, now = _state(request, party, shows)
    given: Answer | None = getattr(request, "answer", None)
    answer = given if shows else None
    goes_on_as = wording.goes_on_as(request, party)
    return Standing(
        for_representative=party == Party.REPRESENTATIVE,
        filed_by_another=party == Party.CONSUMER and request.submission.represented,
        request=request,
        right=wording.right(request.type, party),
        tag=str(tag),
        kind=kind,
        now=str(now),
        late=not request.closed and today > request.answer_due_on,
        facts=[*facts(request, party)[1:], *_dates(request, party), *states.code_rows(request, party)],
        answer=answer,
        reasons=reasons(given, party, in_full=shows) if given else [],
        # With a refusal it is among the reasons.
        record=refusals.record_words(answer, party) if answer and request.type in DELETE and not answer.ground else "",
        goes_on_as=goes_on_as,
        reopened=bool(goes_on_as) and Reopening.objects.filter(request__revives=request).exists(),
    )


def _state(request: PrivacyRequest, party: Party, shows: bool) -> tuple[Any, str, Any]:
    if request.submission.represented:
        said = states.of_represented(request, party, shows)
        if said:
            return said
    if request.type in KNOW and request.outcome == Outcome.FULFILLED:
        return ANSWERED
    if request.closed:
        return ENDS[Outcome(request.outcome)]
    if request.waits_for_deletion_confirmation and request.status != Status.UNCONFIRMED:
        return DELETION_WAITS
    if request.type in OPT_OUTS:
        return CARRIED_OUT
    return OPEN_STATES[Status(request.status)]


def _dates(request: PrivacyRequest, party: Party) -> Iterable[Row]:
    acknowledged = request.submission.acknowledged_at
    yield wording.row(_("Received"), [_day(request.received_on)])
    if acknowledged:
        yield wording.row(_("We confirmed that we have it"), [_day(localtime(acknowledged).date())])
    elif request.acknowledge_by and not request.closed:
        yield wording.row(_("We confirm that we have it"), [_("by %(day)s") % {"day": _day(request.acknowledge_by)}])
    if request.closed_at:
        yield wording.row(_("Closed"), [_day(localtime(request.closed_at).date())])
        return
    due = [_("by %(day)s") % {"day": _day(request.answer_due_on)}]
    if request.extended_by:
        why = wording.extension_reason(request, party)
        due.append(_("instead of %(day)s, because %(why)s") % {"day": _day(request.respond_by), "why": why})
    yield wording.row(_("Our answer"), due)


def reasons(answer: Answer, party: Party = Party.CONSUMER, *, in_full: bool = True) -> list[Row]:
    """The ground of a refusal, its law, and everything that goes with it, each under its heading.

    Not `in_full`: for a representative who may not receive the answer itself.
    """
    refusal = refusals.ground_words(answer, party)
    if refusal is None:
        return []
    parts = refusal.said if in_full else refusal.without_answer
    said = [wording.row(HEADINGS[part], [words]) for part, words in parts]
    return [wording.row(_("Reason"), [refusal.sentence]), wording.row(_("Law"), [refusal.citation]), *said]


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
