"""Which work happens outside the web request, and when? The schedule is this table; nobody edits it at run time."""

import os

from celery import Celery

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
    # A publisher gives up at once: what it wanted to say is an owed row, and the sweep finds it.
    task_publish_retry=False,
    broker_transport_options={"socket_connect_timeout": 1, "socket_timeout": 5, "visibility_timeout": 300},
)
app.autodiscover_tasks()
