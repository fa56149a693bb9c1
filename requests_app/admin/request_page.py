"""What does one request's page say? Who, what exactly, how sure we are, the clocks, what was said, what happened."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from privacy_portal.lib.owed import SendState
from requests_app import history, queries, wording
from requests_app.admin import contact_state, documents, evidence, glance, queue, representative, work
from requests_app.admin.actions import Action, Take
from requests_app.admin.case import Case
from requests_app.admin.decisions import ACTIONS
from requests_app.admin.glance import Tone, Words
from requests_app.admin.release import proposal_context
from requests_app.models import Answer, Notice, PrivacyRequest, Submission
from requests_app.vocabulary import Accompaniment, FilerRole, Ground

RELATED_SHOWN = 20
CODED = {Accompaniment.PROVIDERS_TOLD}


@dataclass(frozen=True)
class Button:
    """An action as the page shows it: `against` says why it cannot be used now."""

    slug: str
    label: str | Promise
    url: str
    grave: bool
    against: str | Promise
    by_post: bool


@dataclass(frozen=True)
class Related:
    """Another request, and why it is shown here."""

    request: PrivacyRequest
    why: str


def url(request: PrivacyRequest, action: str = "change") -> str:
    """The address of a request's page, or of one of its actions."""
    return reverse(f"admin:requests_app_privacyrequest_{action}", args=[request.pk])


def context(case: Case, *, may_act: bool) -> dict[str, Any]:
    """Everything the template of the page says about a case."""
    request, step = case.request, case.next()
    acts = [action for action in ACTIONS if action.offered(case)] if may_act and not request.closed else []
    buttons = [_button(action, case) for action in acts]
    main = next((each for each in buttons if each.slug == step.action and not each.against), None)
    related = _related(request)
    return {
        **reminder(case, in_full=may_act),
        "next_step": step,
        "stopped": glance.authority_badge(request),
        "main": main,
        "take": next((each for each in buttons if each.slug == Take.slug and not each.against), None),
        "buttons": [each for each in buttons if each.slug != Take.slug and each != main],
        "may_act": may_act,
        "who": _who(case, in_full=may_act),
        "representative": representative.context(case, in_full=may_act),
        "assurance": evidence.assurance_of(request),
        "answer": _answer(request, in_full=may_act),
        "proposed": case.proposal is not None,
        "proposal": proposal_context(case) if may_act else None,
        "work": work.context(case, in_full=may_act),
        "documents": documents.rows(request, in_full=may_act),
        "identity_ask": documents.asked(case),
        "notices": [(notice.get_kind_display(), _notice_words(notice)) for notice in queries.notices_of(request)],
        "related": related,
        "related_more": len(related) == RELATED_SHOWN,
        "contact_url": queue.url(contact_of=str(request.submission_id), state="all"),
        "history": history.history(queries.events_of(request), for_staff=True),
    }


def reminder(case: Case, *, in_full: bool = True) -> dict[str, Any]:
    """What one has to have before one's eyes while acting on a case; who only looks reads nothing that was typed."""
    request = case.request
    return {
        "privacy_request": request,
        "clocks": case.clocks(),
        "limit": case.badge(),
        "name_given": request.submission.name if in_full else wording.initials(request.submission.name),
        "asked_for": [wording.row(label, values) for label, values in wording.asked_for(request, in_full=in_full)],
    }


def _button(action: Action, case: Case) -> Button:
    return Button(
        slug=action.slug,
        label=action.label,
        url=url(case.request, action.slug),
        grave=action.grave,
        against=action.against(case),
        by_post=action.slug == Take.slug,
    )


