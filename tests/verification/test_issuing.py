"""What does issuing a challenge leave behind, and what of the earlier ones?"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.verification.conftest import AT
from verification import challenges
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db


def test_a_fresh_challenge_is_owed_at_once(issue):
    challenge = issue()
    assert (challenge.state, challenge.next_try_at, challenge.attempts, challenge.tries) == ("OWED", AT, 0, 0)


def test_a_code_lives_ten_minutes_and_a_link_a_day(issue):
    challenge = issue()
    assert challenge.code_expires_at == AT + timedelta(minutes=10)
    assert challenge.link_expires_at == AT + timedelta(hours=24)


def test_issuing_takes_three_queries(issue):
    with CaptureQueriesContext(connection) as queries:
        issue()
    assert len(queries) == 3


@pytest.mark.threat("A19")
def test_the_row_holds_neither_the_address_nor_the_code_nor_the_link(issue):
    challenge = issue(destination="maria@example.org")
    with connection.cursor() as cursor:
        # Without the columns in hexadecimal, where six digits may stand in a row by chance.
        cursor.execute(
            "SELECT (to_jsonb(c) - '{id,subject,destination,destination_index}'::text[])::text, destination"
            " FROM verification_challenge c"
        )
        row, sealed = cursor.fetchone()
    for secret in ("maria@example.org", challenges.code_of(challenge), challenges.link_token(challenge)):
        assert secret not in row
    assert b"maria" not in bytes(sealed)


def test_an_address_is_found_again_whatever_the_case_of_its_letters(issue):
    assert issue(destination="Maria@example.org").destination_index == issue().destination_index
    assert issue(destination="other@example.org").destination_index != issue().destination_index


def test_the_address_is_kept_exactly_as_it_was_given(issue, reload):
    assert reload(issue(destination="Maria@example.org")).destination == "Maria@example.org"


def test_a_newer_challenge_supersedes_the_earlier_one(issue, reload):
    subject = uuid4()
    old, new = issue(subject=subject), issue(subject=subject, at=AT + timedelta(minutes=1))
    assert reload(old).superseded_at == AT + timedelta(minutes=1)
    assert reload(new).superseded_at is None


def test_switching_the_channel_supersedes_too(issue, reload):
    subject = uuid4()
    old = issue(subject=subject)
    issue(subject=subject, channel=Channel.TEXT, destination="+14155550123")
    assert reload(old).superseded_at is not None


def test_another_purpose_or_another_subject_supersedes_nothing(issue, reload):
    challenge = issue()
    issue(subject=challenge.subject, purpose="track")
    issue()
    assert reload(challenge).superseded_at is None


def test_a_used_challenge_is_not_superseded_afterwards(issue, reload):
    challenge = issue()
    challenges.use_up(challenge, at=AT)
    issue(subject=challenge.subject)
    assert reload(challenge).superseded_at is None


def test_a_rolled_back_filing_supersedes_nothing_and_owes_nothing(issue, reload):
    old = issue()
    with transaction.atomic():
        issue(subject=old.subject)
        transaction.set_rollback(True)
    assert reload(old).superseded_at is None
    assert Challenge.objects.count() == 1


def test_the_newest_challenge_of_a_subject_is_found_even_when_two_are_of_the_same_moment(issue):
    subject = uuid4()
    issue(subject=subject)
    second = issue(subject=subject)
    issue(subject=subject, purpose="track")
    assert challenges.newest(purpose="confirm", subject=subject) == second
    assert challenges.newest(purpose="confirm", subject=uuid4()) is None


@pytest.mark.parametrize(
    "impossible",
    [
        pytest.param({"tries": 6}, id="more than five tries"),
        pytest.param({"tries": -1}, id="fewer than none"),
        pytest.param({"used_at": AT, "superseded_at": AT}, id="used and superseded"),
        pytest.param({"channel": "FAX"}, id="unknown channel"),
        pytest.param({"code_expires_at": AT - timedelta(minutes=1)}, id="a code dead on arrival"),
        pytest.param({"link_expires_at": AT + timedelta(minutes=9)}, id="a link that dies before the code"),
        pytest.param({"state": "SENT"}, id="sent at no time"),
    ],
)
def test_the_database_refuses_what_cannot_be(issue, impossible):
    challenge = issue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(**impossible)


def test_the_database_refuses_two_live_challenges_of_one_subject(issue):
    old = issue()
    new = issue(subject=old.subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=old.pk).update(superseded_at=None)
    assert challenges.newest(purpose="confirm", subject=old.subject) == new
