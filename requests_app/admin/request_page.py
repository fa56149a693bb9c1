"""What does one request's page say? Who, what exactly, how sure we are, the clocks, what was said, what happened."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from privacy_portal.lib.owed import SendState
from requests_app import history, persons, queries, wording
from requests_app.admin import (
    asking,
    changes,
    contact_state,
    documents,
    evidence,
    exports,
    glance,
    letters,
    messages,
    queue,
    representative,
    reveal,
    steps,
    work,
)
from requests_app.admin.actions import Action, Take
from requests_app.admin.case import Case
from requests_app.admin.decisions import ACTIONS
from requests_app.admin.duties import may
from requests_app.admin.glance import Tone, Words
from requests_app.admin.release import Release, proposal_context
from requests_app.models import Answer, Notice, PrivacyRequest, Submission
from requests_app.rules import limits
from requests_app.staffing import requests_open_to
from requests_app.vocabulary import Accompaniment, FilerRole, Ground, Masked

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


def context(case: Case) -> dict[str, Any]:
    """Everything the template of the page says about a case; what is masked as far as it was not revealed."""
    request, step = case.request, case.next()
    acts, words = may_act(case.by), Masked.WORDS in case.open
    buttons = [_button(action, case) for action in ACTIONS if acts and action.shown(case)]
    main = next((each for each in buttons if each.slug == step.action and not each.against), None)
    related, events = _related(case), list(queries.events_of(request))
    return {
        **reminder(case),
        "next_step": step,
        "stopped": glance.authority_badge(request),
        "main": main,
        "take": next((each for each in buttons if each.slug == Take.slug and not each.against), None),
        "buttons": [each for each in buttons if each.slug != Take.slug and each != main],
        "may_act": acts,
        "evidence_url": exports.evidence_url(case),
        "reading": words,
        "who": _who(case),
        "representative": representative.context(case),
        "assurance": evidence.assurance_of(case),
        "answer": _answer(request, in_full=words),
        "proposed": case.proposal is not None,
        "proposal": proposal_context(case) if case.open >= Release.reads else None,
        "hold": steps.hold_words(case),
        "asked": asking.context(case),
        "steps": steps.step_rows(case),
        "work": work.context(case, in_full=words),
        "documents": documents.rows(case),
        "identity_ask": documents.asked(case),
        "letters": letters.of_case(case),
        "notices": [(each.get_kind_display(), _notice_words(each)) for each in case.notices if not letters.waits(each)],
        **messages.context(case),
        "related": related,
        "repeat": _repeat(case),
        "related_more": len(related) == RELATED_SHOWN,
        "contact_url": queue.url(contact_of=str(request.submission_id), state="all"),
        "history": history.history(events, for_staff=True),
        "seen": changes.number(events),
    }


def may_act(user: User) -> bool:
    """Whether somebody can do anything at all about a request."""
    return any(may(user, action.needs) for action in ACTIONS)


def reminder(case: Case) -> dict[str, Any]:
    """What one has to have before one's eyes while acting on a case; what is masked stays so until it is revealed."""
    request, typed = case.request, Masked.TYPED in case.open
    return {
        "privacy_request": request,
        "clocks": case.clocks(),
        "limit": case.badge(),
        "name_given": _name(request.submission, case),
        "asked_for": [wording.row(label, values) for label, values in wording.asked_for(request, in_full=typed)],
        "reveal": reveal.context(case),
    }


def _name(submission: Submission, case: Case) -> str:
    return submission.name if Masked.WHO in case.open else wording.initials(submission.name)


def _against(action: Action, case: Case) -> str | Promise:
    """Why an action cannot be used now: it is somebody else's charge, or the request does not allow it."""
    if not may(case.by, action.needs):
        return _("Others are charged with this: %(duty)s.") % {"duty": action.needs.label}
    return action.against(case)


def _button(action: Action, case: Case) -> Button:
    return Button(
        slug=action.slug,
        label=action.label,
        url=url(case.request, action.slug),
        grave=action.grave,
        against=_against(action, case),
        by_post=action.slug == Take.slug,
    )


def _who(case: Case) -> list[wording.Row]:
    submission = case.request.submission
    confirmed = submission.contact_confirmed_at
    shown = Masked.WHO in case.open
    contact = wording.readable_contact(submission) if shown else wording.masked_contact(submission)
    reached = [f"{submission.get_contact_channel_display()}: {contact}"]
    if submission.by_post:
        reached = [_("Only by letter"), submission.postal_address or ""] if shown else [_("Only by letter")]
    elif not submission.reachable:
        reached = [_("None given: the representative is reached instead")]
    elif confirmed:
        reached.append(_("Contact confirmed %(day)s") % {"day": date_format(localtime(confirmed), "DATE_FORMAT")})
    else:
        reached.append(_("Contact not confirmed yet"))
    residence = _("Says: yes") if submission.california_resident else _("Says: no")
    person = str(submission.person) if submission.person else _("Not matched to anybody yet")
    return [
        wording.row(_("Name given"), [_name(submission, case)]),
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
        rows.append(wording.row(_("Answer"), [_("The words are masked.")]))
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
        if notice.by_post:
            return Words(
                _("Posted %(day)s") % {"day": date_format(localtime(notice.sent_at), "DATE_FORMAT")}, Tone.GOOD
            )
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


def _repeat(case: Case) -> dict[str, Any] | None:
    """How often the same consumer has asked, and where all of it is; None until staff know who they are."""
    person = case.request.submission.person
    if person is None:
        return None
    theirs = persons.requests_of(person).filter(requests_open_to(case.by))
    number = queries.capped_count(theirs.filter(received_on__gte=limits.window_start(case.today)))
    words = ngettext("%(number)d request in %(months)d months", "%(number)d requests in %(months)d months", number)
    return {
        "text": words % {"number": number, "months": limits.LIMIT_MONTHS},
        "person": person,
        "url": reverse("admin:requests_app_person_change", args=[person.pk]),
    }


def _related(case: Case) -> list[Related]:
    related = queries.related_requests(case.request, limit=RELATED_SHOWN, to=case.by)
    return [Related(each, _why(each, case.request)) for each in related]


def _why(other: PrivacyRequest, request: PrivacyRequest) -> str:
    if other.submission_id == request.submission_id:
        return _("Same filing")
    person, theirs = request.submission.person, other.submission.person
    same = person is not None and theirs is not None and persons.root(person) == persons.root(theirs)
    return _("Same person") if same else _("Same contact")
