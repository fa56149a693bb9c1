"""Which documents are sent, and where do they stand?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentPurpose(TextChoices):
    """What a document is for."""

    AUTHORITY = "AUTHORITY", _("Proof of authority")
    CORRECTION = "CORRECTION", _("Support for a correction")
    IDENTITY = "IDENTITY", _("Government ID")
    MESSAGE = "MESSAGE", _("Sent with a message")


class DocumentState(TextChoices):
    """Where a document stands. Only one that is ready is ever shown."""

    RECEIVED = "RECEIVED", _("Being checked")
    READY = "READY", _("Ready")
    REFUSED = "REFUSED", _("Refused")
    UNSCANNED = "UNSCANNED", _("Waiting for the virus scanner")
    PURGED = "PURGED", _("Deleted")


class ExportKind(TextChoices):
    """What can be taken out of the portal."""

    LOG = "LOG", _("The log of requests")
    QUEUE = "QUEUE", _("The queue")
    EVIDENCE = "EVIDENCE", _("The evidence of one request")
