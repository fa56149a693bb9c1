"""When does a link count, what does looking at it change, and how often can it be used?"""

from datetime import timedelta

import pytest

from tests.verification.conftest import AT
from verification import challenges
from verification.models import Challenge

pytestmark = pytest.mark.django_db


def test_a_link_finds_its_challenge(issue):
    challenge = issue()
    assert challenges.answer_link(token=challenges.link_token(challenge), at=AT) == challenge


@pytest.mark.threat("A20")
def test_looking_at_a_link_changes_nothing(issue):
    challenge = issue()
    before = Challenge.objects.values().get(pk=challenge.pk)
    for _ in range(3):
        challenges.read_link(token=challenges.link_token(challenge), at=AT)
    assert Challenge.objects.values().get(pk=challenge.pk) == before


def test_a_link_costs_no_try_and_counts_when_the_codes_are_used_up(issue, wrong_code, reload):
    challenge = issue()
    for _ in range(5):
        with pytest.raises(challenges.WrongCode):
            challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)
    assert challenges.answer_link(token=challenges.link_token(challenge), at=AT) == challenge
    assert reload(challenge).tries == 5


def test_a_link_outlives_the_code_and_dies_after_a_day(issue):
    token = challenges.link_token(issue())
    last = AT + timedelta(hours=24) - timedelta(microseconds=1)
    assert challenges.answer_link(token=token, at=last)
    for look in (challenges.read_link, challenges.answer_link):
        with pytest.raises(challenges.Expired):
            look(token=token, at=AT + timedelta(hours=24))


def test_a_superseded_link_is_refused_as_such(issue):
    old = issue()
    issue(subject=old.subject)
    with pytest.raises(challenges.Superseded):
        challenges.read_link(token=challenges.link_token(old), at=AT)


def test_a_link_counts_once(issue):
    challenge = issue()
    token = challenges.link_token(challenge)
    challenges.use_up(challenges.answer_link(token=token, at=AT), at=AT)
    with pytest.raises(challenges.Used):
        challenges.answer_link(token=token, at=AT)


def test_the_code_is_used_up_with_the_link(issue):
    challenge = issue()
    challenges.use_up(challenges.answer_link(token=challenges.link_token(challenge), at=AT), at=AT)
    with pytest.raises(challenges.Used):
        challenges.answer_code(challenge_id=challenge.pk, code=challenges.code_of(challenge), at=AT)


def test_using_up_twice_is_refused_and_keeps_the_first_moment(issue, reload):
    challenge = issue()
    challenges.use_up(challenge, at=AT)
    with pytest.raises(challenges.Used):
        challenges.use_up(challenge, at=AT + timedelta(minutes=1))
    assert reload(challenge).used_at == AT


def test_an_answer_that_was_superseded_meanwhile_does_not_count(issue):
    challenge = issue()
    answered = challenges.answer_link(token=challenges.link_token(challenge), at=AT)
    issue(subject=challenge.subject)
    with pytest.raises(challenges.Superseded):
        challenges.use_up(answered, at=AT)


def test_a_link_of_another_portal_is_unknown(issue, settings):
    token = challenges.link_token(issue())
    settings.CHALLENGE_KEY = "the key of another portal"
    with pytest.raises(challenges.Unknown):
        challenges.answer_link(token=token, at=AT)


def test_a_genuine_link_whose_challenge_is_gone_is_unknown():
    with pytest.raises(challenges.Unknown):
        challenges.answer_link(token=challenges.link_token(Challenge()), at=AT)


@pytest.mark.parametrize("token", ["", "x", "A" * 64, "A" * 100_000, "\x00", "é" * 64])
def test_a_made_up_link_is_unknown(token):
    with pytest.raises(challenges.Unknown):
        challenges.answer_link(token=token, at=AT)


def test_a_link_for_one_purpose_is_unknown_for_another(issue):
    token = challenges.link_token(issue(purpose="track"))
    assert challenges.answer_link(token=token, at=AT, purpose="track")
    with pytest.raises(challenges.Unknown):
        challenges.answer_link(token=token, at=AT, purpose="confirm")
