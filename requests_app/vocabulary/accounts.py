"""Which words say what happened to an account of staff?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountEventKind(TextChoices):
    """What the history of staff accounts knows."""

    INVITED = "INVITED", _("Invited")
    JOINED = "JOINED", _("Took up the invitation")
    PASSWORD_ASKED = "PASSWORD_ASKED", _("Asked for a new password")
    PASSWORD_SET = "PASSWORD_SET", _("Chose a new password by mail")
    FACTOR_ADDED = "FACTOR_ADDED", _("Added a second factor")
    FACTOR_REMOVED = "FACTOR_REMOVED", _("Took a second factor away")
    CODES_MADE = "CODES_MADE", _("Made new recovery codes")
    FACTOR_RESET = "FACTOR_RESET", _("Second factor reset at the server")
    ROLES_CHANGED = "ROLES_CHANGED", _("Roles changed")
