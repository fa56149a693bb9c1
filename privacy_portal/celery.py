"""Which work happens outside the web request, and when? The schedule is this table; nobody edits it at run time."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacy_portal.settings")

app = Celery("privacy_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],  # a pickled message would be code from whoever reaches the broker
    task_serializer="json",
    task_ignore_result=True,
    # A worker that dies has not acknowledged; the row's lease keeps the second run from sending twice.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=16,
    task_time_limit=120,
    task_soft_time_limit=60,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # a worker waits for its broker as long as it takes
    # A publisher gives up at once: what it wanted to say is an owed row, and the sweep finds it.
    task_publish_retry=False,
    broker_transport_options={
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "visibility_timeout": 300,
        # Of the publisher's connection; without it kombu sleeps 2 + 4 seconds in the web request before it gives up.
        "max_retries": 0,
    },
)
# What a worker did not get to before the next one is due is left to that one.
EVERY_5 = {"expires": 5 * 60}
# A worker that died holds its row for 30 seconds (the lease); the sweep comes every 15: sent again within a minute.
app.conf.beat_schedule = {
    "sweep owed challenges": {"task": "verification.sweep", "schedule": 15, "options": {"expires": 15}},
    "sweep owed notices": {"task": "requests_app.sweep_notices", "schedule": 15, "options": {"expires": 15}},
    "purge limits": {"task": "verification.purge", "schedule": 60 * 60},
    "sweep owed directory checks": {
        "task": "requests_app.sweep_directory_checks",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "sweep documents": {"task": "requests_app.sweep_documents", "schedule": 15, "options": {"expires": 15}},
    "purge documents": {"task": "requests_app.purge_documents", "schedule": 60 * 60},
    "sweep owed batches": {"task": "requests_app.sweep_batches", "schedule": 15, "options": {"expires": 15}},
    "forget signed messages": {"task": "verification.forget_hooks", "schedule": 60 * 60},
    "seal the history": {"task": "requests_app.seal_history", "schedule": 60 * 60},
    "purge drafts": {"task": "requests_app.purge_drafts", "schedule": 60 * 60},
    "remind the unconfirmed": {"task": "requests_app.remind_unconfirmed", "schedule": 5 * 60, "options": EVERY_5},
    "warn before the end": {"task": "requests_app.warn_before_the_end", "schedule": 5 * 60, "options": EVERY_5},
    "remind of second yes": {"task": "requests_app.remind_of_second_yes", "schedule": 5 * 60, "options": EVERY_5},
    "ask for proof": {"task": "requests_app.ask_for_proof", "schedule": 5 * 60, "options": EVERY_5},
    "ask consumers again": {"task": "requests_app.ask_consumers_again", "schedule": 5 * 60, "options": EVERY_5},
    "tell owners of tasks": {"task": "requests_app.tell_task_owners", "schedule": 5 * 60, "options": EVERY_5},
    "remind owners of tasks": {"task": "requests_app.remind_task_owners", "schedule": crontab(hour=7, minute=10)},
    "remind of holds": {"task": "requests_app.remind_of_holds", "schedule": crontab(hour=7, minute=20)},
    # The digest is owed at the first of these that runs on a day; what else happens is told within working hours.
    "remind staff": {"task": "requests_app.remind_staff", "schedule": crontab(hour="7-18", minute="*/15")},
    "sweep mails to the team": {"task": "requests_app.sweep_alerts", "schedule": 60, "options": {"expires": 60}},
}
app.autodiscover_tasks()
# Tasks that deliver one row are declared where the row is queued.
app.autodiscover_tasks(["requests_app"], related_name="notices")
app.autodiscover_tasks(["verification"], related_name="challenges")
app.autodiscover_tasks(["requests_app.operations"], related_name="directory_check")
app.autodiscover_tasks(["requests_app.operations"], related_name="document_cleaning")
app.autodiscover_tasks(["requests_app.operations"], related_name="batch_filing")
app.autodiscover_tasks(["requests_app.operations"], related_name="alerts")
