"""To which side of a filing does a message go that only one of the two has anything to do with?"""

from datetime import date, datetime, timedelta

import pytest

from requests_app import representation
from requests_app.models import Submission
from requests_app.operations import authority
from requests_app.vocabulary import AuthorityEnd, FilerRole, NoticeKind, Party
from tests.filings import CATEGORIES, NOON, file, file_for

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
BY_THE_CLOCK = pytest.mark.parametrize("kind", [NoticeKind.REMINDER, NoticeKind.ENDING])


def run_out(ends_on: date = TODAY) -> Submission:
    """A filing of an agent whose permission names a last day."""
    return file_for(FilerRole.AGENT, CATEGORIES, acting={"ends_on": ends_on})


def later(days: int = 1) -> datetime:
    return NOON + timedelta(days=days)


def test_who_filed_with_a_permission_that_has_run_out_still_gets_the_acknowledgement():
    filed = run_out(ends_on=TODAY - timedelta(days=1))
    assert [each.party for each in filed.notices.filter(kind=NoticeKind.RECEIPT)] == [Party.REPRESENTATIVE]


@BY_THE_CLOCK
def test_a_consumer_who_was_asked_to_confirm_nothing_is_not_reminded_of_it(kind):
    assert representation.readers(kind, run_out(), at=later()) == []


@BY_THE_CLOCK
def test_a_consumer_who_said_that_they_did_not_ask_is_not_reminded(kind):
    filed = run_out()
    authority.end(submission=filed, why=AuthorityEnd.NOT_ASKED, at=NOON)
    assert representation.readers(kind, Submission.objects.get(pk=filed.pk), at=NOON) == []


@BY_THE_CLOCK
def test_a_consumer_who_goes_on_in_person_is(kind):
    filed = run_out()
    authority.end(submission=filed, why=AuthorityEnd.REVOKED, at=NOON)
    assert representation.readers(kind, Submission.objects.get(pk=filed.pk), at=NOON) == [Party.CONSUMER]


@pytest.mark.parametrize("kind", [NoticeKind.DENIAL, NoticeKind.NOT_VERIFIED])
def test_where_nobody_else_is_reached_a_refusal_goes_to_who_filed_although_they_were_ended(staff, kind):
    filed = file_for(FilerRole.CONSERVATOR, CATEGORIES)
    authority.end(submission=filed, why=AuthorityEnd.BY_STAFF, reason="Dismissed.", at=NOON, by=staff)
    ended = Submission.objects.get(pk=filed.pk)
    assert representation.readers(kind, ended, at=NOON) == [Party.REPRESENTATIVE]
    assert representation.readers(NoticeKind.ANSWER_READY, ended, at=NOON) == []
    assert not representation.receives(ended, on=TODAY)


def test_where_the_consumer_is_reached_a_refusal_goes_to_them_alone(staff):
    filed = file_for(FilerRole.AGENT, CATEGORIES)
    authority.end(submission=filed, why=AuthorityEnd.BY_STAFF, reason="Dismissed.", at=NOON, by=staff)
    assert representation.readers(NoticeKind.DENIAL, Submission.objects.get(pk=filed.pk), at=NOON) == [Party.CONSUMER]


@BY_THE_CLOCK
def test_who_filed_for_themselves_is(kind):
    assert representation.readers(kind, file(), at=NOON) == [Party.CONSUMER]


def test_of_an_answer_a_consumer_is_told_although_the_permission_has_run_out():
    assert representation.readers(NoticeKind.ANSWER_READY, run_out(), at=later()) == [Party.CONSUMER]
