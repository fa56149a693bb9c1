"""How do staff ask a consumer for more, and where do they see what was answered?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import wording
from requests_app.admin.actions import Action, Words
from requests_app.admin.case import Case
from requests_app.admin.evidence import MASK
from requests_app.forms.asking import AskMoreForm
from requests_app.models import PointAsk
from requests_app.operations import asking
from requests_app.vocabulary import Duty, Masked, Party, Point


class AskMore(Action):
    slug, label = "ask-more", gettext_lazy("Ask the consumer for more")
    lead = gettext_lazy("First compare what they gave. Ask only for what is missing: the answer date does not move.")
    done = gettext_lazy("They are asked, and told where to answer.")
    needs = Duty.TRIAGE
    previewed, shows_asked = True, True

    def against(self, case: Case) -> Words:
        why = asking.why_not(case.request, at=case.at)
        return str(why) if why else ""

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        may = asking.allowed(case.request)
        return AskMoreForm(data, points=may.points, most=may.most)

    def perform(self, case: Case, form: Any) -> None:
        data = form.cleaned_data
        asking.ask(request=case.request, points=data["points"], reason=data["reason"], at=case.at, by=case.by)


class AskNoMore(Action):
    slug, label = "ask-no-more", gettext_lazy("Ask for nothing more")
    lead = gettext_lazy("What was answered is erased. Nobody is written to.")
    done = gettext_lazy("Nothing more is asked for, and what was answered is erased.")
    needs = Duty.TRIAGE

    def offered(self, case: Case) -> bool:
        return case.asked is not None

    def against(self, case: Case) -> Words:
        return super().against(case) or ("" if case.asked else str(asking.AskRefused.NOT_ASKED))

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return forms.Form(data)

    def perform(self, case: Case, form: Any) -> None:
        asking.withdraw(request=case.request, at=case.at, by=case.by)


def context(case: Case) -> dict[str, Any] | None:
    """What the page says of an open ask; what was answered is masked until somebody says why they read it."""
    asked = case.asked
    if asked is None:
        return None
    return {
        "state": state_words(asked),
        "tone": "warn" if asked.answered else "calm",
        "rows": [
            wording.row(_("Asked for"), [str(Point(each).label) for each in asked.points]),
            wording.row(_("Asked of"), [str(Party(asked.party).label)]),
            wording.row(_("Why"), [(asked.reason or "") if Masked.WORDS in case.open else MASK]),
            *_answers(asked, shown=Masked.TYPED in case.open),
        ],
    }


def state_words(asked: PointAsk) -> str:
    """Whether it waits for the consumer, or for staff."""
    if asked.answered:
        return _("They answered what was asked: compare it, and record the match.")
    return _("Waits for the consumer, who is asked until %(day)s.") % {"day": date_format(asked.until, "DATE_FORMAT")}


def _answers(asked: PointAsk, *, shown: bool) -> list[wording.Row]:
    if not asked.answered:
        return []
    given = asked.answers or {}
    return [
        wording.row(Point(point).label, [given[point] if shown else MASK] if point in given else [_("Not answered")])
        for point in asked.points
    ]


ACTIONS: tuple[Action, ...] = (AskMore(), AskNoMore())
