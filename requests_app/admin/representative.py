"""Who acts for the consumer of a request, how is it shown, who checked it, and what may be asked of whom?

Masked, one reads the state and the days, and nothing that anybody typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import representation, wording
from requests_app.admin import glance
from requests_app.admin.case import Case
from requests_app.models import AuthorityCheck, PrivacyRequest, Representative, SignedPermission, Submission
from requests_app.rules import authority, powers_of_attorney
from requests_app.rules.citations import Citation
from requests_app.rules.rights import OPT_OUTS
from requests_app.vocabulary import (
    ConsumerCheck,
    EventKind,
    FilerRole,
    ItemAnswer,
    Masked,
    PowerItem,
    ProofKind,
    RequestType,
)

# What the law lets us ask of whom, so that nobody asks for more.
OF_REPRESENTATIVE = {
    FilerRole.AGENT: gettext_lazy(
        "Of the agent: the consumer’s signed permission, on paper or online, or a power of attorney if they hold one. "
        "No power of attorney as a condition, no fee, and nothing filed again."
    ),
    FilerRole.ATTORNEY_IN_FACT: gettext_lazy(
        "Of the attorney-in-fact: the power of attorney; a copy will do. No separate permission, no fee."
    ),
    FilerRole.CONSERVATOR: gettext_lazy("Of the conservator or guardian: the letters of the court. No fee."),
    FilerRole.PARENT_UNDER_13: gettext_lazy(
        "Of the parent or guardian: one of the listed methods, whichever suits them. A government ID only if nothing "
        "else will do, and it is deleted at once after the check."
    ),
    FilerRole.PARENT_13_TO_17: gettext_lazy(
        "Of the parent or guardian: one of the methods for younger children is reasonable; the law names none. "
        "A government ID only if nothing else will do, and it is deleted at once after the check."
    ),
}
OF_CONSUMER = {
    ConsumerCheck.IDENTITY: gettext_lazy(
        "Of the consumer: one thing, to show their identity; for a copy that takes a declaration, too. Nothing besides."
    ),
    ConsumerCheck.PERMISSION: gettext_lazy(
        "Of the consumer: one thing, whether they gave the permission. Nothing besides."
    ),
    None: gettext_lazy("Of the consumer: nothing. They may not be contacted to confirm it."),
}
OPT_OUT_OF_AGENT = gettext_lazy("Of the agent: the consumer’s signed permission, and nothing else.")


@dataclass(frozen=True)
class CheckRow:
    """One check of a proof. `items`: the answers to a checklist, for who may act."""

    at: datetime
    text: str
    tone: glance.Tone
    detail: str
    items: list[wording.Row]


def context(case: Case) -> dict[str, Any] | None:
    """Everything that the page says about the representative; None where the consumer filed in person."""
    request, submission = case.request, case.request.submission
    if not submission.represented:
        return None
    acting, who, words = submission.representative, Masked.WHO in case.open, Masked.WORDS in case.open
    return {
        "state": glance.authority_words(request),
        "rows": [*_who(submission, acting, who), *_scope(submission, acting), *_shown(acting, who, words)],
        "consumer": _consumer_check(request, acting),
        "may_ask": may_ask(request),
        "may_ask_source": str(_may_ask_source(case)),
        "checks": [_check(each, words) for each in acting.checks.select_related("checked_by")],
    }


def may_ask(request: PrivacyRequest) -> list[str]:
    """What may be asked of the representative and of the consumer for this right, a sentence each."""
    role, right = FilerRole(request.submission.filer_role), RequestType(request.type)
    check = authority.consumer_check(role, right, representation.setting())
    if representation.stands_for_consumer(request.submission):
        return [str(OF_REPRESENTATIVE[role]), str(OF_CONSUMER[None])]
    opt_out = authority.RULES[role].asks_consumer and right in OPT_OUTS
    return [str(OPT_OUT_OF_AGENT if opt_out else OF_REPRESENTATIVE[role]), str(OF_CONSUMER[check])]


def _may_ask_source(case: Case) -> Citation:
    """The law on what may be asked; of an agent whose power of attorney was accepted it is not the one on agents."""
    role = FilerRole(case.request.submission.filer_role)
    agent = authority.RULES[role].asks_consumer
    if agent and representation.stands_for_consumer(case.request.submission):
        return authority.NOTHING_MORE_SOURCE
    return authority.source(role, case.type)


def _who(submission: Submission, acting: Representative, in_full: bool) -> Iterator[wording.Row]:
    yield wording.row(_("Filed as"), [str(wording.CLAIMS[FilerRole(submission.filer_role)])])
    yield wording.row(_("Name given"), [acting.name if in_full else wording.initials(acting.name)])
    if in_full and acting.firm:
        yield wording.row(_("Company"), [acting.firm])
    if in_full and acting.own_reference:
        yield wording.row(_("Their own reference"), [acting.own_reference])
    contact = wording.readable_contact(acting) if in_full else wording.masked_contact(acting)
    confirmed = acting.contact_confirmed_at
    proof = _("Contact confirmed %(day)s") % {"day": _day(confirmed)} if confirmed else _("Contact not confirmed yet")
    if acting.by_post:
        yield wording.row(_("Contact"), [_("Only by letter"), *([acting.postal_address or ""] if in_full else [])])
        return
    yield wording.row(_("Contact"), [f"{acting.get_contact_channel_display()}: {contact}", proof])


def _scope(submission: Submission, acting: Representative) -> Iterator[wording.Row]:
    rule = authority.RULES[FilerRole(submission.filer_role)]
    if rule.scope:
        start, end = _date(acting.starts_on) or _("open"), _date(acting.ends_on) or _("open")
        said = _("Says: from %(start)s, until %(end)s") % {"start": start, "end": end}
        yield wording.row(_("Permission"), [said])
    yield wording.row(_("May receive the answer"), [_receives_answer(submission)])


def _receives_answer(submission: Submission) -> str:
    """What is known of it: of an agent's paper nothing before staff have read it there."""
    if representation.only_says_so(submission):
        return _("They say yes. The paper decides.")
    receives = representation.stands_for_consumer(submission) or submission.representative.may_receive_answer
    return _("Yes, once the proof is accepted") if receives else _("No")


