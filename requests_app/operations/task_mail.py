"""How do the members of staff who see to a task learn that it waits?

By mail that says how many and when the first is due, and nothing about anybody. What could not be sent is tried again
by the next run: a row says whether its owner was told.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from privacy_portal.lib import mail
from privacy_portal.lib.sending import SendDelayed, SendRefused
from requests_app import calendar, downstream, staffing
from requests_app.models import HolderTask
from requests_app.rules.reminders import TASK_REMIND_DAYS, task_reminder_due

log = logging.getLogger(__name__)

Tasks = QuerySet[HolderTask]


def tell_owners(*, at: datetime) -> int:
    """Tell each owner once of the tasks that were made since; return how many were told."""
    waiting = downstream.to_do().filter(owner_told_at=None)
    return _each(waiting, lambda owner: _tell(owner, waiting, at=at))


def remind_owners(*, at: datetime) -> int:
    """Remind each owner of what is still to do, in one mail; return how many were reminded."""
    today = calendar.business_day(at)
    near = downstream.to_do(on_answers_until=today + timedelta(days=max(TASK_REMIND_DAYS)))
    return _each(near, lambda owner: _remind(owner, near, at=at))


def _each(tasks: Tasks, write: Callable[[User], bool]) -> int:
    owners = User.objects.filter(pk__in=tasks.order_by().values("owner")).order_by("pk")
    return sum(write(owner) for owner in owners)


def _of(owner: User, tasks: Tasks) -> Tasks:
    """The tasks of an owner that they may know of: not even a number tells of a request of the circle."""
    return tasks.filter(staffing.requests_open_to(owner, "request__"), owner=owner)


@transaction.atomic
def _tell(owner: User, tasks: Tasks, *, at: datetime) -> bool:
    rows = list(_of(owner, tasks).select_for_update(of=("self",), skip_locked=True))
    if not rows or not _sent(owner, "task_waits", rows):
        return False
    HolderTask.objects.filter(pk__in=[task.pk for task in rows]).update(owner_told_at=at)
    return True


@transaction.atomic
def _remind(owner: User, tasks: Tasks, *, at: datetime) -> bool:
    today = calendar.business_day(at)
    rows = [
        task
        for task in _of(owner, tasks).select_for_update(of=("self",), skip_locked=True)
        if task_reminder_due(task.request.answer_due_on, today=today, reminded_on=task.reminded_on)
    ]
    if not rows or not _sent(owner, "task_reminder", rows):
        return False
    HolderTask.objects.filter(pk__in=[task.pk for task in rows]).update(reminded_on=today)
    return True


def _sent(owner: User, message: str, tasks: list[HolderTask]) -> bool:
    """Whether nothing is owed to this owner for these tasks any more: they have a mail, or no mailbox for one."""
    if not (owner.is_active and owner.email):
        return True
    context: dict[str, Any] = {
        "number": len(tasks),
        "first_due": min(task.request.answer_due_on for task in tasks),
        "url": f"{settings.PORTAL_BASE_URL}{reverse('admin:requests_app_holdertask_changelist')}",
    }
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string(f"messages/{message}/subject.txt", context).strip()
        text = render_to_string(f"messages/{message}/email.txt", context)
    try:
        mail.send(to=owner.email, subject=subject, text=text, html="", language=settings.LANGUAGE_CODE)
    except SendDelayed as problem:
        log.warning("A member of staff was not told of tasks yet: %s", problem.code)
        return False
    except SendRefused as problem:
        log.warning("The mailbox of a member of staff takes no mail: %s", problem.code)
    return True
