"""What can staff record of a telephone call, and of when a request was received?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import calendar
from requests_app.admin import intake_words
from requests_app.admin.actions import CLOSED, Action, Words
from requests_app.admin.case import Case
from requests_app.admin.duties import may
from requests_app.forms.by_phone import CallBackForm, SecondYesForm, SpokenReceiptForm
from requests_app.forms.receipt import ChangeReceiptForm
from requests_app.operations import by_phone, receipt
from requests_app.operations.by_phone import Number
from requests_app.rules.receipt import lengthens, must_be_meant
from requests_app.vocabulary import Duty
from requests_app.wording import masked_contact

INSERTS = "admin/requests_app/privacyrequest/intake"


class SpokenReceipt(Action):
    slug, label = "spoken-receipt", gettext_lazy("Confirm the receipt by voice")
    lead = gettext_lazy("Read this to whoever asked, now. It is the acknowledgement that the law asks for.")
    done = gettext_lazy("The receipt is recorded as confirmed, by voice.")
    needs = Duty.TRIAGE
    insert = f"{INSERTS}/spoken_receipt.html"

    def offered(self, case: Case) -> bool:
        return case.request.submission.acknowledged_at is None

    def against(self, case: Case) -> Words:
        if case.request.submission.acknowledged_at is not None:
            return str(receipt.AlreadyAcknowledged.message)
        return super().against(case)

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return SpokenReceiptForm(data)

    def perform(self, case: Case, form: Any) -> None:
        receipt.speak(submission=case.request.submission, at=case.at, by=case.by)

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        submission = case.request.submission
        words = intake_words.receipt(submission, at=case.at)
        return {"spoken": words, "spoken_language": submission.filer.language}


class ConfirmByPhone(Action):
    slug, label = "confirm-by-phone", gettext_lazy("Confirm the contact by a call back")
    lead = gettext_lazy(
        "Call a number that we had before this request came, not the one on which they called you. Never ask for a "
        "code: we tell everybody that we do not."
    )
    done = gettext_lazy("The call is recorded. If the number agrees with the records, tick it in the identity match.")
    needs = Duty.REVIEW

    def offered(self, case: Case) -> bool:
        return not case.request.submission.represented

    def against(self, case: Case) -> Words:
        why = by_phone.why_not(case.request.submission)
        return super().against(case) or (str(why) if why else "")

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        submission = case.request.submission
        numbers: list[tuple[str, Any]] = [(Number.OTHER.value, _("Another number, from our records"))]
        if by_phone.gave_number(submission):
            given = _("The number of this request, %(number)s") % {"number": masked_contact(submission)}
            numbers.insert(0, (Number.GIVEN.value, given))
        return CallBackForm(data, numbers=numbers)

    def perform(self, case: Case, form: Any) -> None:
        data = form.cleaned_data
        by_phone.confirm(
            submission=case.request.submission,
            number=Number(data["number"]),
            on_file=data["on_file"],
            note=data["note"],
            at=case.at,
            by=case.by,
        )


class SecondYes(Action):
    slug, label = "second-yes", gettext_lazy("Record the second yes, spoken")
    lead = gettext_lazy("Read the question to whoever asked for the deletion, and record it only if they say yes.")
    done = gettext_lazy("The second yes is recorded. Nothing is deleted before the identity is verified.")
    needs = Duty.REVIEW
    insert = f"{INSERTS}/second_yes.html"

    def offered(self, case: Case) -> bool:
        return case.request.waits_for_deletion_confirmation

    def against(self, case: Case) -> Words:
        if case.request.closed or not case.request.waits_for_deletion_confirmation:
            return CLOSED if case.request.closed else _("It does not wait for a second yes.")
        return ""

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return SecondYesForm(data)

    def perform(self, case: Case, form: Any) -> None:
        by_phone.confirm_deletion(request=case.request, at=case.at, by=case.by)

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        language = case.request.submission.filer.language
        return {"spoken": intake_words.second_yes(language), "spoken_language": language}


class ChangeReceipt(Action):
    slug, label = "change-receipt", gettext_lazy("Put the time of receipt right")
    lead = gettext_lazy("The clocks of the law run from when the request reached us, wherever in the business.")
    done = gettext_lazy("The time of receipt is changed, and the dates with it.")
    needs = Duty.TRIAGE

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        recorded = localtime(case.request.submission.received_at)
        initial = {"day": recorded.date(), "time": recorded.strftime("%H:%M")}
        form = ChangeReceiptForm(data, at=case.at, initial=initial)
        if data is not None and form.is_valid():
            _look_closer(case, form)
        return form

    def perform(self, case: Case, form: Any) -> None:
        data = form.cleaned_data
        receipt.correct(
            submission=case.request.submission,
            received_at=data["received_at"],
            reason=data["reason"],
            at=case.at,
            by=case.by,
        )


def _look_closer(case: Case, form: ChangeReceiptForm) -> None:
    """Say why another time is refused, or what it changes before it does."""
    submission, received_at = case.request.submission, form.cleaned_data["received_at"]
    problem = receipt.problem_with(submission, received_at, at=case.at, by=case.by)
    if problem is not None:
        form.add_error("day", receipt.ReceiptRefused(problem).message)
    elif lengthens(submission.received_at, received_at) and not may(case.by, Duty.APPROVE):
        form.add_error(
            None, _("A later time gives us more time: it takes somebody who may release what others decide.")
        )
    else:
        form.ask_whether_meant(received_at, _follows(case, form))


def _follows(case: Case, form: ChangeReceiptForm) -> list[str]:
    """What another receipt time does, a sentence each."""
    received_at = form.cleaned_data["received_at"]
    said = []
    for change in receipt.plan(case.request.submission, received_at):
        days = {
            "right": change.request.get_type_display(),
            "was": _day(change.request.answer_due_on),
            "now": _day(change.answer_due_on),
        }
        said.append(_("%(right)s: answer by %(now)s instead of %(was)s.") % days)
        if change.clock.acknowledge_by and case.request.submission.acknowledged_at is None:
            said.append(_("Acknowledge by %(day)s.") % {"day": _day(change.clock.acknowledge_by)})
        if change.loses_extension:
            said.append(_("The extension was announced after that day, so it does not count."))
        if change.answer_due_on < case.today:
            said.append(_("It is overdue then."))
    if must_be_meant(calendar.business_day(received_at), today=case.today):
        said.append(_("That day is long ago: look at it once more."))
    return said


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")


ACTIONS: tuple[Action, ...] = (SpokenReceipt(), ConfirmByPhone(), SecondYes(), ChangeReceipt())
