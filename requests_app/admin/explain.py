"""What does the form say when an operation refuses? A plain sentence, at the field that can put it right."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacy_portal.lib.uploads.refusal import FileRefused
from requests_app import wording
from requests_app.forms.authority import AcceptProofForm
from requests_app.forms.documents import FILE
from requests_app.forms.staff import PartsForm
from requests_app.operations import (
    answers,
    asking,
    assurance,
    authority,
    by_phone,
    decision,
    documents,
    holds,
    identity,
    letters,
    messages,
    proofs,
    receipt,
    reopening,
    review,
    steps,
    unverified,
)
from requests_app.rules import grounds
from requests_app.rules.grounds import Misfit
from requests_app.rules.powers_of_attorney import AS_THE_PRINCIPAL_SOURCE, FEES_SOURCE
from requests_app.vocabulary import Ground

MISFITS = {
    Misfit.WRONG_RIGHT: gettext_lazy("This ground does not fit this right. Choose another one."),
    Misfit.NO_LONGER_LAW: gettext_lazy("This ground is no longer the law for this request. Choose another one."),
    Misfit.ONLY_FOR_A_PART: gettext_lazy("This ground covers only a part. Answer the rest, and withhold that part."),
    Misfit.CARVE_OUT_UNANSWERED: gettext_lazy("Say whether it is about contraception, pregnancy or perinatal care."),
    Misfit.CARVED_OUT: gettext_lazy(
        "The law does not allow this ground for information about contraception, pregnancy or perinatal care."
    ),
    Misfit.FACTS: gettext_lazy("The facts do not allow this ground now. Choose another one."),
}


CONSUMER_NOT_ASKED = gettext_lazy("The consumer of an agent is asked about the permission, and so for no ID.")
NO_IDENTITY = gettext_lazy("The law lets us ask nobody who they are for this right.")
CONTACT_NOT_MATCHED = gettext_lazy(
    "The contact is not one that we held before. Match it with our records, or answer to a contact new to us."
)


def _not_yet(form: forms.Form, refusal: answers.NotYet) -> None:
    form.add_error(None, _("The identity is not verified yet, or the deletion not confirmed a second time."))


def _contact_not_matched(form: forms.Form, refusal: answers.ContactNotMatched) -> None:
    form.add_error(None, CONTACT_NOT_MATCHED)


def _over_limit(form: forms.Form, refusal: answers.OverLimit) -> None:
    day = refusal.standing.next_owed_from
    words = _("Two answers were given in 12 months. Say why you answer once more, or deny the request.")
    if day is not None:
        words += " " + _("The next answer is owed from %(day)s.") % {"day": date_format(day, "DATE_FORMAT")}
    form.add_error("override_reason" if "override_reason" in form.fields else None, words)


def _never_disclose(form: forms.Form, refusal: answers.NeverDisclose) -> None:
    field = refusal.part.value if refusal.part else "text"
    text = form.cleaned_data.get(field, "")
    for finding in refusal.findings:
        words = {"kind": finding.kind.label, "line": text.count("\n", 0, finding.start) + 1}
        form.add_error(
            field if field in form.fields else None,
            _("Line %(line)s seems to hold this, which may never be given out: %(kind)s. Take it out.") % words,
        )
    if isinstance(form, PartsForm):
        form.ask_about_alarm()


def _does_not_fit(form: forms.Form, refusal: grounds.GroundDoesNotFit) -> None:
    if refusal.ground == Ground.KNOW_LIMIT and refusal.misfit == Misfit.FACTS:
        form.add_error(None, _("This request is not over the limit, so it has to be answered."))
        return
    if refusal.ground == Ground.AGENT_NO_PROOF and refusal.misfit == Misfit.FACTS:
        form.add_error(None, _("Nothing is missing of the authority of who filed it. Choose another ground."))
        return
    asked = refusal.misfit in (Misfit.CARVE_OUT_UNANSWERED, Misfit.CARVED_OUT)
    field = "reproductive_care" if asked and "reproductive_care" in form.fields else None
    form.add_error(field, str(MISFITS[refusal.misfit]))


def _part_missing(form: forms.Form, refusal: grounds.PartMissing) -> None:
    for part in refusal.missing:
        form.add_error(
            part.value if part.value in form.fields else None, _("Write this part: %(part)s") % {"part": part.label}
        )
    for part in refusal.too_short:
        words = ngettext(
            "Write a whole sentence, at least %(number)d character",
            "Write a whole sentence, at least %(number)d characters",
            grounds.MIN_EXPLANATION_LENGTH,
        )
        words = words % {"number": grounds.MIN_EXPLANATION_LENGTH}
        form.add_error(part.value if part.value in form.fields else None, words)


def _extension(form: forms.Form, refusal: review.ExtensionRefused) -> None:
    form.add_error(None, refusal.message)


def _as_it_says(form: forms.Form, refusal: Any) -> None:
    form.add_error(None, str(refusal.message))


def _file_refused(form: forms.Form, refusal: FileRefused) -> None:
    form.add_error(FILE, wording.file_refusal(refusal.code))


def _held(form: forms.Form, refusal: holds.Held) -> None:
    said = {"day": date_format(refusal.hold.until, "DATE_FORMAT"), "why": refusal.hold.get_kind_display()}
    words = _(
        "It is on hold until %(day)s (%(why)s), so nothing may be deleted. Say on its ground what is kept, or lift it."
    )
    form.add_error(None, words % said)


def _no_second_yes(form: forms.Form, refusal: identity.DeletionNotWaiting) -> None:
    form.add_error(None, _("It does not wait for a second yes."))


def _not_a_duplicate(form: forms.Form, refusal: review.NotADuplicate) -> None:
    form.add_error("reference", str(refusal.message))


def _disowned(form: forms.Form, refusal: answers.Disowned) -> None:
    form.add_error(None, _("The owner of the contact said: this was not me. Speak with them first, by another way."))


def _too_early(form: forms.Form, refusal: unverified.TooEarly) -> None:
    words = _("Before %(day)s closing needs a reason.") % {"day": date_format(refusal.ends_on, "DATE_FORMAT")}
    form.add_error("early_reason" if "early_reason" in form.fields else None, words)


def _nothing_matched(form: forms.Form, refusal: assurance.NothingMatched) -> None:
    form.add_error(None, _("Tick what agrees with our records, or the declaration"))


def _no_such_choice(form: forms.Form, refusal: assurance.NoSuchChoice) -> None:
    form.add_error(None, _("The law sets it for this right."))


def _no_login(form: forms.Form, refusal: assurance.NoLogin) -> None:
    form.add_error(None, _("No login to an account counts here."))


def _reason_missing(form: forms.Form, refusal: Exception) -> None:
    form.add_error("reason", _("Write the reason"))


def _proof_not_asked(form: forms.Form, refusal: proofs.NotAsked) -> None:
    form.add_error(None, _("Ask the representative for the proof first, once, and say how they can cure it."))


def _consumer_not_asked(form: forms.Form, refusal: documents.ConsumerNotAsked) -> None:
    form.add_error(None, CONSUMER_NOT_ASKED)


def _proof_waits(form: forms.Form, refusal: proofs.ProofWaits) -> None:
    form.add_error(None, _("A proof waits to be checked. Accept or refuse it."))


def _acts_no_more(form: forms.Form, refusal: authority.NoRepresentative) -> None:
    form.add_error(None, _("They act for the consumer no more."))


def _does_not_fit_the_role(form: forms.Form, refusal: proofs.DoesNotFit) -> None:
    form.add_error(None, _("This kind of proof is none for this kind of representative."))


def _checklist_missing(form: forms.Form, refusal: proofs.ChecklistMissing) -> None:
    form.add_error(None, _("Answer every question of the checklist."))


def _not_this_paper(form: forms.Form, refusal: proofs.NotThisPaper) -> None:
    against = refusal.verdict.barred or refusal.verdict.against
    numbers = {"numbers": ", ".join(item.value for item in against)}
    if refusal.verdict.barred:
        words = _("It does not show that they may act. See questions: %(numbers)s. Refuse it, and say how to cure it.")
        form.add_error(None, words % numbers)
        return
    if isinstance(form, AcceptProofForm):
        form.ask_why_nevertheless()
    words = _("Faults of form stand against it. See questions: %(numbers)s. Refuse it, or say why it will do.")
    form.add_error("nevertheless" if "nevertheless" in form.fields else None, words % numbers)


def _nothing_against(form: forms.Form, refusal: proofs.NothingAgainst) -> None:
    words = _(
        "Nothing that you answered stands against it, so accept it: its holder is treated as the principal would be "
        "(%(law)s), and who refuses without a ground may have to pay the fees of a lawsuit (%(fees)s)."
    )
    form.add_error(None, words % {"law": AS_THE_PRINCIPAL_SOURCE, "fees": FEES_SOURCE})


def _asked_already(form: forms.Form, refusal: documents.AskedAlready) -> None:
    form.add_error(None, _("A government ID is asked for already, or the request is closed."))


def _no_identity(form: forms.Form, refusal: documents.NoIdentityNeeded) -> None:
    form.add_error(None, NO_IDENTITY)


def _nothing_asked(form: forms.Form, refusal: documents.NothingAsked) -> None:
    form.add_error(None, _("No government ID is asked for any more."))


def _tasks_open(form: forms.Form, refusal: decision.TasksOpen) -> None:
    names = ", ".join([*(task.holder_name for task in refusal.tasks), *(each.name for each in refusal.without_task)])
    if isinstance(form, PartsForm):
        form.show_tasks(sorted(str(each.pk) for each in [*refusal.tasks, *refusal.without_task]))
    words = _("Systems or vendors still have something to do: %(names)s. Finish that first, or say why not.")
    form.add_error("tasks_reason" if "tasks_reason" in form.fields else None, words % {"names": names})


def _excuse_unsaid(form: forms.Form, refusal: decision.ExcuseUnsaid) -> None:
    ground = {"ground": Ground.DEL_3P_NOTICE.label}
    form.add_error(
        None, _("A third party was not told, and the answer has to say why. Choose a ground: “%(ground)s”.") % ground
    )


_EXPLAINED: dict[type[Exception], Callable[[forms.Form, Any], None]] = {
    answers.NotYet: _not_yet,
    answers.ContactNotMatched: _contact_not_matched,
    answers.Disowned: _disowned,
    answers.OverLimit: _over_limit,
    answers.NeverDisclose: _never_disclose,
    grounds.GroundDoesNotFit: _does_not_fit,
    grounds.PartMissing: _part_missing,
    review.ExtensionRefused: _extension,
    review.NotADuplicate: _not_a_duplicate,
    unverified.TooEarly: _too_early,
    assurance.NothingMatched: _nothing_matched,
    assurance.NoSuchChoice: _no_such_choice,
    assurance.NoLogin: _no_login,
    assurance.ReasonMissing: _reason_missing,
    authority.ReasonMissing: _reason_missing,
    proofs.NotAsked: _proof_not_asked,
    proofs.ProofWaits: _proof_waits,
    authority.NoRepresentative: _acts_no_more,
    proofs.DoesNotFit: _does_not_fit_the_role,
    proofs.ChecklistMissing: _checklist_missing,
    proofs.NotThisPaper: _not_this_paper,
    proofs.NothingAgainst: _nothing_against,
    decision.TasksOpen: _tasks_open,
    decision.ExcuseUnsaid: _excuse_unsaid,
    documents.ReasonMissing: _reason_missing,
    documents.AskedAlready: _asked_already,
    documents.NoIdentityNeeded: _no_identity,
    documents.ConsumerNotAsked: _consumer_not_asked,
    documents.NothingAsked: _nothing_asked,
    receipt.ReceiptRefused: _as_it_says,
    receipt.AlreadyAcknowledged: _as_it_says,
    receipt.ReasonMissing: _reason_missing,
    letters.NotPosted: _as_it_says,
    messages.NotReached: _as_it_says,
    messages.TooManyToday: _as_it_says,
    FileRefused: _file_refused,
    by_phone.CallProvesNothing: _as_it_says,
    identity.DeletionNotWaiting: _no_second_yes,
    asking.AskRefused: _as_it_says,
    holds.HoldRefused: _as_it_says,
    holds.Held: _held,
    steps.StepRefused: _as_it_says,
    reopening.ReopenRefused: _as_it_says,
}
# Every refusal that a form can show. A move that came too late is none: the page is looked at again.
SHOWN = tuple(_EXPLAINED)


def explain(form: forms.Form, refusal: Exception) -> None:
    """Add the refusal of an operation to a valid form as its errors. Raises KeyError for what is not in SHOWN."""
    _EXPLAINED[type(refusal)](form, refusal)
