"""Where does a request stand that somebody filed for somebody else, as each of the two reads it?"""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import representation, wording
from requests_app.models import PrivacyRequest, Submission
from requests_app.rules.authority import RULES
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import Authority, ConsumerCheck, FilerRole, Outcome, Party, Status
from requests_app.wording import Row

# Words of the tag, its colour, and what happens now.
Said = tuple[Any, str, Any]

TO_REPRESENTATIVE: dict[Authority, Said] = {
    Authority.PROOF_MISSING: (
        gettext_lazy("Proof needed"),
        "warn",
        gettext_lazy(
            "Please show that you may act for this person. Until then we give out, delete and change nothing."
        ),
    ),
    Authority.PROOF_TO_CHECK: (
        gettext_lazy("We check your proof"),
        "info",
        gettext_lazy(
            "We have what you gave us to show that you may act, and look at it. There is nothing for you to do."
        ),
    ),
    Authority.PROOF_REFUSED: (
        gettext_lazy("Proof not accepted"),
        "bad",
        gettext_lazy(
            "What you gave us does not show that you may act for this person. You can give us something else."
        ),
    ),
    Authority.NOT_COVERED: (
        gettext_lazy("Not covered"),
        "bad",
        gettext_lazy("The permission does not cover this request, or was not in force when you filed it."),
    ),
    Authority.CONSUMER_ASKED: (
        gettext_lazy("Waiting for the person you act for"),
        "warn",
        gettext_lazy(
            "We have asked the person you act for whether they gave the permission. They do not have to file anything "
            "again."
        ),
    ),
    Authority.ENDED: (gettext_lazy("Ended"), "bad", gettext_lazy("You act for this person no more.")),
}
CHECKING_PROOF: Said = (
    gettext_lazy("Checking who filed it"),
    "info",
    gettext_lazy("We check whether the one who filed this may act for you. There is nothing for you to do."),
)
TO_CONSUMER: dict[Authority, Said] = {
    Authority.PROOF_MISSING: CHECKING_PROOF,
    Authority.PROOF_TO_CHECK: CHECKING_PROOF,
    Authority.PROOF_REFUSED: CHECKING_PROOF,
    Authority.NOT_COVERED: CHECKING_PROOF,
    Authority.CONSUMER_ASKED: (
        gettext_lazy("Waiting for your answer"),
        "warn",
        gettext_lazy("Please say whether this was filed for you. That is all we ask of you."),
    ),
    Authority.ENDED: (
        gettext_lazy("Stopped"),
        "bad",
        gettext_lazy("Nobody acts for you here any more, and nothing is given out, deleted or changed."),
    ),
}
# Where the business asks for the consumer's identity, and a copy takes a declaration, too (11 CCR 7062(c)).
SHOW_CONTACT: dict[Party, Said] = {
    Party.REPRESENTATIVE: (
        gettext_lazy("Waiting for the person you act for"),
        "warn",
        gettext_lazy(
            "We have asked the person you act for to show that their contact is theirs. For a copy they also sign a "
            "declaration. They do not have to file anything again."
        ),
    ),
    Party.CONSUMER: (
        gettext_lazy("Waiting for your answer"),
        "warn",
        gettext_lazy(
            "Please show that this contact is yours. For a copy of your information you also sign a declaration here."
        ),
    ),
}
# A representative whose authority stands, or who is not reached yet.
OPEN: dict[Status, Said] = {
    Status.UNCONFIRMED: (
        gettext_lazy("Waiting for your code"),
        "warn",
        gettext_lazy("We do not know yet whether we can reach you. Please enter the code that we sent."),
    ),
    Status.OPEN: (
        gettext_lazy("Checking who it is about"),
        "info",
        gettext_lazy(
            "We compare what you told us about this person with what we hold. You can help: call or write to us."
        ),
    ),
    Status.IN_PROGRESS: (
        gettext_lazy("In progress"),
        "info",
        gettext_lazy("We prepare our answer. There is nothing for you to do."),
    ),
}
WENT_TO_CONSUMER: Said = (
    gettext_lazy("Answered"),
    "good",
    gettext_lazy("The person you act for has our answer. The permission does not say that you receive it, too."),
)


