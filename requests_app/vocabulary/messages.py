"""What may stand in a letter for something that is known only when it is written?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterVariable(TextChoices):
    """A variable of a letter template, written in braces. Nothing here is about a person but their reference."""

    REFERENCE = "reference", _("the reference of the request, as its reader knows it")
    DUE_DATE = "due_date", _("the day by which we answer")
    RECEIVED = "received_date", _("the day on which the request came in")
    BUSINESS = "business", _("the name of the business")
    RIGHTS = "rights", _("what was asked for")
