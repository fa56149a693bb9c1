"""What does the portal do by the clock?"""

import logging

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from privacy_portal.lib import owed
from privacy_portal.lib.uploads import vault, workspace
from requests_app import notices
from requests_app.models import AlertSent, BatchFiling, Cleaning, Comparison, Draft, Notice
from requests_app.operations import (
    alerts,
    batch,
    batch_filing,
    directory_check,
    document_cleaning,
    document_keeping,
    history_seals,
    holds,
    reminders,
    task_mail,
)

log = logging.getLogger(__name__)


@shared_task(name="requests_app.sweep_notices")
def sweep_notices() -> int:
    """Hand every notice that is owed and not in hand to a worker; return how many the broker took."""
    return owed.requeue(Notice, notices.nudge, at=timezone.now())


@shared_task(name="requests_app.sweep_directory_checks")
def sweep_directory_checks() -> int:
    """Hand every comparison that is owed and not in hand to a worker; return how many the broker took."""
    return owed.requeue(Comparison, directory_check.nudge, at=timezone.now())


@shared_task(name="requests_app.sweep_documents")
def sweep_documents() -> int:
    """Hand every document that is to be cleaned and not in hand to a worker; return how many the broker took."""
    return owed.requeue(Cleaning, document_cleaning.nudge, at=timezone.now())


@shared_task(name="requests_app.purge_documents")
def purge_documents() -> int:
    """Erase the documents whose time is over, and every file that belongs to none; return how many documents."""
    at = timezone.now()
    workspace.sweep()
    vault.leftovers(older_than=at - document_keeping.ABANDONED)
    return document_keeping.purge(at=at)


@shared_task(name="requests_app.sweep_batches")
def sweep_batches() -> int:
    """Hand every batch whose filing is owed and not in hand to a worker; return how many the broker took."""
    return owed.requeue(BatchFiling, batch_filing.nudge, at=timezone.now())


@shared_task(name="requests_app.seal_history")
def seal_history() -> str:
    """Seal what grew since the last seal; return the line of the new seal, empty when nothing grew.

    The line goes to the log as well: where logs leave the machine, so does the anchor.
    """
    sealed = history_seals.seal(at=timezone.now())
    line = history_seals.line(sealed) if sealed else ""
    if line:
        log.info("%s", line)
    return line


@shared_task(name="requests_app.purge_drafts")
def purge_drafts() -> int:
    """Delete drafts, batches that were never filed, and sessions past their end; return how many drafts and batches."""
    SessionStore.clear_expired()
    at = timezone.now()
    deleted, _ = Draft.objects.filter(expires_at__lte=at).delete()
    return deleted + batch.purge(at=at)


@shared_task(name="requests_app.remind_unconfirmed")
def remind_unconfirmed() -> int:
    """Remind those who have not confirmed their contact within a day; return how many messages are owed for it."""
    return reminders.remind_unconfirmed(at=timezone.now())


@shared_task(name="requests_app.warn_before_the_end")
def warn_before_the_end() -> int:
    """Warn those who are still unconfirmed a week before their answer date; return how many messages are owed."""
    return reminders.warn_before_the_end(at=timezone.now())


@shared_task(name="requests_app.remind_of_second_yes")
def remind_of_second_yes() -> int:
    """Remind those whose deletion has waited a day for its second yes; return how many messages are owed for it."""
    return reminders.remind_of_second_yes(at=timezone.now())


@shared_task(name="requests_app.ask_for_proof")
def ask_for_proof() -> int:
    """Ask those who act for somebody and have shown nothing within a day; return how many were asked."""
    return reminders.ask_for_proof(at=timezone.now())


@shared_task(name="requests_app.ask_consumers_again")
def ask_consumers_again() -> int:
    """Ask those once more who have not said within a day whether an agent acts for them; return how many were asked."""
    return reminders.ask_consumers_again(at=timezone.now())


@shared_task(name="requests_app.tell_task_owners")
def tell_task_owners() -> int:
    """Tell the staff who see to systems and vendors that tasks wait; return how many were told."""
    return task_mail.tell_owners(at=timezone.now())


@shared_task(name="requests_app.remind_task_owners")
def remind_task_owners() -> int:
    """Remind them of what is still to do before the answer is due; return how many were reminded."""
    return task_mail.remind_owners(at=timezone.now())


@shared_task(name="requests_app.remind_of_holds")
def remind_of_holds() -> int:
    """Tell staff which holds end soon or have ended; return how many."""
    return holds.remind(at=timezone.now())


@shared_task(name="requests_app.remind_staff")
def remind_staff() -> int:
    """Owe the team what they have to hear of today, in numbers without personal data; return how many mails."""
    return alerts.queue_due(at=timezone.now())


@shared_task(name="requests_app.sweep_alerts")
def sweep_alerts() -> int:
    """Hand every mail to the team that is owed and not in hand to a worker; return how many the broker took."""
    return owed.requeue(AlertSent, alerts.nudge, at=timezone.now())
