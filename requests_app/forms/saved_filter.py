"""What do staff say when they keep a filter?"""

from django.utils.translation import gettext_lazy as _

from requests_app.forms.fields import LineField, QuestionForm

NAME_LENGTH = 60


class SavedFilterForm(QuestionForm):
    name = LineField(
        label=_("Name of the filter"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Give the filter a name")},
    )
