"""Do the books balance? filed = stored = acknowledged, owed = sent + failed, and every sent message arrived."""

import collections
import json
from typing import Any

import psycopg2

from tests.support.mail_server import Taken
from tests.support.portal import Portal

# What the portal's own tables say, counted inside the portal, in one line of JSON.
COUNT = """
import json
from django.db.models import Count
from requests_app.models import Draft, Event, Notice, PrivacyRequest, Submission
from requests_app.vocabulary import EventKind, NoticeKind
from verification.models import Challenge
def states(model):
    return dict(model.objects.values_list("state").annotate(Count("pk")))
def failures(model):
    return dict(model.objects.filter(state="FAILED").values_list("failure").annotate(Count("pk")))
filings = Submission.objects.all()
receipts = Notice.objects.filter(kind=NoticeKind.RECEIPT)
print(json.dumps({
    "stored": filings.count(),
    "filings whole": filings.annotate(rights=Count("requests")).filter(rights=3).count(),
    "filings in the history": Event.objects.filter(kind=EventKind.FILED).count(),
    "acknowledged": filings.exclude(acknowledged_at=None).count(),
    "receipts": receipts.values("submission").distinct().count(),
    "receipts failed": receipts.filter(state="FAILED", submission__acknowledged_at=None).count(),
    "notices": states(Notice),
    "challenges": states(Challenge),
    "failed notices": failures(Notice),
    "failed challenges": failures(Challenge),
    "events sent": Event.objects.filter(kind=EventKind.NOTICE_SENT).count(),
    "events failed": Event.objects.filter(kind=EventKind.NOTICE_FAILED).count(),
    "drafts left": Draft.objects.count(),
    "requests without filing": PrivacyRequest.objects.exclude(submission__in=filings).count(),
    "challenges without filing": Challenge.objects.exclude(subject__in=filings.values("pk")).count(),
    "filings without challenge": filings.exclude(pk__in=Challenge.objects.values("subject")).count(),
    "sent": [*Notice.objects.filter(state="SENT").values_list("provider_id", flat=True),
             *Challenge.objects.filter(state="SENT").values_list("provider_id", flat=True)],
}))
"""
OWED = """
SELECT (SELECT count(*) FROM requests_app_notice WHERE state = 'OWED'),
       (SELECT count(*) FROM verification_challenge WHERE state = 'OWED')
"""
# Nobody may have the rows in hand that are moved: either no worker runs, or they wait longer than a lease lasts.
MOVE_UP = """
UPDATE {table} SET next_try_at = now() - interval '6 seconds'
 WHERE state = 'OWED' AND next_try_at > now() + interval '{wait} seconds'
"""


def owed(portal: Portal) -> int:
    """How many notices and challenges are still owed."""
    (row,) = _ask(portal, OWED)
    return sum(row)


def move_up(portal: Portal, *, waiting_longer_than: int) -> None:
    """Let what is to be tried again only in so many seconds be tried at the next sweep."""
    for table in ("requests_app_notice", "verification_challenge"):
        _ask(portal, MOVE_UP.format(table=table, wait=waiting_longer_than))


def _ask(portal: Portal, statement: str) -> list[tuple[int, ...]]:
    connection = psycopg2.connect(portal.env["DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def close(portal: Portal, *, filed: int, taken: list[Taken], admitted: int) -> dict[str, Any]:
    """Return the books, and under "wrong" what does not balance: empty when all does.

    Args:
        filed: how many people were told that their request is filed.
        taken: what the mail server took.
        admitted: how many messages may have arrived twice.
    """
    books = json.loads(portal.run_python(COUNT))
    arrived = collections.Counter((mail.to, mail.kind) for mail in taken)
    sent = books.pop("sent")
    books |= {
        "filed": filed,
        "sent": len(sent),
        "sent but never arrived": len(set(sent) - {mail.message_id for mail in taken}),
        "arrived": len(arrived),
        "arrived twice": arrived.total() - len(arrived),
        "admitted to arrive twice": admitted,
    }
    return {**books, "wrong": [name for name, right in _judge(books).items() if not right]}


def _judge(books: dict[str, Any]) -> dict[str, bool]:
    filed, notices, challenges = books["filed"], books["notices"], books["challenges"]
    nothing = ("drafts left", "requests without filing", "challenges without filing", "filings without challenge")
    return {
        "filed = stored": filed == books["stored"] == books["filings whole"] == books["filings in the history"],
        "filed = acknowledged or failed in front of staff": filed == books["acknowledged"] + books["receipts failed"],
        "every filing has its receipt": filed == books["receipts"],
        "notices owed = sent + failed": filed == notices.get("SENT", 0) + notices.get("FAILED", 0),
        "challenges owed = sent + failed": filed == challenges.get("SENT", 0) + challenges.get("FAILED", 0),
        "what was sent is in the history": books["events sent"] == notices.get("SENT", 0),
        "what failed is in the history": books["events failed"] == notices.get("FAILED", 0),
        "what was sent arrived": books["sent but never arrived"] == 0,
        "twice only what may": books["arrived twice"] <= books["admitted to arrive twice"],
        "no orphans": not any(books[name] for name in nothing),
    }
