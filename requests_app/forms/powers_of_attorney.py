"""What do staff look for on a power of attorney, and how does its holder cure what is wrong?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Radios
from requests_app.forms.fields import LineField, QuestionForm
from requests_app.rules import powers_of_attorney
from requests_app.rules.powers_of_attorney import ITEMS, NO_NOTARY_SOURCE
from requests_app.vocabulary import ItemAnswer, PowerItem, ProofKind

NOTE_LENGTH = 500  # characters

# What helps to answer, beside the law.
HINTS: Mapping[PowerItem, Any] = {
    PowerItem.WITNESSED: _(
        "The witnesses saw the signing or heard the principal say that it is theirs, and none of them is the "
        "attorney-in-fact. Look at what is there: we never ask anybody to have a paper notarized for us."
    ),
    PowerItem.STATUTORY_FORM: _("Witnesses alone do not do for this form."),
    PowerItem.SCOPE: _("It need not mention privacy requests."),
    PowerItem.RUN_OUT: _("On a day or with an event that it names itself. That it is old is no reason."),
    PowerItem.EVENT_DECLARED: _("The declaration is made under penalty of perjury."),
    PowerItem.LATER_ONE: _("The last one counts."),
    PowerItem.KNOWN_END: _("Only what we know counts. We do not look for it."),
    PowerItem.NAMED: _("Who relies on it in good faith is protected, if a notary or two witnesses are on it."),
    PowerItem.AFFIDAVIT: _(
        "It stands against nothing. The attorney-in-fact is treated as the principal would be, and who refuses after "
        "an affidavit without a ground may have to pay the fees of a lawsuit. Ask for one only if you are in doubt."
    ),
    PowerItem.MADE_ELSEWHERE: _("If it is, nothing in questions 1 to 4 stands against it."),
    PowerItem.HEALTH_ONLY: _("An advance directive about health care does not reach this."),
}
# What the representative reads when an item stands against their paper: what is wrong, and what would cure it.
CURES: Mapping[PowerItem, Any] = {
    PowerItem.DATED: _("The paper does not say when it was signed. Please send a copy on which the date can be read."),
    PowerItem.SIGNED: _("We cannot see the signature of the person you act for. Please send a copy that shows it."),
    PowerItem.WITNESSED: _(
        "We see neither the certificate of a notary nor the signatures of two witnesses. If there is a page with "
        "them, please send it. You need not have anything notarized for us."
    ),
    PowerItem.STATUTORY_FORM: _(
        "It is the statutory form, which is good only when it is filled in and acknowledged before a notary. If there "
        "is a page with that, please send it, or show us your authority in another way."
    ),
    PowerItem.SCOPE: _(
        "What it covers does not reach this request. Please send us the pages that say what it covers, or another "
        "paper that does."
    ),
    PowerItem.RUN_OUT: _("By its own words it has ended. Please send us one that is in force."),
    PowerItem.EVENT_DECLARED: _(
        "It begins with an event. Please send us the written declaration, under penalty of perjury, that the event "
        "has happened."
    ),
    PowerItem.LATER_ONE: _("We know of a later power of attorney that says otherwise. Please send us the latest one."),
    PowerItem.KNOWN_END: _(
        "As far as we know it has ended. If that is wrong, please tell us why, or send us what shows that it is in "
        "force."
    ),
    PowerItem.NAMED: _(
        "It does not name you, or we cannot tell whether it is genuine. Please send us a copy that can be read in "
        "full, or let the person whom it names write to us."
    ),
    PowerItem.HEALTH_ONLY: _("It is about health care alone. Please send us a paper that covers other matters."),
}


class ChecklistForm(QuestionForm):
    """What is asked of one kind of proof; of a power of attorney the thirteen items, with an answer and a note each."""

    kind: ProofKind

    def ask_for(self, kind: ProofKind) -> None:
        """Add the questions that belong to this kind of proof."""
        self.kind = kind
        if kind is not ProofKind.POWER_OF_ATTORNEY:
            return
        for item in PowerItem:
            self.fields[f"item_{item}"] = forms.ChoiceField(
                label=f"{item}. {item.label}",
                help_text=_hint(item),
                choices=ItemAnswer.choices,
                widget=Radios(),
                error_messages={"required": gettext("Answer question %(number)s") % {"number": item.value}},
            )
            self.fields[f"note_{item}"] = LineField(
                label=gettext("Note to question %(number)s") % {"number": item.value},
                max_length=NOTE_LENGTH,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def questions(self) -> list[tuple[BoundField, BoundField]]:
        """Each item's answer and note, for the page."""
        if self.kind is not ProofKind.POWER_OF_ATTORNEY:
            return []
        return [(self[f"item_{item}"], self[f"note_{item}"]) for item in PowerItem]

    def others(self) -> list[BoundField]:
        """The fields that belong to no item."""
        return [field for field in self if not field.name.startswith(("item_", "note_"))]

    def checklist(self) -> dict[str, dict[str, str]] | None:
        """The answers as they are stored, by the number of the item; None where there is no such list."""
        if self.kind is not ProofKind.POWER_OF_ATTORNEY:
            return None
        data = self.cleaned_data
        return {
            item.value: {"answer": data.get(f"item_{item}", ""), "note": data.get(f"note_{item}", "")}
            for item in PowerItem
        }

    def cure(self) -> str:
        """What stands against the paper, as its holder reads it; empty when nothing does, or not all is answered."""
        try:
            verdict = powers_of_attorney.verdict(powers_of_attorney.answers(self.checklist() or {}))
        except powers_of_attorney.Unanswered:
            return ""
        return "\n\n".join(str(CURES[item]) for item in verdict.against)


def _hint(item: PowerItem) -> str:
    sources = [*ITEMS[item].sources, *([NO_NOTARY_SOURCE] if item is PowerItem.WITNESSED else [])]
    return " ".join([*([str(HINTS[item])] if item in HINTS else []), f"({'; '.join(map(str, sources))})"])
