"""How do staff note something about a request that no side of its filing sees?"""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit
from requests_app.models import PrivacyRequest, StaffNote, Submission
from requests_app.vocabulary import EventKind


@transaction.atomic
def note(*, request: PrivacyRequest, text: str, token: UUID, at: datetime, by: User) -> StaffNote:
    """Keep a note. What was wrong is put right by another one; the same `token` twice is one note."""
    Submission.objects.select_for_update(no_key=True).get(pk=request.submission_id)
    written = StaffNote.objects.filter(request=request, token=token).first()
    if written:
        return written
    made = StaffNote.objects.create(request=request, text=text, token=token, at=at, by=by)
    audit.record(
        EventKind.NOTE_WRITTEN, submission=request.submission, request=request, at=at, staff=by, note=str(made.pk)
    )
    return made