def _shown(acting: Representative, who: bool, in_full: bool) -> Iterator[wording.Row]:
    way = acting.get_proof_way_display() if acting.proof_way else _("Has not said yet")
    offered = _("Shown %(at)s") % {"at": _moment(acting.proof_offered_at)} if acting.proof_offered_at else ""
    yield wording.row(_("Shows it by"), [each for each in (way, offered) if each])
    signed: SignedPermission | None = getattr(acting, "signed_permission", None)
    if signed:
        name = signed.name if who else wording.initials(signed.name)
        said = {"name": name, "day": _date(signed.signed_on), "version": signed.text_version}
        yield wording.row(
            _("Signed online"), [_("%(name)s, on %(day)s, words of %(version)s") % said, *_receives(signed)]
        )
    if acting.cure_asked_at:
        words = [acting.cure_words] if in_full and acting.cure_words else []
        yield wording.row(_("Asked for proof"), [_moment(acting.cure_asked_at), *words])
    if acting.ended_at:
        reason = [acting.end_reason] if in_full and acting.end_reason else []
        yield wording.row(_("Ended"), [f"{acting.get_end_display()}, {_moment(acting.ended_at)}", *reason])


def _receives(signed: SignedPermission) -> list[str]:
    return [_("It lets them receive the answer.") if signed.may_receive_answer else _("It keeps the answer from them.")]


def _consumer_check(request: PrivacyRequest, acting: Representative) -> glance.Words:
    """Whether the one thing was asked of the consumer, and answered."""
    role, right = FilerRole(request.submission.filer_role), RequestType(request.type)
    spared = representation.stands_for_consumer(request.submission)
    if spared or authority.consumer_check(role, right, representation.setting()) is None:
        return glance.Words(_("The consumer is asked nothing."), glance.Tone.CALM)
    answered = acting.permission_confirmed_at or request.submission.contact_confirmed_at
    if answered:
        return glance.Words(_("The consumer answered %(at)s.") % {"at": _moment(answered)}, glance.Tone.GOOD)
    # By mail and by telephone alike.
    asked = request.submission.events.filter(kind=EventKind.CONSUMER_ASKED).order_by("-at").first()
    if asked is None:
        return glance.Words(_("The consumer is not asked yet: first there has to be a proof."), glance.Tone.CALM)
    said = {"at": _moment(asked.at)}
    return glance.Words(_("The consumer was asked %(at)s, and has not answered yet.") % said, glance.Tone.WARN)


def _check(check: AuthorityCheck, in_full: bool) -> CheckRow:
    said = {
        "kind": ProofKind(check.kind).label,
        "at": _moment(check.checked_at),
        "staff": check.checked_by.get_full_name() or check.checked_by.get_username(),
    }
    accepted, refused = _("%(kind)s: accepted %(at)s by %(staff)s"), _("%(kind)s: refused %(at)s by %(staff)s")
    covers = [str(RequestType(each).label) for each in check.covers]
    details = [_("Covers: %(list)s.") % {"list": ", ".join(covers)}] if covers else []
    return CheckRow(
        at=check.checked_at,
        text=(accepted if check.accepted else refused) % said,
        tone=glance.Tone.GOOD if check.accepted else glance.Tone.BAD,
        detail="\n".join([*details, *([check.reason] if in_full and check.reason else [])]),
        items=_items(check) if in_full else [],
    )


def _items(check: AuthorityCheck) -> list[wording.Row]:
    """The answers to the checklist, what stands against the paper marked as such."""
    if not check.checklist:
        return []
    against = powers_of_attorney.verdict(powers_of_attorney.answers(check.checklist)).against
    return [_item(item, check.checklist[item.value], item in against) for item in PowerItem]


def _item(item: PowerItem, found: dict[str, str], against: bool) -> wording.Row:
    answer = str(ItemAnswer(found["answer"]).label)
    marked = _("%(answer)s – stands against it") % {"answer": answer} if against else answer
    return wording.row(f"{item}. {item.label}", [marked, *([found["note"]] if found.get("note") else [])])


def _date(day: date | None) -> str:
    return str(date_format(day, "DATE_FORMAT")) if day else ""


def _day(at: datetime) -> str:
    return str(date_format(localtime(at), "DATE_FORMAT"))


def _moment(at: datetime) -> str:
    return str(date_format(localtime(at), "DATETIME_FORMAT"))