OPEN_TO_CONSUMER: dict[Status, Said] = {
    Status.UNCONFIRMED: (
        gettext_lazy("Waiting for who filed it"),
        "warn",
        gettext_lazy("Who filed this for you has not shown yet that we reach them. There is nothing for you to do."),
    ),
    Status.OPEN: (
        gettext_lazy("Checking that it is about you"),
        "info",
        gettext_lazy("We compare what we were told about you with what we hold. There is nothing for you to do."),
    ),
    Status.IN_PROGRESS: OPEN[Status.IN_PROGRESS],
}
# How it ended, to both sides, where it is untrue that the reader did it or asked for it.
ENDED: dict[Outcome, Said] = {
    Outcome.WITHDRAWN: (gettext_lazy("Withdrawn"), "", gettext_lazy("This request was withdrawn.")),
    Outcome.DUPLICATE: (
        gettext_lazy("Joined"),
        "",
        gettext_lazy("The same was asked for earlier. We answer that request, by its earlier date."),
    ),
}
ENDED_TO_REPRESENTATIVE: dict[Outcome, Said] = ENDED | {
    Outcome.NOT_VERIFIED: (
        gettext_lazy("Not verified"),
        "bad",
        gettext_lazy("We could not make sure who this is about, so we could not do what you asked."),
    ),
}
ENDED_TO_CONSUMER: dict[Outcome, Said] = ENDED | {
    Outcome.FULFILLED: (gettext_lazy("Done"), "good", gettext_lazy("We have done what was asked for you.")),
    Outcome.PARTLY: (
        gettext_lazy("Done in part"),
        "warn",
        gettext_lazy("We have done a part of what was asked for you."),
    ),
    Outcome.DENIED: (gettext_lazy("Refused"), "bad", gettext_lazy("We cannot do what was asked for you.")),
    Outcome.NOT_VERIFIED: (
        gettext_lazy("Not verified"),
        "bad",
        gettext_lazy("We could not make sure that this is about you, so we could not do what was asked for you."),
    ),
}
ANSWERED_TO_CONSUMER: Said = (gettext_lazy("Answered"), "good", gettext_lazy("Here is what was asked for you."))


def of_represented(request: PrivacyRequest, party: Party, shows: bool) -> Said | None:
    """What one side reads of a request that somebody filed for somebody else; None: what everybody reads.

    `shows`: whether that side may be given the answer.
    """
    if request.closed:
        return _ended(request, party, shows)
    if request.status != Status.UNCONFIRMED and not request.authorised:
        if request.authority == Authority.CONSUMER_ASKED and representation.setting() == ConsumerCheck.IDENTITY:
            return SHOW_CONTACT[party]
        return (TO_CONSUMER if party == Party.CONSUMER else TO_REPRESENTATIVE)[Authority(request.authority)]
    if request.waits_for_deletion_confirmation and request.status != Status.UNCONFIRMED:
        return None
    return (OPEN_TO_CONSUMER if party == Party.CONSUMER else OPEN)[Status(request.status)]


def _ended(request: PrivacyRequest, party: Party, shows: bool) -> Said | None:
    outcome, known = Outcome(request.outcome), request.type in KNOW
    if party == Party.CONSUMER:
        return ANSWERED_TO_CONSUMER if known and outcome == Outcome.FULFILLED else ENDED_TO_CONSUMER[outcome]
    if known and not shows and outcome in (Outcome.FULFILLED, Outcome.PARTLY):
        return WENT_TO_CONSUMER
    return ENDED_TO_REPRESENTATIVE.get(outcome)


def code(request: PrivacyRequest) -> str:
    """Where a request stands as a code that a program can read: it never changes its meaning.

    "WAITING/PROOF_MISSING", "WAITING/IDENTITY", "IN_PROGRESS", "CLOSED/DENIED/AGENT_NO_PROOF".
    """
    if request.closed:
        answer = getattr(request, "answer", None)
        return "/".join(filter(None, ("CLOSED", request.outcome, answer.ground if answer else "")))
    if request.status == Status.UNCONFIRMED:
        return "WAITING/CONTACT"
    if not request.authorised:
        return f"WAITING/{request.authority}"
    if request.waits_for_deletion_confirmation:
        return "WAITING/SECOND_YES"
    return "WAITING/IDENTITY" if request.status == Status.OPEN else "IN_PROGRESS"


def code_rows(request: PrivacyRequest, party: Party) -> list[Row]:
    """The code, for a representative who keeps books of their own."""
    return [wording.row(_("Code"), [code(request)])] if party == Party.REPRESENTATIVE else []


def represented(submission: Submission, party: Party) -> list[Row]:
    """Who acts for whom and how far, as the other of the two reads it; nothing for who filed for themselves."""
    if not submission.represented:
        return []
    acting = submission.representative
    if party == Party.REPRESENTATIVE:
        rows: list[tuple[str, Any]] = [
            (_("You act for"), submission.name),
            (_("Your own reference"), acting.own_reference),
        ]
    else:
        rows = [(_("Filed for you by"), acting.name), (_("Company"), acting.firm)]
        rows += [(_("They say that they are"), wording.CLAIMS[FilerRole(submission.filer_role)])]
    no_end = _("It names no last day") if RULES[FilerRole(submission.filer_role)].scope else ""
    scope = [
        (_("In force from"), acting.starts_on and date_format(acting.starts_on, "DATE_FORMAT")),
        (_("In force until"), date_format(acting.ends_on, "DATE_FORMAT") if acting.ends_on else no_end),
        (_("Our answer goes to"), _answer_goes_to(submission, party)),
    ]
    return [wording.row(label, [str(value)]) for label, value in [*rows, *scope] if value]


def _answer_goes_to(submission: Submission, party: Party) -> str:
    if representation.only_says_so(submission):
        # Until staff have read it in the paper, it is no more than what who filed told us.
        return _("Decided by the permission, once we have read it")
    receives = representation.stands_for_consumer(submission) or submission.representative.may_receive_answer
    if party == Party.CONSUMER:
        return _("You and who filed for you") if receives else _("You alone")
    if not receives:
        return _("The person you act for alone")
    return _("You and the person you act for") if submission.reachable else _("You")
