"""Who else holds the information, and what becomes of what we ask of them?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HolderKind(TextChoices):
    """Where personal information lies, in the words of the law (Civ. Code 1798.140(j), (ag), (ai))."""

    OWN_SYSTEM = "OWN_SYSTEM", _("Our own system")
    SERVICE_PROVIDER = "SERVICE_PROVIDER", _("Service provider")
    CONTRACTOR = "CONTRACTOR", _("Contractor")
    THIRD_PARTY = "THIRD_PARTY", _("Third party")


class TellBy(TextChoices):
    """How a holder is told what to do."""

    OURSELVES = "OURSELVES", _("We do it ourselves, in the system or its console")
    MAIL = "MAIL", _("Email")
    LETTER = "LETTER", _("Letter")


class TaskState(TextChoices):
    """How far one holder is with one request."""

    OPEN = "OPEN", _("To do")
    TOLD = "TOLD", _("Told")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("Acknowledged")
    DONE = "DONE", _("Done")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("Not applicable")
    CALLED_OFF = "CALLED_OFF", _("Called off")


class WhyNot(TextChoices):
    """Why a holder has nothing to do."""

    NOTHING_HELD = "NOTHING_HELD", _("It holds nothing about this person")
    NEVER_RECEIVED = "NEVER_RECEIVED", _("It never received this from us")
    DISPROPORTIONATE = "DISPROPORTIONATE", _("Telling this third party is impossible or disproportionate")
    OTHER = "OTHER", _("Something else")
