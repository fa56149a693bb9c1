"""How does a request stand today, in the words and colours of the queue?

Words first; a tone only repeats them. Dates are the business's calendar days, and nothing here changes one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from requests_app import calendar, queries
from requests_app.downstream import NO_WORK, Work
from requests_app.models import PointAsk, PrivacyRequest
from requests_app.operations.review import ExtensionRefused
from requests_app.rules import clocks, limits, reminders
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import Authority, AuthorityEnd, RequestType, Status


class Tone(StrEnum):
    """The classes of the stylesheet that repeat how pressing something is."""

    BAD = "bad"
    WARN = "warn"
    GOOD = "good"
    CALM = "calm"


TONES = {
    clocks.Urgency.OVERDUE: Tone.BAD,
    clocks.Urgency.TODAY: Tone.WARN,
    clocks.Urgency.SOON: Tone.WARN,
    clocks.Urgency.CALM: Tone.CALM,
    clocks.Urgency.DONE: Tone.GOOD,
}


@dataclass(frozen=True)
class Words:
    """A fact about a request, as a sentence with its tone."""

    text: str
    tone: Tone


@dataclass(frozen=True)
class Clocks:
    """The three clocks: acknowledgement, answer, extension."""

    acknowledgement: Words
    answer: Words
    extension: Words

    def all(self) -> list[tuple[str, Words]]:
        return [(_("Receipt"), self.acknowledgement), (_("Answer"), self.answer), (_("Extension"), self.extension)]


def short_day(day: date, today: date) -> str:
    """A day as the queue writes it, "Fri, Dec 4"; with the year when that is another one."""
    # Translators: date formats of Django, the first for days of this year.
    pattern = pgettext("short day", "D, M j") if day.year == today.year else pgettext("short day", "D, M j, Y")
    return date_format(day, pattern)


def days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def clocks_of(request: PrivacyRequest, *, today: date) -> Clocks:
    """The three clocks of a request, whose submission is loaded, on a day of the business."""
    return Clocks(_acknowledgement(request, today), _answer(request, today), _extension(request, today))


def _acknowledgement(request: PrivacyRequest, today: date) -> Words:
    due, done_at = request.acknowledge_by, request.submission.acknowledged_at
    if done_at is not None:
        on = calendar.business_day(done_at)
        if due is not None and on > due:
            late = {"day": short_day(on, today), "days": days((on - due).days)}
            return Words(_("Acknowledged %(day)s, %(days)s late") % late, Tone.WARN)
        return Words(_("Acknowledged %(day)s") % {"day": short_day(on, today)}, Tone.GOOD)
    if due is None:
        return Words(_("Needs no acknowledgement"), Tone.CALM)
    if request.closed:
        return Words(_("Closed without acknowledgement"), Tone.CALM)
    words = {"day": short_day(due, today), "days": days(abs(clocks.days_left(due, today)))}
    urgency = clocks.urgency(due, today)
    if urgency is clocks.Urgency.OVERDUE:
        return Words(_("Acknowledgement overdue by %(days)s, since %(day)s") % words, Tone.BAD)
    if urgency is clocks.Urgency.TODAY:
        return Words(_("Acknowledge today"), Tone.WARN)
    return Words(_("Acknowledge by %(day)s – %(days)s left") % words, TONES[urgency])


def _answer(request: PrivacyRequest, today: date) -> Words:
    due = request.answer_due_on
    if request.closed_at is not None:
        on = calendar.business_day(request.closed_at)
        if on > due:
            late = {"day": short_day(on, today), "days": days((on - due).days)}
            return Words(_("Closed %(day)s, %(days)s late") % late, Tone.WARN)
        return Words(_("Closed %(day)s") % {"day": short_day(on, today)}, Tone.GOOD)
    words = {"day": short_day(due, today), "days": days(abs(clocks.days_left(due, today)))}
    urgency = clocks.urgency(due, today)
    if urgency is clocks.Urgency.OVERDUE:
        return Words(_("Answer overdue by %(days)s, since %(day)s") % words, Tone.BAD)
    if urgency is clocks.Urgency.TODAY:
        return Words(_("Answer due today"), Tone.WARN)
    return Words(_("Answer due in %(days)s, %(day)s") % words, TONES[urgency])


def _extension(request: PrivacyRequest, today: date) -> Words:
    if request.extended_by is not None:
        words = {"day": short_day(request.extended_by, today), "reason": request.get_extension_reason_display()}
        return Words(_("Extended to %(day)s: %(reason)s") % words, Tone.CALM)
    if request.closed:
        return Words(_("Not extended"), Tone.CALM)
    refusal = clocks.extension_refusal(
        RequestType(request.type), received_on=request.received_on, today=today, already_extended=False
    )
    if refusal is clocks.ExtensionRefusal.NOT_EXTENDABLE:
        return Words(str(ExtensionRefused.messages[refusal]), Tone.CALM)
    if refusal is not None:
        return Words(_("Can no longer be extended"), Tone.CALM)
    return Words(_("Can be extended until %(day)s") % {"day": short_day(request.respond_by, today)}, Tone.CALM)


def limit_badge(request: PrivacyRequest, standing: queries.LimitStanding, *, today: date) -> Words | None:
    """How a know request stands against the two answers in twelve months; None where that does not matter.

    Nothing is counted before staff know who the person is: a stranger must not use up somebody's answers.
    """
    if RequestType(request.type) not in KNOW or request.closed:
        return None
    if not standing.known_person:
        return Words(_("Person not matched yet"), Tone.CALM)
    if standing.over_limit:
        if standing.next_owed_from is None:
            return Words(_("Over the limit"), Tone.BAD)
        day = {"day": date_format(standing.next_owed_from, "DATE_FORMAT")}
        return Words(_("Over the limit; next owed from %(day)s") % day, Tone.BAD)
    text = ngettext(
        "%(number)d of %(limit)d answers in %(months)d months",
        "%(number)d of %(limit)d answers in %(months)d months",
        standing.counted,
    ) % {"number": standing.counted, "limit": limits.LIMIT_COUNT, "months": limits.LIMIT_MONTHS}
    if standing.counted >= limits.LIMIT_COUNT:
        return Words(_("%(counted)s, but owed: one lapses in time") % {"counted": text}, Tone.WARN)
    return Words(text, Tone.CALM)


# The authority of who filed for somebody else: its words, and the next step with the action that takes it.
AUTHORITY = {
    Authority.NOT_NEEDED: (gettext_lazy("Ended by the consumer, who goes on in person"), Tone.CALM, "", ""),
    Authority.PROOF_MISSING: (
        gettext_lazy("Proof of authority is missing"),
        Tone.WARN,
        gettext_lazy("Wait for the proof of authority, or ask for it"),
        "ask-proof",
    ),
    Authority.PROOF_TO_CHECK: (
        gettext_lazy("Proof to check"),
        Tone.WARN,
        gettext_lazy("Check the proof of authority"),
        "accept-proof",
    ),
    Authority.PROOF_REFUSED: (
        gettext_lazy("Proof of authority refused"),
        Tone.BAD,
        gettext_lazy("Wait for a better proof of authority, or deny"),
        "deny",
    ),
    Authority.NOT_COVERED: (
        gettext_lazy("Not covered by the permission"),
        Tone.BAD,
        gettext_lazy("The permission does not cover it: ask for one that does"),
        "ask-proof",
    ),
    Authority.CONSUMER_ASKED: (
        gettext_lazy("The consumer is asked"),
        Tone.CALM,
        gettext_lazy("Wait until the consumer has answered"),
        "",
    ),
    Authority.ESTABLISHED: (gettext_lazy("Authority established"), Tone.GOOD, "", ""),
    Authority.ENDED: (
        gettext_lazy("Ended: nobody acts for the consumer"),
        Tone.BAD,
        gettext_lazy("Look into it: nobody acts for the consumer"),
        "deny",
    ),
}


def authority_words(request: PrivacyRequest) -> Words:
    """Where the authority of who filed stands; the submission and its representative are loaded."""
    text, tone, _step, _action = AUTHORITY[Authority(request.authority)]
    ended = request.authority == Authority.ENDED
    if ended and request.submission.representative.end == AuthorityEnd.NOT_ASKED:
        return Words(_("Consumer says: not asked"), tone)
    return Words(str(text), tone)


def authority_badge(request: PrivacyRequest) -> Words | None:
    """What the queue says of it, so that what is stopped is seen at once; None where nothing is."""
    return None if request.closed or request.authorised else authority_words(request)


@dataclass(frozen=True)
class Step:
    """What is sensible to do next. `action` is the slug of the action that does it, empty when one has to wait."""

    text: str
    action: str = ""


def next_step(
    request: PrivacyRequest,
    *,
    over_limit: bool,
    today: date,
    reminded_at: datetime | None = None,
    work: Work = NO_WORK,
    asked: PointAsk | None = None,
) -> Step:
    """The next sensible step for a request whose submission is loaded. `reminded_at`: when its consumer was.

    `work`: how far systems and vendors are. `asked`: what more is asked of the consumer.
    """
    if request.closed:
        return Step(_("Nothing: it is closed"))
    if request.status == Status.UNCONFIRMED:
        return _unconfirmed_step(request, today, reminded_at)
    proposal = getattr(request, "proposal", None)
    if proposal and proposal.waits:
        return Step(_("Waits for a second person"), "release")
    if over_limit:
        return Step(_("Decide: over the limit"), "deny")
    if not request.authorised:
        text, action = AUTHORITY[Authority(request.authority)][2:]
        return Step(str(text), str(action))
    if request.level_reached < request.level_required:
        return _identity_step(request, today, asked)
    if request.waits_for_deletion_confirmation:
        return _second_yes_step(request, today, reminded_at)
    return _work_step(work) or Step(_("Answer"), "answer")


def _work_step(work: Work) -> Step | None:
    """What systems and vendors still need; None when the answer can be written."""
    if work.without_task and not work.tasks:
        return Step(_("Start the work: systems and vendors have to act"), "start-work")
    if work.without_task:
        return Step(_("Add the systems and vendors that are new in the register"), "start-work")
    if work.to_do:
        words = ngettext("Finish %(number)d task, then answer", "Finish %(number)d tasks, then answer", work.to_do)
        return Step(words % {"number": work.to_do})
    return None


def _end_in_sight(request: PrivacyRequest, today: date) -> bool:
    return today >= reminders.ending_on(request.answer_due_on)


def _identity_step(request: PrivacyRequest, today: date, asked: PointAsk | None) -> Step:
    if asked and asked.answered:
        return Step(_("Compare what the consumer sent"), "match")
    if _end_in_sight(request, today):
        return Step(_("Not verified yet: ask once more or close as not verified"), "match")
    if asked:
        return Step(_("Wait for the consumer: asked until %(day)s") % {"day": short_day(asked.until, today)})
    return Step(_("Match the identity"), "match")


def _unconfirmed_step(request: PrivacyRequest, today: date, reminded_at: datetime | None) -> Step:
    if clocks.days_left(request.answer_due_on, today) <= 0:
        return Step(_("Close: nobody confirmed the contact"), "not-verified")
    if _end_in_sight(request, today):
        return Step(_("Not verified yet: ask once more or close as not verified"), "not-verified")
    return Step(_with_reminder(_("Wait until the contact is confirmed"), reminded_at, today))


def _second_yes_step(request: PrivacyRequest, today: date, reminded_at: datetime | None) -> Step:
    if _end_in_sight(request, today):
        return Step(_("No second yes to the deletion yet: ask once more"))
    return Step(_with_reminder(_("Wait for the second yes to the deletion"), reminded_at, today))


def _with_reminder(text: str, reminded_at: datetime | None, today: date) -> str:
    if reminded_at is None:
        return text
    day = short_day(calendar.business_day(reminded_at), today)
    return _("%(step)s (reminded %(day)s)") % {"step": text, "day": day}
