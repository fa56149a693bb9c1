"""When does a typed code count, what does a wrong one cost, and what refuses the rest?"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from tests.verification.conftest import AT
from verification import challenges
from verification.models import Channel

pytestmark = pytest.mark.django_db


def test_the_right_code_is_accepted(issue):
    challenge = issue()
    answered = challenges.answer_code(challenge_id=challenge.pk, code=challenges.code_of(challenge), at=AT)
    assert answered == challenge


def test_a_wrong_code_is_refused_and_says_how_many_tries_are_left(issue, wrong_code):
    challenge = issue()
    left = []
    for _ in range(5):
        with pytest.raises(challenges.WrongCode) as refused:
            challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)
        left.append(refused.value.tries_left)
    assert left == [4, 3, 2, 1, 0]


def test_a_wrong_code_is_paid_for(issue, wrong_code, reload):
    challenge = issue()
    with pytest.raises(challenges.WrongCode):
        challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)
    assert reload(challenge).tries == 1


def test_the_sixth_try_is_refused_even_with_the_right_code(issue, wrong_code, reload):
    challenge = issue()
    for _ in range(5):
        with pytest.raises(challenges.WrongCode):
            challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)
    with pytest.raises(challenges.NoTriesLeft):
        challenges.answer_code(challenge_id=challenge.pk, code=challenges.code_of(challenge), at=AT)
    assert reload(challenge).tries == 5


def test_the_fifth_try_may_be_the_right_one(issue, wrong_code):
    challenge = issue()
    for _ in range(4):
        with pytest.raises(challenges.WrongCode):
            challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)
    assert challenges.answer_code(challenge_id=challenge.pk, code=challenges.code_of(challenge), at=AT) == challenge


def test_a_code_counts_until_the_tenth_minute_is_over(issue):
    challenge = issue()
    code = challenges.code_of(challenge)
    last = AT + timedelta(minutes=10) - timedelta(microseconds=1)
    assert challenges.answer_code(challenge_id=challenge.pk, code=code, at=last) == challenge
    with pytest.raises(challenges.Expired):
        challenges.answer_code(challenge_id=challenge.pk, code=code, at=AT + timedelta(minutes=10))


def test_an_expired_code_costs_no_try(issue, reload):
    challenge = issue()
    with pytest.raises(challenges.Expired):
        challenges.answer_code(challenge_id=challenge.pk, code="000000", at=AT + timedelta(hours=1))
    assert reload(challenge).tries == 0


def test_a_superseded_code_is_refused_as_such(issue):
    old = issue()
    issue(subject=old.subject)
    with pytest.raises(challenges.Superseded):
        challenges.answer_code(challenge_id=old.pk, code=challenges.code_of(old), at=AT)


def test_a_used_code_is_refused_as_such(issue):
    challenge = issue()
    challenges.use_up(challenge, at=AT)
    with pytest.raises(challenges.Used):
        challenges.answer_code(challenge_id=challenge.pk, code=challenges.code_of(challenge), at=AT)


def test_an_id_that_belongs_to_no_challenge_is_unknown():
    with pytest.raises(challenges.Unknown):
        challenges.answer_code(challenge_id=uuid4(), code="000000", at=AT)


@pytest.mark.parametrize(
    "other",
    [{}, {"purpose": "track"}, {"channel": Channel.TEXT, "destination": "+14155550123"}],
    ids=["request", "purpose", "channel"],
)
def test_the_code_of_another_challenge_is_wrong(issue, other):
    mine, other_challenge = issue(), issue(**other)
    assert challenges.code_of(mine) != challenges.code_of(other_challenge)
    with pytest.raises(challenges.WrongCode):
        challenges.answer_code(challenge_id=mine.pk, code=challenges.code_of(other_challenge), at=AT)


@pytest.mark.parametrize("typed", ["", "12345", "0" * 100_000, "１２３４５６", "\x00", "000000\n", "ñ"])
def test_whatever_else_arrives_as_a_code_is_a_wrong_code(issue, typed):
    with pytest.raises(challenges.WrongCode):
        challenges.answer_code(challenge_id=issue().pk, code=typed, at=AT)


def test_answering_alone_does_not_use_the_challenge_up(issue, reload):
    challenge = issue()
    challenges.answer_code(challenge_id=challenge.pk, code=challenges.code_of(challenge), at=AT)
    assert reload(challenge).used_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker_url")
def test_a_try_is_never_paid_inside_a_transaction_that_could_take_it_back(issue, reload):
    challenge = issue()
    with pytest.raises(RuntimeError), transaction.atomic():
        challenges.answer_code(challenge_id=challenge.pk, code="000000", at=AT)
    assert reload(challenge).tries == 0


def test_no_refusal_repeats_what_was_typed(issue, wrong_code):
    challenge = issue()
    with pytest.raises(challenges.ChallengeRefused) as refused:
        challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)
    assert wrong_code(challenge) not in f"{refused.value!r} {refused.value}"


def test_every_refusal_has_a_word_of_its_own():
    kinds = [
        challenges.WrongCode,
        challenges.NoTriesLeft,
        challenges.Expired,
        challenges.Used,
        challenges.Superseded,
        challenges.Unknown,
    ]
    assert len({kind.reason for kind in kinds}) == len(kinds)
    assert all(issubclass(kind, challenges.ChallengeRefused) for kind in kinds)
