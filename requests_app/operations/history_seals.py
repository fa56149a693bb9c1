"""How is the history sealed: its ends written down and signed, so that a part that is cut off is missed?"""

from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction

from privacy_portal.lib import chain, signing
from requests_app.models import Event, HistorySeal, SealedHead

# A transaction that was still writing when the last seal was made may hold lower keys than what was sealed.
LOOK_BACK = 10_000  # events
AT_ONCE = 2_000
# One sealer at a time.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('history seals', 0))"
# The key of the seal is checked when the transaction ends: its row comes last, because it holds the hash of these.
GREW = """
INSERT INTO requests_app_sealedhead (seal_id, filing, number, hash)
SELECT DISTINCT ON (event.submission_id) %(seal)s, event.submission_id, event.number, event.hash
  FROM requests_app_event event
 WHERE event.id > %(after)s AND event.number IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM requests_app_sealedhead head
                    WHERE head.filing = event.submission_id AND head.number >= event.number)
 ORDER BY event.submission_id, event.number DESC
"""


@transaction.atomic
def seal(*, at: datetime, everything: bool = False) -> HistorySeal | None:
    """Seal what grew since the last seal, and return the new seal; None when nothing did.

    `everything` looks through the whole table, for filings that an earlier seal missed.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        last = HistorySeal.objects.order_by("-number").first()
        number = last.number + 1 if last else 1
        newest = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        after = 0 if everything or last is None else last.last_event - LOOK_BACK
        cursor.execute(GREW, {"seal": number, "after": after})
        filings = cursor.rowcount
    if not filings:
        return None
    made = HistorySeal(
        number=number,
        at=at,
        filings=filings,
        last_event=newest,
        heads=digest(number),
        previous=last.hash if last else chain.START,
    )
    made.signature = signing.sign(chain.canonical(made.said))
    made.save(force_insert=True)
    return made


def digest(seal: int) -> bytes:
    """The hash over the ends that belong to a seal, in the order of their filings."""
    running = sha256()
    for head in SealedHead.objects.filter(seal=seal).order_by("filing").iterator(chunk_size=AT_ONCE):
        running.update(head.line.encode())
    return running.digest()


def line(sealed: HistorySeal) -> str:
    """A seal as operators keep it elsewhere: number, instant and hash. It holds nothing personal."""
    return f"seal {sealed.number} {sealed.said['at']} {sealed.hash.hex()}"
