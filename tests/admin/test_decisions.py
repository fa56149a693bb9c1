"""Answering and denying: with what the law wants said, once, and never with what must not be given out."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from requests_app.models import Answer, Notice
from requests_app.operations import identity, review
from requests_app.vocabulary import Accompaniment, Ground, NoticeKind, Outcome, Status
from tests.admin.conftest import logged_in
from tests.admin.pages import act, errors, fresh, release, text, url
from tests.filings import CATEGORIES, DELETION, NOON, PIECES, answered, confirm, file, only_request, verify

pytestmark = pytest.mark.django_db
SENTENCE = "The information is needed for a claim that is before the court."
CLAIMS = {"EXPLANATION": SENTENCE, "REST_DONE": "Everything else is in the answer.", "reproductive_care": "no"}


@pytest.fixture
def verified(staff):
    """A request for the specific pieces whose identity is verified."""
    return only_request_of(file(PIECES), staff)


def only_request_of(submission, staff, **changes):
    verify(submission, by=staff, **changes)
    return fresh(only_request(submission))


@pytest.fixture
def over_limit(staff):
    """A verified request of somebody who was answered twice this year."""
    person = answered(PIECES, by=staff, at=NOON - timedelta(days=200)).person
    answered(PIECES, by=staff, at=NOON - timedelta(days=100), person=person)
    return only_request_of(file(PIECES), staff, person=person)


def test_an_answer_closes_the_request_and_owes_its_notice(desk, second_desk, verified):
    act(desk, verified, "answer", text="This is everything.")
    words = text(release(second_desk, verified))
    assert "It is released, and the consumer is told." in words
    after = fresh(verified)
    assert (after.outcome, after.answer.text) == (Outcome.FULFILLED, "This is everything.")
    assert Notice.objects.filter(request=after, kind=NoticeKind.ANSWER_READY).count() == 1


def test_an_answer_about_categories_goes_out_at_once(desk, staff):
    verified = only_request_of(file(CATEGORIES), staff)
    words = text(act(desk, verified, "answer", text="This is everything."))
    assert "It is answered, and the consumer is told." in words
    after = fresh(verified)
    assert (after.outcome, after.answer.text) == (Outcome.FULFILLED, "This is everything.")
    assert Notice.objects.filter(request=after, kind=NoticeKind.ANSWER_READY).count() == 1


def test_an_answer_sent_twice_is_given_once(desk, staff):
    verified = only_request_of(file(CATEGORIES), staff)
    act(desk, verified, "answer", text="This is everything.")
    words = text(act(desk, verified, "answer", text="This is everything."))
    assert "Answer is not possible: It is closed." in words
    assert Answer.objects.count() == 1


def test_an_answer_needs_words(desk, verified):
    assert errors(act(desk, verified, "answer", text="  ")) == ["Write the answer"]


def test_that_nothing_is_held_is_kept_with_the_answer(desk, second_desk, verified):
    act(desk, verified, "answer", text="We found nothing.", nothing_held="on")
    release(second_desk, verified)
    answer = fresh(verified).answer
    assert answer.nothing_held
    assert not answer.counts_toward_limit


@pytest.mark.parametrize(
    "secret", ["Your Social Security number is 219-09-9999.", "Card 4111 1111 1111 1111", "password: hunter2hunter2"]
)
def test_what_may_never_be_given_out_stops_the_answer(desk, verified, secret):
    response = act(desk, verified, "answer", text=f"First line.\n{secret}")
    assert errors(response)
    assert all(
        each.startswith("Line 2 seems to hold this, which may never be given out: ") for each in errors(response)
    )
    assert not fresh(verified).closed


def test_what_may_never_be_given_out_stops_a_denial_as_well(desk, verified):
    parts = {**CLAIMS, "EXPLANATION": f"{SENTENCE} Your Social Security number is 219-09-9999."}
    response = act(desk, verified, "deny", "?ground=LEGAL_CLAIMS", **parts)
    assert list(response.context["form"].errors) == ["EXPLANATION"]
    assert not fresh(verified).closed


def test_an_unverified_request_cannot_be_answered(desk):
    request = only_request(confirm(file(PIECES)))
    words = text(act(desk, request, "answer", text="This is everything."))
    assert "The identity is not verified to the degree this right needs." in words
    assert not fresh(request).closed


def test_a_deletion_is_not_carried_out_before_the_second_yes(desk, staff):
    request = only_request_of(file(DELETION), staff)
    act(desk, request, "answer", text="Deleted.")
    assert not fresh(request).closed
    identity.confirm_deletion(request=request, at=NOON)
    act(desk, request, "answer", text="Deleted.")
    assert fresh(request).outcome == Outcome.FULFILLED


def test_a_part_can_be_withheld_on_a_ground(desk, second_desk, verified):
    act(desk, verified, "answer", "?ground=LEGAL_CLAIMS", text="Most of it.", **CLAIMS)
    release(second_desk, verified)
    answer = fresh(verified).answer
    assert (answer.outcome, answer.ground) == (Outcome.PARTLY, Ground.LEGAL_CLAIMS)
    assert answer.parts["EXPLANATION"] == SENTENCE


def test_the_ground_of_a_part_is_chosen_first(desk, verified):
    response = desk.get(url(verified, "answer"), {"withhold": "1"})
    grounds = dict(response.context["form"].fields["ground"].choices)
    assert Ground.KNOW_NEVER in grounds
    assert Ground.KNOW_LIMIT not in grounds
    assert Ground.DEL_8_LEGAL not in grounds


def test_over_the_limit_an_answer_needs_a_reason(desk, second_desk, over_limit):
    response = act(desk, over_limit, "answer", text="Once more.")
    assert errors(response) == ["Say why you answer a third time"]
    act(desk, over_limit, "answer", text="Once more.", override_reason="They moved and lost the letter.")
    release(second_desk, over_limit)
    answer = fresh(over_limit).answer
    assert answer.override_reason == "They moved and lost the letter."
    assert answer.outcome == Outcome.FULFILLED


def test_below_the_limit_no_reason_is_asked(desk, verified):
    assert "override_reason" not in desk.get(url(verified, "answer")).context["form"].fields


def test_a_denial_begins_with_the_grounds_that_fit(desk, verified):
    grounds = dict(desk.get(url(verified, "deny")).context["form"].fields["ground"].choices)
    assert Ground.LEGAL_CLAIMS in grounds
    assert Ground.DEL_8_LEGAL not in grounds  # for deletions
    assert Ground.KNOW_NEVER not in grounds  # covers only a part
    assert Ground.KNOW_LIMIT not in grounds  # not over the limit
    assert Ground.UNVERIFIED not in grounds  # verified


@pytest.mark.parametrize(
    ("action", "ground"),
    [
        ("deny", "KNOW_NEVER"),  # covers only a part
        *(
            (action, ground)
            for action in ("deny", "answer")
            for ground in ("DEL_8_LEGAL", "KNOW_LIMIT", "UNVERIFIED", "BOGUS")
        ),
    ],
)
def test_a_ground_that_does_not_fit_cannot_be_slipped_in(desk, verified, action, ground):
    response = act(desk, verified, action, f"?ground={ground}", text="x", **CLAIMS)
    assert errors(response) == ["Choose a ground that fits this right"]
    assert not fresh(verified).closed


def test_the_second_step_asks_for_what_staff_must_write(desk, verified):
    response = desk.get(url(verified, "deny"), {"ground": "LEGAL_CLAIMS"})
    assert {"EXPLANATION", "REST_DONE", "reproductive_care"} == set(response.context["form"].fields)
    words = text(response)
    assert "Civ. Code § 1798.145(a)(1)(E)" in words
    assert "We need the information to make a legal claim, or to defend against one." in words
    assert "You may also complain to the California Privacy Protection Agency" in words


def test_a_denial_closes_the_request_with_its_ground(desk, verified):
    words = text(act(desk, verified, "deny", "?ground=LEGAL_CLAIMS", **CLAIMS))
    assert "It is denied, and the consumer is told why." in words
    after = fresh(verified)
    assert (after.outcome, after.answer.ground) == (Outcome.DENIED, Ground.LEGAL_CLAIMS)
    assert Notice.objects.filter(request=after, kind=NoticeKind.DENIAL).count() == 1


def test_a_denial_without_a_part_names_it(desk, verified):
    response = act(desk, verified, "deny", "?ground=LEGAL_CLAIMS", EXPLANATION=SENTENCE, reproductive_care="no")
    assert errors(response) == [f"Write this part: {Accompaniment.REST_DONE.label}"]
    assert not fresh(verified).closed


def test_a_code_word_is_no_explanation(desk, verified):
    response = act(desk, verified, "deny", "?ground=LEGAL_CLAIMS", **{**CLAIMS, "EXPLANATION": "exempt"})
    assert errors(response) == ["Write a whole sentence, at least 40 characters"]


def test_the_question_of_the_carve_out_has_to_be_answered(desk, verified):
    response = act(desk, verified, "deny", "?ground=LEGAL_CLAIMS", **{**CLAIMS, "reproductive_care": ""})
    assert errors(response) == ["Answer yes or no"]


def test_a_ground_does_not_reach_what_the_law_carves_out(desk, verified):
    response = act(desk, verified, "deny", "?ground=LEGAL_CLAIMS", **{**CLAIMS, "reproductive_care": "yes"})
    assert list(response.context["form"].errors) == ["reproductive_care"]
    assert not fresh(verified).closed


def test_over_the_limit_is_a_ground_with_its_own_notice(desk, over_limit):
    first = next(iter(dict(desk.get(url(over_limit, "deny")).context["form"].fields["ground"].choices)))
    assert first == Ground.KNOW_LIMIT
    assert "from May 7, 2027" in text(desk.get(url(over_limit, "deny"), {"ground": "KNOW_LIMIT"}))
    act(desk, over_limit, "deny", "?ground=KNOW_LIMIT")
    assert fresh(over_limit).outcome == Outcome.DENIED
    assert Notice.objects.filter(request=over_limit, kind=NoticeKind.OVER_LIMIT).count() == 1


def test_a_denial_is_told_in_the_staffs_language(desk, verified):
    desk.cookies["django_language"] = "es"
    assert desk.get(url(verified, "deny")).headers["Content-Language"] == "es"


@pytest.mark.parametrize("confirmed", [True, False])
def test_what_nobody_confirmed_or_verified_is_closed_as_not_verified(desk, confirmed):
    submission = file(PIECES)
    request = only_request(confirm(submission) if confirmed else submission)
    act(desk, request, "not-verified", early_reason="The letter came back.")
    after = fresh(request)
    assert (after.outcome, after.answer.ground) == (Outcome.NOT_VERIFIED, Ground.UNVERIFIED)
    assert Notice.objects.filter(request=after, kind=NoticeKind.NOT_VERIFIED).count() == 1


def test_a_verified_request_is_not_closed_as_not_verified(desk, verified):
    words = text(act(desk, verified, "not-verified"))
    assert "Close as not verified is not possible: The identity is verified." in words
    assert fresh(verified).status == Status.IN_PROGRESS


def test_a_denial_of_categories_does_not_need_more_than_the_ground(desk, staff):
    request = only_request_of(file(CATEGORIES), staff)
    act(desk, request, "deny", "?ground=KNOW_PRE_2022")
    assert fresh(request).outcome == Outcome.DENIED


def wait_for_a_lock(timeout=20):
    """Until another connection waits for a row that this one holds."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited for the row")


@pytest.mark.django_db(transaction=True)
def test_a_consumer_who_withdraws_at_the_same_moment_comes_first(staff):
    submission = file(PIECES)
    request = only_request_of(submission, staff)
    said = []

    def answer():
        try:
            said.append(text(act(logged_in(staff), request, "answer", text="This is everything.")))
        finally:
            connections.close_all()

    with transaction.atomic():
        review.withdraw(request=fresh(request), at=NOON)
        colleague = threading.Thread(target=answer)
        colleague.start()
        wait_for_a_lock()
    colleague.join()
    assert "This request has changed in the meantime" in said[0]
    assert fresh(request).outcome == Outcome.WITHDRAWN
    assert not Answer.objects.exists()
