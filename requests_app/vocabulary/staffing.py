"""Which roles has the staff, what is masked from them, and why do they look?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from requests_app.vocabulary.people import Duty


class Role(TextChoices):
    """A group of the staff; the value is the group's name. One person may have several."""

    TRIAGE = "triage", _("Triage")
    REVIEWER = "reviewer", _("Reviewer")
    APPROVER = "approver", _("Approver")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


DUTIES = {
    Role.TRIAGE: frozenset({Duty.LOOK, Duty.TRIAGE}),
    Role.REVIEWER: frozenset({Duty.LOOK, Duty.TRIAGE, Duty.REVIEW, Duty.REVEAL}),
    Role.APPROVER: frozenset({Duty.LOOK, Duty.APPROVE, Duty.REVEAL, Duty.EXPORT}),
    Role.AUDITOR: frozenset({Duty.LOOK, Duty.AUDIT}),
    # Keeps the staff and the settings, and sees no request.
    Role.ADMINISTRATOR: frozenset({Duty.CONFIGURE, Duty.AUDIT}),
}

# Who may see requests of workers is named one by one: by being in this group, which is no role and gives no duty.
CIRCLE = "workers' circle"
CIRCLE_CODENAME = "workers_circle"


class WorkerKind(TextChoices):
    """What the consumer is to the business besides: their request is open to the circle only."""

    EMPLOYEE = "EMPLOYEE", _("An employee, or a former one")
    APPLICANT = "APPLICANT", _("An applicant for a job")
    CONTRACTOR = "CONTRACTOR", _("A contractor, or somebody who works for one")


class Masked(TextChoices):
    """What of a request is masked until somebody says why they have to read it."""

    WHO = "WHO", _("names and contacts")
    TYPED = "TYPED", _("what was typed")
    WORDS = "WORDS", _("answers and notes")
    PAPERS = "PAPERS", _("documents")


class LookReason(TextChoices):
    """Why a member of staff reads what is masked."""

    WORK = "WORK", _("I work on this request")
    RELEASE = "RELEASE", _("I am the second person for it")
    CALL = "CALL", _("Somebody called or wrote about it")
    DISPUTE = "DISPUTE", _("A complaint, a lawsuit or a regulator")
    OTHER = "OTHER", _("Another reason, which I write down")
