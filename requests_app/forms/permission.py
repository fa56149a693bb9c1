"""What does the consumer enter who signs a permission on our page?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.widgets import Radios
from requests_app.forms.assurance import signature
from requests_app.forms.fields import LineField, QuestionForm


class PermissionSignatureForm(QuestionForm):
    """Who may have the answer, and the signature."""

    receives = forms.ChoiceField(
        label=_("May they receive our answer, too?"),
        help_text=_("The answer can hold what we know about you. You receive it in any case."),
        choices=[("no", _("No, only I receive it")), ("yes", _("Yes, they may receive it, too"))],
        widget=Radios(),
        error_messages={"required": _("Choose whether they may receive our answer")},
    )
    name = signature()
    # The words that the consumer had before their eyes, by their hash.
    read = LineField(widget=forms.HiddenInput, required=False, max_length=64)
