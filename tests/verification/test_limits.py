"""How many messages can somebody cause to one contact, to one exchange, and by telephone in all?"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from privacy_portal.lib.sms import locmem
from tests.verification.conftest import AT
from verification import challenges, limits, suppressions, tasks
from verification.models import Challenge, Channel, Outgoing, Suppression

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def held(challenge):
    return challenge.failure or None


def number(place):
    """An ordinary Californian number of an exchange of its own."""
    return f"+1415{200 + place}0123"


@pytest.mark.threat("A29")
def test_three_messages_an_hour_go_to_one_contact_whoever_asks_for_them(issue):
    assert [held(issue()) for _ in range(5)] == [None, None, None, "limited_hour", "limited_hour"]


@pytest.mark.threat("A29", "A13")
def test_five_messages_a_day_go_to_one_contact(issue):
    ends = [held(issue(at=AT + number * HOUR)) for number in range(7)]
    assert ends == [None] * 5 + ["limited_day"] * 2


def test_an_hour_later_there_is_room_again(issue):
    for _ in range(4):
        issue()
    assert held(issue(at=AT + HOUR + timedelta(seconds=1))) is None


def test_what_was_held_back_does_not_count(issue):
    for place in range(3):
        issue(at=AT + timedelta(minutes=place))
    for _ in range(20):
        issue(at=AT + timedelta(minutes=30))
    assert held(issue(at=AT + HOUR + timedelta(seconds=1))) is None


@pytest.mark.threat("A29")
@pytest.mark.parametrize("spelling", ["Maria@Example.org", "maria+1@example.org", "maria+privacy@example.org"])
def test_another_spelling_of_the_mailbox_is_the_same_contact(issue, spelling):
    for _ in range(3):
        issue(destination="maria@example.org")
    assert held(issue(destination=spelling)) == "limited_hour"


def test_purposes_and_subjects_share_one_limit(issue):
    for purpose in ("confirm", "track", "confirm"):
        issue(purpose=purpose, subject=uuid4())
    assert held(issue(purpose="track")) == "limited_hour"


def test_other_contacts_are_not_concerned(issue):
    for _ in range(4):
        issue()
    assert held(issue(destination="marta@example.org")) is None


def test_who_answers_a_mail_may_ask_again_as_often_as_they_like(issue):
    for place in range(12):
        challenge = issue(at=AT + timedelta(minutes=place))
        assert held(challenge) is None
        challenges.use_up(challenge, at=AT + timedelta(minutes=place))


@pytest.mark.threat("A30")
def test_answering_texts_brings_no_new_ones_because_a_fraudster_answers_them_too(issue):
    for _ in range(3):
        challenges.use_up(issue(channel=Channel.TEXT, destination=number(1)), at=AT)
    assert held(issue(channel=Channel.TEXT, destination=number(1))) == "limited_hour"


@pytest.mark.threat("A30")
def test_numbers_of_one_exchange_share_a_limit(issue):
    ends = [held(issue(channel=Channel.TEXT, destination=f"+1415200{place:04d}")) for place in range(12)]
    assert ends == [None] * limits.PER_PREFIX_AND_HOUR + ["limited_prefix"] * 2


@pytest.mark.threat("A30")
def test_texts_and_calls_together_stop_at_what_a_fraud_may_cost(issue, settings):
    settings.PHONE_MESSAGES_PER_HOUR, settings.PHONE_MESSAGES_PER_DAY = 4, 6
    channels = [Channel.TEXT, Channel.CALL] * 3
    ends = [held(issue(channel=channel, destination=number(place))) for place, channel in enumerate(channels)]
    assert ends == [None] * 4 + ["breaker"] * 2
    later = [held(issue(channel=Channel.TEXT, destination=number(50 + place), at=AT + 2 * HOUR)) for place in range(3)]
    assert later == [None] * 2 + ["breaker"]


def test_mail_goes_on_when_the_telephone_has_stopped(issue, settings):
    settings.PHONE_MESSAGES_PER_HOUR = 0
    assert held(issue(channel=Channel.TEXT, destination=number(1))) == "breaker"
    assert held(issue()) is None


@pytest.mark.threat("A30")
def test_five_hundred_texts_across_exchanges_cost_no_more_than_the_breaker_allows(issue, settings, clock):
    settings.PHONE_MESSAGES_PER_HOUR = 60
    locmem.outbox.clear()
    for place in range(500):
        challenges.send(str(issue(channel=Channel.TEXT, destination=number(place)).pk))
    assert len(locmem.outbox) == 60


def test_a_message_held_back_is_never_sent(issue, clock):
    for _ in range(3):
        issue()
    challenge = issue()
    challenges.send(str(challenge.pk))
    assert mail.outbox == []
    assert (challenge.state, challenge.sent_at) == ("FAILED", None)


@pytest.mark.threat("A13")
def test_the_code_of_one_held_back_is_never_right(issue):
    for _ in range(3):
        issue()
    challenge = issue()
    with pytest.raises(challenges.WrongCode):
        challenges.answer_code(challenge_id=challenge.pk, code=challenges.code_of(challenge), at=AT)


@pytest.mark.threat("A13", "A23")
def test_one_held_back_can_be_tried_as_often_as_any_other(issue, wrong_code):
    for _ in range(3):
        issue()
    challenge = issue()
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(challenges.WrongCode) as refusal:
            challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)
        assert refusal.value.tries_left == left
    with pytest.raises(challenges.NoTriesLeft):
        challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=AT)


@pytest.mark.threat("A13")
def test_a_day_of_asking_and_guessing_at_one_contact_is_worth_twenty_five_tries(issue, wrong_code):
    subject, judged = uuid4(), 0
    for minute in range(0, 24 * 60, 20):
        at = AT + timedelta(minutes=minute)
        issue(subject=subject, at=at)
        challenge = challenges.newest(purpose="confirm", subject=subject)
        for _ in range(7):
            try:
                challenges.answer_code(challenge_id=challenge.pk, code=wrong_code(challenge), at=at)
            except challenges.WrongCode:
                judged += 1
            except challenges.ChallengeRefused:
                break
    assert judged == 25


def test_a_resend_that_is_held_back_leaves_the_code_in_the_mailbox_alive(issue):
    subject = uuid4()
    last = [issue(subject=subject) for _ in range(3)][-1]
    issue(subject=subject)
    assert challenges.newest(purpose="confirm", subject=subject) == last
    assert challenges.answer_code(challenge_id=last.pk, code=challenges.code_of(last), at=AT) == last
    challenges.use_up(last, at=AT)


def test_a_suppressed_contact_gets_nothing(issue):
    suppressions.suppress(destination="maria@example.org", reason=Suppression.Reason.NOT_ME, at=AT)
    assert held(issue(destination="maria+x@example.org")) == "suppressed"


def test_a_decoy_is_held_back_whatever_the_limits_allow(issue):
    assert held(issue(decoy=True)) == "decoy"


def test_the_books_of_the_limits_hold_no_contact(issue):
    issue(channel=Channel.TEXT, destination=number(1))
    row = str(list(Outgoing.objects.values()))
    assert "2010123" not in row
    assert "415" not in row.replace(str(AT), "")


def test_what_no_limit_looks_at_any_more_is_purged(issue, clock):
    issue()
    clock.shift(timedelta(hours=49))
    issue(at=AT + timedelta(hours=49))
    assert tasks.purge() == 1
    assert Outgoing.objects.count() == 1
    assert Challenge.objects.count() == 2
