"""Which requests are for a few eyes only? Those of people who work for the business: their managers are staff, too."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import staffing
from requests_app.admin.actions import Action, Words
from requests_app.admin.case import Case
from requests_app.forms.workers import MarkForm, UnmarkForm
from requests_app.operations import looking
from requests_app.vocabulary import Duty, WorkerKind


class OfFiling(Action):
    """A verb about the whole filing, closed or not: what was answered is still there to be read."""

    needs = Duty.TRIAGE

    def shown(self, case: Case) -> bool:
        return self.offered(case)


class MarkWorker(OfFiling):
    slug, label = "mark-worker", gettext_lazy("Mark as of a worker")
    lead = gettext_lazy(
        "Only the named circle sees the filing from then on: nobody else finds it in the queue, a search or a count. "
        "If you are not in the circle, you do not see it any more."
    )
    done = gettext_lazy("Only the circle sees it from now on.")
    grave = True

    def offered(self, case: Case) -> bool:
        return not case.request.submission.worker

    def against(self, case: Case) -> Words:
        if case.request.submission.worker:
            return _("It is marked already.")
        # Otherwise nobody at all could answer it in time.
        return "" if staffing.the_circle().exists() else _("Nobody is in the circle. Ask an administrator to name it.")

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return MarkForm(data)

    def perform(self, case: Case, form: Any) -> None:
        kind, reason = WorkerKind(form.cleaned_data["kind"]), form.cleaned_data["reason"]
        looking.mark_worker(submission=case.request.submission, kind=kind, reason=reason, at=case.at, by=case.by)


class UnmarkWorker(OfFiling):
    slug, label = "unmark-worker", gettext_lazy("Mark as of no worker")
    lead = gettext_lazy("All the staff see the filing again.")
    done = gettext_lazy("All the staff see it again.")
    grave = True

    def offered(self, case: Case) -> bool:
        return bool(case.request.submission.worker)

    def against(self, case: Case) -> Words:
        return "" if case.request.submission.worker else _("It is not marked as of a worker.")

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return UnmarkForm(data)

    def perform(self, case: Case, form: Any) -> None:
        looking.unmark_worker(
            submission=case.request.submission, reason=form.cleaned_data["reason"], at=case.at, by=case.by
        )
