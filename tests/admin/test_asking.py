"""Asking the consumer for more from the desk, their answer on their own page, and what staff see of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.models import PointAsk
from requests_app.operations import identity
from requests_app.vocabulary import Role
from tests.admin.conftest import logged_in
from tests.admin.pages import act, errors, fresh, page, queue, reveal, text, unmasked, url
from tests.filings import NOON, PIECES, confirm, file, only_request
from tests.support.roles import employ
from verification import challenges

pytestmark = pytest.mark.django_db
WHY = "Two people with this name are in our records."


@pytest.fixture
def request_(db):
    return fresh(only_request(confirm(file(PIECES))))


@pytest.fixture
def consumer(request_):
    """The consumer's browser, at the page of their request."""
    client = Client()
    client.post(reverse("track"), {"reference": request_.submission.reference})
    challenge = challenges.newest(purpose=identity.TRACK, subject=request_.submission_id)
    client.post(reverse("track_code"), {"code": challenges.code_of(challenge)})
    return client


def ask(desk, request, **changes):
    return act(desk, request, "ask-more", **{"points": ["CUSTOMER_NUMBER"], "reason": WHY, **changes})


def test_staff_ask_and_the_consumer_answers_in_a_field_for_just_that(desk, request_, consumer):
    ask(desk, request_)
    assert "We need something more from you" in text(consumer.get(reverse("status")))
    form = consumer.get(reverse("more"))
    assert WHY in text(form)
    assert list(form.context["form"].fields) == ["CUSTOMER_NUMBER"]
    done = consumer.post(reverse("more"), {"CUSTOMER_NUMBER": "Q-4711"}, follow=True)
    assert "Thank you. We compare it with what we hold." in text(done)


def test_what_was_answered_is_masked_until_a_reason_and_stands_beside_the_worksheet(desk, request_, consumer):
    ask(desk, request_)
    consumer.post(reverse("more"), {"CUSTOMER_NUMBER": "Q-4711"})
    assert "Q-4711" not in page(desk, request_)
    assert "Q-4711" in unmasked(desk, request_)
    assert "Compare what the consumer sent" in page(desk, request_)
    act(desk, request_, "match", points=["CUSTOMER_NUMBER"], who="new")
    assert PointAsk.objects.get().answers is None


def test_the_worksheet_shows_what_was_answered(desk, request_, consumer):
    ask(desk, request_)
    consumer.post(reverse("more"), {"CUSTOMER_NUMBER": "Q-4711"})
    reveal(desk, request_)
    assert "Q-4711" in text(desk.get(url(request_, "match")))


def test_what_was_answered_is_not_shown_to_the_consumer_again(desk, request_, consumer):
    ask(desk, request_)
    consumer.post(reverse("more"), {"CUSTOMER_NUMBER": "Q-4711"})
    assert "Q-4711" not in text(consumer.get(reverse("more")))


def test_the_queue_says_who_waits_for_whom(desk, request_, consumer):
    ask(desk, request_)
    assert queue(desk, state="asked") == [request_.reference]
    assert "Wait for the consumer: asked until" in page(desk, request_)
    consumer.post(reverse("more"), {"CUSTOMER_NUMBER": "Q-4711"})
    assert queue(desk, state="asked") == []
    assert queue(desk, state="sent") == [request_.reference]


def test_the_letter_is_read_before_it_goes_and_names_no_words_of_ours(desk, request_):
    response = ask(desk, request_, step="")
    letter = response.context["preview"].letters[0]
    assert "Customer or order number" in letter.text
    assert WHY not in letter.text
    assert not PointAsk.objects.exists()


def test_asking_for_nothing_more_erases_it_and_closes_the_consumers_page(desk, request_, consumer):
    ask(desk, request_)
    consumer.post(reverse("more"), {"CUSTOMER_NUMBER": "Q-4711"})
    act(desk, request_, "ask-no-more")
    assert PointAsk.objects.get().answers is None
    assert "Nothing more is asked of you." in text(consumer.get(reverse("more"), follow=True))


def test_an_empty_answer_is_none(desk, request_, consumer):
    ask(desk, request_)
    assert errors(consumer.post(reverse("more"), {"CUSTOMER_NUMBER": " "})) == ["Fill in at least one field"]


def test_what_is_not_asked_is_not_kept(desk, request_, consumer):
    ask(desk, request_)
    consumer.post(reverse("more"), {"CUSTOMER_NUMBER": "Q-4711", "DATE_OF_BIRTH": "1980-01-01"})
    assert PointAsk.objects.get().answers == {"CUSTOMER_NUMBER": "Q-4711"}


def test_who_has_no_code_sees_nothing(client, desk, request_):
    ask(desk, request_)
    assert WHY not in text(client.get(reverse("more"), follow=True))


@pytest.mark.parametrize(("role", "status"), [(Role.TRIAGE, 200), (Role.AUDITOR, 403)])
def test_asking_is_for_those_charged_with_it(request_, role, status):
    assert logged_in(employ("somebody", role)).get(url(request_, "ask-more")).status_code == status


def test_the_day_to_answer_by_is_before_the_end_is_in_sight(desk, request_):
    ask(desk, request_)
    assert PointAsk.objects.get().until == request_.answer_due_on - timedelta(days=7)
    assert PointAsk.objects.get().asked_at == NOON
