"""What is written into the register of systems and vendors?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Checkboxes
from requests_app import staffing
from requests_app.forms.fields import DayField, LineField, TextField
from requests_app.forms.staff import StaffChoice
from requests_app.models import Holder
from requests_app.models.holder import CONTACT_LENGTH
from requests_app.rules import downstream
from requests_app.vocabulary import Duty, HolderKind, RequestType, TellBy

HOLDS_LENGTH = 1_000  # characters


class HolderForm(forms.ModelForm):
    """One line of the register."""

    name = LineField(label=_("Name"), max_length=120)
    holds = TextField(
        label=_("What it holds"),
        longest=HOLDS_LENGTH,
        help_text=_("In general words, for example: names, mailboxes and what was opened. Nothing about one person."),
    )
    types = forms.MultipleChoiceField(
        label=_("Rights that concern it"),
        choices=RequestType.choices,
        widget=Checkboxes(),
        error_messages={"required": _("Choose at least one right")},
    )
    owner = StaffChoice(
        label=_("Who sees to it"),
        # Whoever sees to a task has to act on requests: the page of a task shows whom to look for.
        queryset=staffing.charged_with(Duty.REVIEW),
        error_messages={"required": _("Choose who sees to it"), "invalid_choice": _("Choose one of the list")},
    )
    contact = TextField(
        label=_("Where it is told"),
        longest=CONTACT_LENGTH,
        required=False,
        help_text=_("The mailbox or the postal address of the business partner. Stored encrypted."),
    )

    class Meta:
        model = Holder
        fields = ("name", "kind", "holds", "types", "owner", "tell_by", "contact", "active_from", "active_until")
        field_classes = {"active_from": DayField, "active_until": DayField}
        help_texts = {
            "kind": _("In the words of the law: who works for us under a contract is no third party."),
            "active_until": _("The last day. It then gets no new tasks; those it has stay."),
        }

    def clean(self) -> dict[str, Any]:
        """Look at what belongs together: kind and rights, way and address, first and last day."""
        data = super().clean() or {}
        kind, types = data.get("kind"), data.get("types") or []
        strange = [each for each in types if kind and not downstream.may_concern(RequestType(each), HolderKind(kind))]
        if strange:
            named = ", ".join(str(RequestType(each).label) for each in strange)
            self.add_error("types", _("A third party has nothing to do with this: %(rights)s") % {"rights": named})
        if data.get("tell_by") not in (None, "", TellBy.OURSELVES) and not data.get("contact"):
            self.add_error("contact", _("Write where it is told"))
        first, last = data.get("active_from"), data.get("active_until")
        if first and last and last < first:
            self.add_error("active_until", _("The last day cannot come before the first"))
        return data
