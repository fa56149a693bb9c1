"""What do staff say about the authority of somebody who filed for somebody else?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Checkboxes, Radios
from requests_app.forms.fields import DayField, QuestionForm, TextField, refuse_end_before_start
from requests_app.forms.powers_of_attorney import ChecklistForm
from requests_app.rules.authority import PAPERS, PaperSays
from requests_app.vocabulary import ProofKind, RequestType

REASON_LENGTH = 2_000  # characters


class ProofKindForm(QuestionForm):
    """The first step of a check: which kind of proof it is, of those that fit the role."""

    chooses = True

    kind = forms.ChoiceField(
        label=_("What do they show?"),
        help_text=_("Only what the law names for this kind of representative. Any one of them will do."),
        widget=Radios(),
        error_messages={"required": _("Choose what they show"), "invalid_choice": _("Choose one of the list")},
    )

    def __init__(self, *args: Any, kinds: Sequence[ProofKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", [(kind, kind.label) for kind in kinds])


class AcceptProofForm(ChecklistForm):
    """A proof that will do: what it covers, and how it was checked."""

    covers = forms.MultipleChoiceField(
        label=_("What does the permission cover?"),
        help_text=_("What you do not tick does not go on. Only what this filing asks for is listed."),
        widget=Checkboxes(),
        error_messages={"required": _("Tick what it covers, or refuse it")},
    )
    may_receive_answer = forms.ChoiceField(
        label=_("Does the paper let them receive our answer?"),
        help_text=_("Only what is written in it counts, not what they told us. If it says nothing, choose no."),
        choices=[("no", _("No, or it says nothing")), ("yes", _("Yes, the paper says so"))],
        widget=Radios(),
        required=False,
        initial="no",
    )
    starts_on = DayField(
        label=_("In force from"),
        help_text=_("As they told us, if there is a day here already. Correct it by the paper."),
    )
    ends_on = DayField(
        label=_("In force until"),
        help_text=_("The last day that the paper names. Leave it empty if it names none."),
    )
    reason = TextField(
        label=_("What did you see or hear?"),
        help_text=_("For our records. Leave out numbers of documents and cards: we keep none."),
        longest=REASON_LENGTH,
        required=False,
    )

    def __init__(self, *args: Any, kind: ProofKind, rights: Sequence[RequestType], scope: bool, **kwargs: Any) -> None:
        """`rights`: those of the filing. `scope`: whether this representative's permission covers some and not all."""
        super().__init__(*args, **kwargs)
        self.offer("covers", [(right, right.label) for right in rights])
        self.initial.setdefault("covers", [right.value for right in rights])
        if not scope:
            del self.fields["covers"]
        self.without_note("may_receive_answer")
        self.paper = scope and kind in PAPERS
        if not self.paper:
            del self.fields["may_receive_answer"], self.fields["starts_on"], self.fields["ends_on"]
        if kind is ProofKind.OTHER:
            self.fields["reason"].label = _("Which method was it, and how does it show that they may act?")
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = _("Write which method it was")
        if kind is ProofKind.POWER_OF_ATTORNEY:
            del self.fields["reason"]
        self.ask_for(kind)
        if kind is ProofKind.POWER_OF_ATTORNEY and "nevertheless" in (self.data or {}):
            self.ask_why_nevertheless()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_end_before_start(self, data)
        return data

    def paper_says(self) -> PaperSays | None:
        """What the paper of an agent says; None where there is no such paper."""
        if not self.paper:
            return None
        data = self.cleaned_data
        receives = data["may_receive_answer"] == "yes"
        return PaperSays(receives=receives, starts_on=data["starts_on"], ends_on=data["ends_on"])

    def ask_why_nevertheless(self) -> None:
        """Let staff say why a power of attorney will do although faults of form stand against it."""
        if "nevertheless" not in self.fields:
            # Not by the name of the reason that a representative reads: the same answers can be sent to refuse it.
            self.fields["nevertheless"] = TextField(
                label=_("Why will it do nevertheless?"),
                help_text=_("For our records. Without a notary or two witnesses, the law does not protect us."),
                longest=REASON_LENGTH,
                required=False,
            )
            self.without_note("nevertheless")

    def why(self) -> str:
        """What staff saw, or why it will do nevertheless."""
        return str(self.cleaned_data.get("reason") or self.cleaned_data.get("nevertheless", ""))


class RefuseProofForm(ChecklistForm):
    """A proof that will not do: what is wrong with it, and how it can be cured."""

    reason = TextField(
        label=_("What is wrong, and how can they cure it?"),
        help_text=_("The representative reads this."),
        longest=REASON_LENGTH,
        error_messages={"required": _("Write what is wrong, and how they can cure it")},
    )

    def __init__(self, *args: Any, kind: ProofKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for(kind)
        if kind is ProofKind.POWER_OF_ATTORNEY:
            self.fields["reason"].required = False
            self.without_note("reason")
            self.fields["reason"].help_text = _(
                "The representative reads this. Leave it empty, and it is written from your answers for you to look at."
            )
            self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("reason") and not self.errors and (words := self.cure()):
            self.data = {**self.data, "reason": words}
            self.add_error("reason", _("Read these words, change what you like, and send it again"))
        return data


class AskForProofForm(QuestionForm):
    """What is missing, said once."""

    words = TextField(
        label=_("What is missing, and how can they show it?"),
        help_text=_("The representative reads this. It can be asked for once."),
        longest=REASON_LENGTH,
        error_messages={"required": _("Write what is missing")},
    )


class EndAuthorityForm(QuestionForm):
    """Why somebody acts for the consumer no more."""

    reason = TextField(
        label=_("Why do they act for the consumer no more?"),
        help_text=_("For our records. They see and receive nothing from now on, and are told that it ended."),
        longest=REASON_LENGTH,
        error_messages={"required": _("Write the reason")},
    )
