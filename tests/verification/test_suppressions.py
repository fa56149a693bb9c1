"""Who has said "not me", or cannot be reached, is left in peace; staff can let messages through again."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from tests.verification.conftest import AT
from verification import challenges, derive, disowning, suppressions
from verification.models import Suppression

pytestmark = pytest.mark.django_db

WHO = "maria@example.org"
Reason = Suppression.Reason


def stopped(at=AT, destination=WHO):
    return suppressions.reasons(suppressions.of(destination, at=at))


def test_the_link_names_the_challenge_and_opens_nothing_else(issue):
    challenge = issue()
    token = derive.not_me_token(challenge)
    assert disowning.read(token=token, at=AT) == challenge
    with pytest.raises(challenges.Unknown):
        challenges.read_link(token=token, at=AT)


@pytest.mark.parametrize("forged", [derive.link_token, derive.voice_token, lambda _: "x" * 64, lambda _: ""])
def test_no_other_token_disowns(issue, forged):
    with pytest.raises(challenges.Unknown):
        disowning.read(token=forged(issue()), at=AT)


@pytest.mark.threat("A29")
def test_disowning_ends_what_is_open_to_the_contact_and_stops_the_next(issue, reload):
    mine, another = issue(), issue()
    disowning.disown(mine, at=AT)
    for challenge in (mine, another):
        with pytest.raises(challenges.Superseded):
            challenges.answer_link(token=challenges.link_token(challenge), at=AT)
    assert issue().failure == "suppressed"


@pytest.mark.threat("A29")
def test_it_lasts_thirty_days(issue):
    disowning.disown(issue(), at=AT)
    assert stopped(AT + timedelta(days=30, seconds=-1)) == [Reason.NOT_ME]
    assert stopped(AT + timedelta(days=30)) == []


def test_a_complaint_stands_until_staff_lift_it():
    suppressions.suppress(destination=WHO, reason=Reason.COMPLAINED, at=AT)
    assert stopped(AT + timedelta(days=3000)) == [Reason.COMPLAINED]


def test_staff_let_messages_through_again(issue):
    by = User.objects.create_user("reviewer")
    suppressions.suppress(destination=WHO, reason=Reason.COMPLAINED, at=AT)
    assert suppressions.lift(WHO, at=AT, by=by) == 1
    assert stopped() == []
    assert not issue().failure


@pytest.mark.threat("A75")
def test_a_report_counts_once_however_often_it_is_sent():
    report = {"destination": WHO, "reason": Reason.CAME_BACK, "at": AT, "report": "event-1"}
    assert suppressions.suppress(**report)
    suppressions.lift(WHO, at=AT, by=User.objects.create_user("reviewer"))
    assert not suppressions.suppress(**report)
    assert stopped() == []


def test_other_contacts_are_not_concerned():
    suppressions.suppress(destination=WHO, reason=Reason.NOT_ME, at=AT)
    assert stopped(destination="marta@example.org") == []


def test_the_table_holds_no_contact():
    suppressions.suppress(destination=WHO, reason=Reason.NOT_ME, at=AT)
    assert "maria" not in str(list(Suppression.objects.values()))


def test_lifting_needs_somebody_who_did_it():
    with pytest.raises(IntegrityError):
        Suppression.objects.create(destination_index=b"x", reason=Reason.NOT_ME, since=AT, lifted_at=AT)


def test_an_old_message_that_was_passed_on_stops_nobody(issue):
    token = derive.not_me_token(issue())
    with pytest.raises(challenges.Unknown):
        disowning.read(token=token, at=AT + suppressions.NOT_ME_LASTS)
