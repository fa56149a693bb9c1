"""The same rows as one filing, as a pgbench script: what PostgreSQL alone takes for them.

The statements are those that the portal itself sends when it files a draft, recorded and replayed with fresh keys.
"""

import re
import uuid

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.drafts import make
from requests_app import calendar, journey
from requests_app.models import Draft
from requests_app.operations import intake

UUID = re.compile(r"'([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})'::uuid")
REFERENCE = re.compile(r"'([23456789FHKMQRTWXY]{12})'")


class Undo(Exception):
    """Takes the recorded filing back."""


def script() -> str:
    """Return the script: one transaction with the statements of one filing, every key made anew."""
    make(1)
    draft = Draft.objects.latest("expires_at")
    at = timezone.now()
    with CaptureQueriesContext(connection) as recorded:
        try:
            with transaction.atomic():
                intake.file_draft(
                    draft_id=draft.pk,
                    read=lambda answers: journey.filing(answers, today=calendar.business_day(at)),
                    at=at,
                )
                raise Undo
        except Undo:
            pass
    statements = [query["sql"] for query in recorded.captured_queries]
    kept = [sql for sql in statements if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "\nSELECT"))]
    fresh = [f"{_fresh(' '.join(sql.split()))};" for sql in kept]
    return "\n".join(["\\set turn random(1, 9000000000000000000)", "BEGIN;", *fresh, "COMMIT;"])


def _fresh(sql: str) -> str:
    """The statement with keys that differ each time it runs, the same ones wherever they stand in the transaction."""
    for key in set(UUID.findall(sql)):
        name = uuid.UUID(key).hex
        sql = sql.replace(f"'{key}'::uuid", f"md5('{name}' || :turn)::uuid")
    return REFERENCE.sub("translate(substr(md5('reference' || :turn), 1, 12), '01abcdef', 'FHKMQRTW')", sql)