def _who(case: Case, *, in_full: bool) -> list[wording.Row]:
    submission = case.request.submission
    confirmed = submission.contact_confirmed_at
    # Who works on the request has to compare the contact with the records; who only looks does not.
    contact = wording.readable_contact(submission) if in_full else wording.masked_contact(submission)
    reached = [f"{submission.get_contact_channel_display()}: {contact}"]
    if not submission.reachable:
        reached = [_("None given: the representative is reached instead")]
    elif confirmed:
        reached.append(_("Contact confirmed %(day)s") % {"day": date_format(localtime(confirmed), "DATE_FORMAT")})
    else:
        reached.append(_("Contact not confirmed yet"))
    residence = _("Says: yes") if submission.california_resident else _("Says: no")
    person = str(submission.person) if submission.person else _("Not matched to anybody yet")
    return [
        wording.row(_("Name given"), [submission.name if in_full else wording.initials(submission.name)]),
        wording.row(_("Contact"), [*reached, *contact_state.lines(case)]),
        wording.row(_("Person"), [person]),
        wording.row(_("Lives in California"), [residence]),
        wording.row(_("Filed by"), [_filer(submission)]),
        wording.row(_("Came by"), [submission.get_channel_display()]),
        wording.row(_("Received"), [date_format(localtime(submission.received_at), "DATETIME_FORMAT")]),
        wording.row(_("Language"), [get_language_info(submission.language)["name_translated"]]),
    ]


def _filer(submission: Submission) -> str:
    role = FilerRole(submission.filer_role)
    return str(wording.CLAIMS.get(role, _("The consumer")))


def _answer(request: PrivacyRequest, *, in_full: bool) -> dict[str, Any] | None:
    answer = getattr(request, "answer", None)
    if answer is None:
        return None
    day = date_format(answer.delivered_on, "DATE_FORMAT")
    given = {"day": day, "staff": answer.given_by.get_full_name() or answer.given_by.get_username()}
    rows = [
        wording.row(_("Outcome"), [answer.get_outcome_display()]),
        wording.row(_("Given"), [_("%(day)s by %(staff)s") % given]),
    ]
    if answer.approved_by:
        rows.append(
            wording.row(_("Released by"), [answer.approved_by.get_full_name() or answer.approved_by.get_username()])
        )
    if answer.ground:
        rows.append(wording.row(_("Ground"), [str(Ground(answer.ground).label)]))
    if in_full:
        rows += _said(answer)
    else:
        rows.append(
            wording.row(_("Answer"), [_("The words are for those who may act on requests, and for the consumer.")])
        )
    if answer.counts_toward_limit:
        rows.append(wording.row(_("Limit"), [_("Counts as one of the two answers in 12 months")]))
    return {"rows": rows}


def _said(answer: Answer) -> list[wording.Row]:
    """Everything that staff wrote."""
    said = [
        (_("Answer"), answer.text),
        # What was true of those who work for us is a code, and stands among the tasks.
        *((str(Accompaniment(part).label), words) for part, words in answer.parts.items() if part not in CODED),
        (_("Search"), _("Nothing held about this person") if answer.nothing_held else ""),
        (_("Why a third answer"), answer.override_reason),
        (_("Why to a new contact"), answer.contact_reason),
        (_("Why a false alarm"), answer.alarm_reason),
        (_("Why closed early"), answer.early_reason),
        (_("Why with tasks to do"), answer.tasks_reason),
    ]
    return [wording.row(label, [words]) for label, words in said if words]


def _notice_words(notice: Notice) -> Words:
    if notice.state == SendState.SENT and notice.sent_at:
        return Words(_("Sent %(at)s") % {"at": _moment(notice.sent_at)}, Tone.GOOD)
    if notice.state == SendState.FAILED:
        words = ngettext(
            "Could not be sent (%(failure)s, %(tries)d try). Reach the person another way.",
            "Could not be sent (%(failure)s, %(tries)d tries). Reach the person another way.",
            notice.attempts,
        )
        return Words(words % {"failure": notice.failure, "tries": notice.attempts}, Tone.BAD)
    if notice.failure:
        words = _("Waits after a failure (%(failure)s); next try %(at)s")
        return Words(words % {"failure": notice.failure, "at": _moment(notice.next_try_at)}, Tone.WARN)
    return Words(_("Waits to be sent"), Tone.CALM)


def _moment(at: Any) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _related(request: PrivacyRequest) -> list[Related]:
    return [Related(each, _why(each, request)) for each in queries.related_requests(request, limit=RELATED_SHOWN)]


def _why(other: PrivacyRequest, request: PrivacyRequest) -> str:
    if other.submission_id == request.submission_id:
        return _("Same filing")
    person = request.submission.person_id
    return _("Same person") if person and other.submission.person_id == person else _("Same contact")
