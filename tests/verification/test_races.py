"""What happens when many do it at the same moment? Real threads, each with its own connection to PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from tests.support import crowd
from tests.support.crowd import ends
from tests.verification.conftest import AT
from verification import challenges, limits
from verification.models import Challenge, Channel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("broker_url")]


def at_once(count: int, act: Callable[[int], object]) -> Counter[str]:
    """Let `count` people do `act` together; count how each ended: "done", or the name of the refusal."""
    acts = [partial(act, number) for number in range(count)]
    return ends(crowd.at_once(acts, refusals=(challenges.ChallengeRefused,)))


@pytest.mark.threat("A14")
@pytest.mark.parametrize("_round", crowd.ROUNDS)
def test_of_fifty_parallel_guesses_exactly_five_are_judged(issue, wrong_code, reload, _round):
    challenge = issue()
    ended = at_once(50, lambda _: challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT))
    assert ended == {"WrongCode": 5, "NoTriesLeft": 45}
    assert reload(challenge).tries == 5


def test_of_fifty_parallel_right_codes_at_most_five_are_even_looked_at(issue):
    challenge = issue()
    code = challenges.code_of(challenge)
    ended = at_once(50, lambda _: challenges.answer_code(challenge_id=challenge.pk, code=code, at=AT))
    assert ended == {"done": 5, "NoTriesLeft": 45}


@pytest.mark.threat("A15")
@pytest.mark.parametrize("_round", crowd.ROUNDS)
def test_of_fifty_who_use_a_challenge_up_at_once_exactly_one_succeeds(issue, _round):
    challenge = issue()
    ended = at_once(50, lambda _: challenges.use_up(Challenge.objects.get(pk=challenge.pk), at=AT))
    assert ended == {"done": 1, "Used": 49}


@pytest.mark.threat("A15")
@pytest.mark.parametrize("_round", crowd.ROUNDS)
def test_a_link_posted_fifty_times_at_once_brings_about_one_thing(issue, _round):
    """As the caller does it: what the proof brings about is in the transaction of use_up."""
    challenge = issue()
    token = challenges.link_token(challenge)

    def confirm(number: int) -> None:
        with transaction.atomic():
            challenges.use_up(challenges.answer_link(token=token, at=AT), at=AT)
            Challenge.objects.filter(pk=challenge.pk).update(provider_id=f"brought about by {number}")

    ended = at_once(50, confirm)
    assert ended == {"done": 1, "Used": 49}


def test_twenty_resends_at_once_all_succeed_and_leave_one_live_challenge(issue):
    subject = uuid4()
    ended = at_once(20, lambda _: issue(subject=subject))
    assert ended == {"done": 20}
    live = Challenge.objects.filter(subject=subject, superseded_at=None)
    assert (Challenge.objects.filter(subject=subject).count(), live.count()) == (20, 1)


def test_resends_at_once_inside_the_callers_own_transactions_succeed_too(issue):
    subject = uuid4()

    def resend(number: int) -> None:
        with transaction.atomic():
            Challenge.objects.filter(subject=uuid4()).exists()  # the caller has read something before
            issue(subject=subject)

    assert at_once(20, resend) == {"done": 20}
    assert Challenge.objects.filter(subject=subject, superseded_at=None).count() == 1


def test_a_resend_and_an_answer_at_once_leave_no_challenge_both_used_and_superseded(issue):
    subjects = [issue() for _ in range(10)]

    def half(number: int) -> None:
        challenge = subjects[number // 2]
        if number % 2:
            issue(subject=challenge.subject)
        else:
            challenges.use_up(challenge, at=AT)

    ended = at_once(20, half)
    assert ended["done"] + ended["Superseded"] == 20
    assert ended["done"] >= 10
    assert not Challenge.objects.exclude(used_at=None).exclude(superseded_at=None).exists()


@pytest.mark.threat("A29", "A13")
@pytest.mark.parametrize("_round", crowd.ROUNDS)
def test_of_fifty_messages_to_one_contact_at_once_three_go_out(issue, _round):
    assert at_once(50, lambda _: issue()) == {"done": 50}
    assert Challenge.objects.filter(state="OWED").count() == limits.PER_DESTINATION_AND_HOUR


@pytest.mark.threat("A30")
def test_of_fifty_texts_to_different_exchanges_at_once_no_more_go_out_than_the_breaker_allows(issue, settings):
    settings.PHONE_MESSAGES_PER_HOUR = 7
    ended = at_once(50, lambda place: issue(channel=Channel.TEXT, destination=f"+1415{200 + place}0123"))
    assert ended == {"done": 50}
    assert Challenge.objects.filter(state="OWED").count() == 7
