"""What holds a request up, and from when is one counted that was reopened?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HoldKind(TextChoices):
    """Why nothing may be deleted for a while."""

    POLICE = "POLICE", _("Police: an agency directed us not to delete")
    LITIGATION = "LITIGATION", _("Litigation: it is evidence in a dispute")


class ReopenDates(TextChoices):
    """Which clocks a reopened request has."""

    SAME = "SAME", _("The old ones: we closed it wrongly")
    NEW = "NEW", _("New ones: the consumer asked again")
