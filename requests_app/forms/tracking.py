"""What does tracking ask for?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.forms.fields import QuestionForm
from requests_app.models.reference import normalised


class ReferenceForm(QuestionForm):
    reference = forms.CharField(
        label=_("What is your reference?"),
        help_text=_("It is in the message we sent you, like K7QM-2XHR-9TRF."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"class": "code w-20", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter your reference")},
    )

    def clean_reference(self) -> str:
        reference = normalised(self.cleaned_data["reference"])
        if reference is None:
            raise forms.ValidationError(_("A reference has 12 letters and digits, like K7QM-2XHR-9TRF. Check it"))
        return reference
