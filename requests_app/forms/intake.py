"""What do staff say of a request that did not come by the website, besides what the consumer's own form asks?"""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Checkboxes, Radios
from requests_app import calendar
from requests_app.forms import journey
from requests_app.forms.fields import QuestionForm, TextField
from requests_app.forms.receipt import ReceivedForm
from requests_app.rules import receipt
from requests_app.vocabulary import FilerRole, IntakeChannel
from requests_app.wording import CLAIMS
from verification.models import Channel

NOW, EARLIER = "NOW", "EARLIER"


class HowForm(ReceivedForm):
    """How and when the request came. It starts now unless somebody says that it came before."""

    channel = forms.ChoiceField(
        label=_("How did the request come?"),
        choices=[each for each in IntakeChannel.choices if each[0] != IntakeChannel.WEB],
        widget=Radios(),
        error_messages={"required": _("Choose how the request came")},
    )
    received = forms.ChoiceField(
        label=_("When did it reach us?"),
        help_text=_("The dates of the law run from then, also at night and at the weekend, and not from now."),
        choices=[(NOW, _("Just now")), (EARLIER, _("Earlier"))],
        initial=NOW,
        widget=Radios(reveals={EARLIER: "a"}),
        error_messages={"required": _("Choose when it reached us")},
    )
    meant = forms.MultipleChoiceField(
        label=_("That is long ago: its answer date is over already"),
        required=False,
        choices=[("yes", _("The day is right, I looked again"))],
        widget=Checkboxes(),
    )
    field_order = ("channel", "received", "day", "time", "meant")

    def __init__(self, *args: Any, begun: datetime, **kwargs: Any) -> None:
        """`begun`: when the form was first sent, which is what "just now" means later."""
        super().__init__(*args, **kwargs)
        self.begun = begun
        self.without_note("day", "time", "meant")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("received") != EARLIER:
            self.ignore("day", "time", "meant")
            data["received_at"] = min(self.begun, self.at)
            return data
        data["received_at"] = self.entered()
        if data["received_at"] and not data.get("meant") and self.far_back():
            self.add_error("meant", _("Look at the day once more, and tick that it is right"))
        return data

    def far_back(self) -> bool:
        """Whether the day that was entered is so far back that somebody has to mean it."""
        received_at = getattr(self, "cleaned_data", {}).get("received_at")
        today = calendar.business_day(self.at)
        return received_at is not None and receipt.must_be_meant(calendar.business_day(received_at), today=today)


class StaffContactForm(journey.ContactForm):
    """The contact of who asks. Whom no message reaches gets letters, and can be sent no code."""

    POST = "POST"

    postal_address = TextField(
        label=_("Postal address"),
        required=False,
        longest=400,
        help_text=_("Only if no message reaches them: we post every letter, and they can open no page with a code."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without_note("postal_address")
        self.fields["channel"].widget.reveals[self.POST] = "c"
        choices = [(Channel.EMAIL, _("By email")), (Channel.TEXT, _("By text message"))]
        self.offer("channel", [*choices, (Channel.CALL, _("By telephone call")), (self.POST, _("Only by letter"))])
        for name in ("email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["postal_address"].widget.attrs.update({"rows": 4, "autocomplete": "off"})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("channel") != self.POST:
            self.ignore("postal_address")
            return data
        self.ignore("email", "phone")
        if not data.get("postal_address") and "postal_address" not in self.errors:
            self.add_error("postal_address", _("Enter the address to which we write"))
        return data


# Who asks for somebody else is told as the law tells them.
WHO_ASKS = [
    (FilerRole.SELF.value, _("The consumer, for themselves")),
    *((each.value, words) for each, words in CLAIMS.items()),
]


class WhoAsksForm(QuestionForm):
    """The same answers as the consumer's own form, told of a third person."""

    for_whom = forms.ChoiceField(
        label=_("Who asks?"),
        choices=WHO_ASKS,
        initial=FilerRole.SELF.value,
        widget=Radios(),
        error_messages={"required": _("Choose who asks")},
    )
