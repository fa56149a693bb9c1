"""How does a second person read an answer that waits, and release it or send it back?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from requests_app import wording
from requests_app.admin import work
from requests_app.admin.actions import Action, Words
from requests_app.admin.case import Case
from requests_app.forms.release import ReleaseForm, SendBackForm
from requests_app.models import ProposedAnswer
from requests_app.operations import contact_notices, decision, release
from requests_app.rules.disclosure import Finding
from requests_app.rules.release import WhyTwo
from requests_app.vocabulary import Accompaniment, Duty, EvidenceKind, Ground, Masked, NoticeKind, Point

PROPOSED = gettext_lazy("It is written, and waits for a second person. The consumer is not told yet.")
WHY_TWO = {
    WhyTwo.PIECES: gettext_lazy("It hands over specific pieces of information."),
    WhyTwo.CONTACT_CORRECTED: gettext_lazy("It corrects a contact, and so how the person is reached."),
    WhyTwo.GROUND: gettext_lazy("It rests on a ground that we have to prove."),
    WhyTwo.NEW_CONTACT: gettext_lazy("It goes to a contact that is new to us."),
    WhyTwo.FALSE_ALARM: gettext_lazy("It was marked as a false alarm of what may never be given out."),
}
DIGEST_SHOWN = 16  # signs of the digest that people compare


class SecondPerson(Action):
    """A verb of somebody who did not write the answer that waits, and who has read it."""

    needs = Duty.APPROVE
    reads = frozenset(Masked) - {Masked.PAPERS}

    def offered(self, case: Case) -> bool:
        return case.waiting is not None

    def against(self, case: Case) -> Words:
        if case.waiting is None:
            return release.NothingProposed.message
        if case.waiting.proposed_by_id == case.by.pk:
            return release.SamePerson.message
        return super().against(case)

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        return {"proposal": proposal_context(case)}


class Release(SecondPerson):
    slug, label = "release", gettext_lazy("Release")
    done = gettext_lazy("It is released, and the consumer is told.")

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return ReleaseForm(data, digest=case.waiting.digest if case.waiting else "")

    def perform(self, case: Case, form: Any) -> None:
        release.release(request=case.request, digest=form.cleaned_data["digest"], at=case.at, by=case.by)


class SendBack(SecondPerson):
    slug, label = "send-back", gettext_lazy("Send back with a reason")
    done = gettext_lazy("It is sent back. Your colleague reads why.")

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return SendBackForm(data)

    def perform(self, case: Case, form: Any) -> None:
        release.send_back(request=case.request, reason=form.cleaned_data["reason"], at=case.at, by=case.by)


def proposal_context(case: Case) -> dict[str, Any] | None:
    """Everything that the second person has to see, or None when there is no proposal."""
    proposal = case.proposal
    if proposal is None:
        return None
    proposed = decision.proposed(proposal)
    return {
        "waits": proposal.waits,
        "mine": proposal.proposed_by_id == case.by.pk,
        "why": [WHY_TWO[each] for each in decision.why_two(case.request, proposed)],
        "words": [*_facts(proposal, proposed), *_words(proposed)],
        "waiting": work.waiting(case) if proposed.tasks_reason else [],
        "alarms": [_alarm(proposed, part, each) for part, found in proposed.findings() for each in found],
        "contact": _contact(case),
        "records": _records(case),
        "warned": _warned(case, proposed),
        "digest": _grouped(proposal.digest[:DIGEST_SHOWN]),
        "sent_back": sent_back(proposal),
    }


def _facts(proposal: ProposedAnswer, proposed: decision.Decision) -> list[wording.Row]:
    said = {"day": _moment(proposal.proposed_at), "staff": _name(proposal.proposed_by)}
    rows = [
        wording.row(_("Outcome"), [str(proposed.outcome.label)]),
        wording.row(_("Written"), [_("%(day)s by %(staff)s") % said]),
    ]
    if proposed.ground:
        rows.append(wording.row(_("Ground"), [str(Ground(proposed.ground).label)]))
    return rows


def _words(proposed: decision.Decision) -> list[wording.Row]:
    said = [
        (_("Answer"), proposed.text),
        *((str(part.label), words) for part, words in proposed.parts.items()),
        (_("Search"), _("Nothing held about this person") if proposed.nothing_held else ""),
        (_("Why a third answer"), proposed.override_reason),
        (_("Why to a new contact"), proposed.contact_reason),
        (_("Why a false alarm"), proposed.alarm_reason),
        (_("Why with tasks to do"), proposed.tasks_reason),
    ]
    return [wording.row(label, [words]) for label, words in said if words]


def _alarm(proposed: decision.Decision, part: Accompaniment | None, finding: Finding) -> str:
    words = proposed.parts[part] if part else proposed.text
    place = {
        "part": part.label if part else _("Answer"),
        "line": words.count("\n", 0, finding.start) + 1,
        "kind": finding.kind.label,
    }
    return _("%(part)s, line %(line)s: looks like this: %(kind)s") % place


def _contact(case: Case) -> list[wording.Row]:
    """Where it would go, in full: this is what has to be compared."""
    submission = case.request.submission
    confirmed = submission.contact_confirmed_at
    return [
        wording.row(submission.get_contact_channel_display(), [wording.readable_contact(submission)]),
        wording.row(_("Confirmed"), [_moment(confirmed) if confirmed else _("Not confirmed")]),
        wording.row(_("Name given"), [submission.name]),
    ]


def _records(case: Case) -> list[wording.Row]:
    """What staff found in the records, and how this person was reached before."""
    submission = case.request.submission
    matched = set(submission.evidence.filter(kind=EvidenceKind.POINT_MATCHED).values_list("point", flat=True))
    points = [str(point.label) for point in Point if point in matched]
    known = submission.person.contacts.order_by("known_since", "id") if submission.person else ()
    return [
        wording.row(
            _("This contact"), [_("Found in our records") if case.contact_on_file else _("Not found in our records")]
        ),
        wording.row(_("Agrees with our records"), points or [_("Nothing yet")]),
        wording.row(_("Known contacts"), [each.contact for each in known] or [_("None.")]),
    ]


def _warned(case: Case, proposed: decision.Decision) -> str:
    """Who else hears of it."""
    kind, contacts = contact_notices.owed(case.request, proposed)
    if contacts:
        words = ngettext(
            "We also tell %(number)d contact, so that a stranger is noticed: %(list)s",
            "We also tell %(number)d contacts, so that a stranger is noticed: %(list)s",
            len(contacts),
        ) % {"number": len(contacts), "list": ", ".join(contacts)}
        if kind == NoticeKind.NEW_CONTACT:
            return words
        # What the filer wrote as the old contact may be their own.
        return (
            words + ". " + _("If that is not the contact in our records, write or call there before you release this.")
        )
    if WhyTwo.NEW_CONTACT in (reasons := decision.why_two(case.request, proposed)):
        return _("We know no other contact of this person that could be told.")
    if WhyTwo.CONTACT_CORRECTED in reasons:
        return _("We cannot tell the old contact by ourselves. Write or call there before you release this.")
    return ""


def sent_back(proposal: ProposedAnswer) -> dict[str, str] | None:
    """Who sent an answer back, when and why; None where nobody did."""
    if proposal.waits or proposal.sent_back_by is None:
        return None
    return {
        "staff": _name(proposal.sent_back_by),
        "day": _moment(proposal.sent_back_at),
        "reason": proposal.sent_back_reason,
    }


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


def _moment(at: Any) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _grouped(signs: str) -> str:
    return " ".join(signs[start : start + 4] for start in range(0, len(signs), 4))
