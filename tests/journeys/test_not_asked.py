"""By the link "this was not me" in the mail that asks about an agent: the request stops, or only the messages do."""

import pytest
from django.urls import reverse

from requests_app.models import Event, Submission
from requests_app.operations import authority
from requests_app.vocabulary import Authority, AuthorityEnd, EventKind, NoticeKind
from tests.filings import file
from tests.journeys.sides import asked, current, only, words
from tests.journeys.test_not_me import address as own_address
from verification import challenges, derive
from verification.models import Suppression

pytestmark = pytest.mark.django_db
NOT_ASKED = {"said": "not_asked"}


def address(submission: Submission) -> str:
    challenge = challenges.newest(purpose=authority.AGREE, subject=submission.pk)
    assert challenge is not None
    return reverse("not_me", args=[derive.not_me_token(challenge)])


@pytest.mark.threat("A84")
def test_who_did_not_ask_stops_it_and_staff_and_the_agent_learn_of_it(client, client_b):
    filed = asked(client)
    page = client_b.post(address(filed), NOT_ASKED, follow=True)
    assert "We have stopped it" in words(page)
    assert only(filed).authority == Authority.ENDED
    assert current(filed).representative.end == AuthorityEnd.NOT_ASKED
    assert Event.objects.filter(kind=EventKind.AUTHORITY_ENDED).count() == 1
    assert filed.notices.filter(kind=NoticeKind.AUTHORITY_ENDED).count() == 1
    assert not Suppression.objects.exists()


def test_looking_stops_nothing_and_offers_both(client, client_b):
    filed = asked(client)
    page = words(client_b.get(address(filed)))
    assert "I did not ask for this" in page
    assert "This was not me" in page
    assert "Ana" not in page
    assert current(filed).representative.ended_at is None


def test_the_other_button_only_stops_the_messages(client, client_b):
    filed = asked(client)
    client_b.post(address(filed))
    assert Suppression.objects.exists()
    assert current(filed).representative.ended_at is None


def test_pressed_twice_it_is_stopped_once(client, client_b):
    filed = asked(client)
    for _ in range(2):
        assert client_b.post(address(filed), NOT_ASKED).status_code == 302
    assert Event.objects.filter(kind=EventKind.AUTHORITY_ENDED).count() == 1


def test_the_agents_own_mail_ends_nothing_by_this_word(client, client_b):
    filed = asked(client)
    mine = challenges.newest(purpose="confirm", subject=filed.representative.pk)
    assert mine is not None
    place = reverse("not_me", args=[derive.not_me_token(mine)])
    assert "I did not ask for this" not in words(client_b.get(place))
    client_b.post(place, NOT_ASKED)
    assert current(filed).representative.ended_at is None


def test_who_filed_for_themselves_is_offered_what_they_were(client):
    assert "I did not ask for this" not in words(client.get(own_address(file())))
