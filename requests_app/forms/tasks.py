"""What do staff say of the work that others have with a request?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Radios
from requests_app.forms.fields import QuestionForm, TextField
from requests_app.vocabulary import WhyNot

NOTE_LENGTH = 2_000  # characters


def _kept() -> TextField:
    return TextField(
        label=_("Does something have to be kept, and for which reason?"),
        help_text=_(
            "For example: the open order, until its warranty has run out. The task then says: delete the rest, and use "
            "what is kept for that reason only. Leave it empty if everything is deleted."
        ),
        longest=NOTE_LENGTH,
        required=False,
    )


class StartForm(QuestionForm):
    """The start of the work; of a deletion, with what has to be kept."""

    keep = _kept()

    def __init__(self, *args: Any, may_keep: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_keep:
            del self.fields["keep"]


class KeepForm(QuestionForm):
    """What one holder has to keep."""

    keep = _kept()


class DoneForm(QuestionForm):
    """What was done."""

    note = TextField(
        label=_("What was done, and by whom?"),
        help_text=_("For our records: it proves later that it was done. The consumer does not read it."),
        longest=NOTE_LENGTH,
        error_messages={"required": _("Write what was done")},
    )


class NotApplicableForm(QuestionForm):
    """Why there is nothing to do."""

    why = forms.ChoiceField(
        label=_("Why is there nothing to do?"),
        widget=Radios(),
        error_messages={"required": _("Choose why"), "invalid_choice": _("Choose why")},
    )
    note = TextField(
        label=_("How do you know?"),
        longest=NOTE_LENGTH,
        error_messages={"required": _("Write how you know")},
    )

    def __init__(self, *args: Any, reasons: Sequence[WhyNot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("why", [(why, why.label) for why in reasons])
        if WhyNot.DISPROPORTIONATE in reasons:
            self.fields["note"].help_text = _(
                "If telling this third party is impossible or disproportionate, the consumer reads this in our answer: "
                "write facts that make it understood. Otherwise it is for our records."
            )
