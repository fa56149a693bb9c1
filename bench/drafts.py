"""Finished drafts, each in a browser session of its own: what the last POST of the journey finds.

Read by `manage.py shell` inside the portal under test, so that it runs with that portal's settings; prints one
session key a line.
"""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from bench.answers import ANSWERS
from requests_app.models import Draft


def make(count: int, *, mailboxes: int | None = None) -> list[str]:
    """Store `count` drafts and their sessions; return the session keys. `mailboxes`: to how few addresses they go."""
    expires = timezone.now() + timedelta(hours=24)
    drafts, sessions = [], []
    for number in range(count):
        contact = {"channel": ["EMAIL"], "email": [f"rosa{number % (mailboxes or count)}@example.com"]}
        draft = Draft(answers={**ANSWERS, "contact": contact}, expires_at=expires)
        store = SessionStore()
        key = store._get_new_session_key()
        data = SessionStore().encode({"draft": str(draft.pk)})
        drafts.append(draft)
        sessions.append(Session(session_key=key, session_data=data, expire_date=expires))
    Draft.objects.bulk_create(drafts)
    Session.objects.bulk_create(sessions)
    return [session.session_key for session in sessions]
