"""Steps outside the portal, holds, reopening and likely duplicates, as the desk shows and does them."""

from datetime import date, timedelta

import pytest

from requests_app.models import Hold, PrivacyRequest, Step
from requests_app.vocabulary import Status
from tests.admin.pages import act, errors, fresh, page, queue, text, unmasked, url
from tests.filings import CATEGORIES, DELETION, NOON, answered, confirm, file, only_request, verify

pytestmark = pytest.mark.django_db
POLICE = {"kind": "POLICE", "case_number": "26-1234", "since": "2026-11-20", "reason": "The sheriff wrote."}


@pytest.fixture
def deletion(staff):
    submission = file(DELETION)
    verify(submission, by=staff)
    request = only_request(submission)
    PrivacyRequest.objects.filter(pk=request.pk).update(deletion_confirmed_at=NOON)
    return fresh(request)


def test_a_call_is_recorded_with_whom_and_what_and_masked(desk, deletion):
    facts = {"way": "PHONE", "day": "2026-11-23", "time": "09:30", "with_whom": "Rosa", "note": "She will send it."}
    assert "The step is recorded." in text(act(desk, deletion, "record-step", **facts))
    assert Step.objects.get().with_whom == "Rosa"
    assert "She will send it." not in page(desk, deletion)
    assert "She will send it." in unmasked(desk, deletion)


def test_a_step_today_without_a_time_is_one_until_now(desk, deletion):
    act(desk, deletion, "record-step", way="POST", day="2026-11-23", with_whom="Rosa", note="A letter came.")
    assert Step.objects.get().done_at <= NOON


def test_a_step_tomorrow_is_refused_and_the_words_stay(desk, deletion):
    facts = {"way": "PHONE", "day": "2026-11-24", "with_whom": "Rosa", "note": "She will send it."}
    response = act(desk, deletion, "record-step", **facts)
    assert errors(response) == ["It cannot have been done later than now."]
    assert "She will send it." in text(response)


def test_a_hold_stands_on_the_page_and_in_the_queue_and_stops_the_deletion(desk, deletion):
    act(desk, deletion, "hold", **POLICE)
    words = page(desk, deletion)
    assert "On hold until Feb. 18, 2027: nothing may be deleted. The answer is due all the same." in words
    assert "26-1234" not in words
    assert queue(desk, state="held") == [deletion.reference]
    [why] = errors(act(desk, deletion, "answer", text="It is deleted."))
    assert why.startswith("It is on hold until Feb. 18, 2027")
    assert not fresh(deletion).closed


def test_a_police_hold_needs_its_case_number_and_a_dispute_its_end(desk, deletion):
    assert errors(act(desk, deletion, "hold", **{**POLICE, "case_number": ""})) == ["Enter the case number"]
    assert errors(act(desk, deletion, "hold", **{**POLICE, "kind": "LITIGATION"})) == ["Enter the day"]


def test_a_hold_is_renewed_and_lifted(desk, deletion):
    act(desk, deletion, "hold", **POLICE)
    until = Hold.objects.get().until
    act(desk, deletion, "renew-hold")
    assert Hold.objects.get().until > until
    act(desk, deletion, "lift-hold")
    assert "On hold until" not in page(desk, deletion)


def test_a_hold_outlasts_the_answer_and_is_lifted_after_it(desk, deletion):
    act(desk, deletion, "hold", **POLICE)
    why = "An agency told us to keep the orders of this year, so we keep them and nothing else of it."
    act(desk, deletion, "deny", "?ground=DEL_LE_HOLD", EXPLANATION=why, REST_DONE="All else.", reproductive_care="no")
    assert fresh(deletion).closed
    assert "What was kept is on hold until Feb. 18, 2027" in page(desk, deletion)
    act(desk, deletion, "lift-hold")
    assert "What was kept is on hold" not in page(desk, deletion)


def test_the_consumer_reads_nothing_of_a_hold(desk, deletion, staff):
    act(desk, deletion, "hold", **POLICE)
    kinds = [str(event) for event in deletion.submission.events.all()]
    assert "Held: nothing may be deleted" in kinds
    words = text(desk.get(url(deletion)))
    assert "put a hold on it" in words


def test_only_what_is_closed_can_be_reopened(desk, staff, deletion):
    assert "Reopen as a new request" not in page(desk, deletion)
    request = only_request(answered(CATEGORIES, by=staff, at=NOON))
    assert "Reopen as a new request" in page(desk, request)
    facts = {"dates": "SAME", "channel": "", "reason": "We answered the wrong question."}
    assert "It is reopened as" in text(act(desk, request, "reopen", **facts))
    new = PrivacyRequest.objects.get(revives=request)
    assert (new.status, new.respond_by) == (Status.IN_PROGRESS, request.respond_by)
    assert "reopened it" in page(desk, request)


def test_new_dates_need_to_be_asked_for_in_some_way(desk, staff):
    request = only_request(answered(CATEGORIES, by=staff, at=NOON))
    facts = {"dates": "NEW", "channel": "", "reason": "They called."}
    assert errors(act(desk, request, "reopen", **facts)) == ["Choose how they asked again"]


def test_new_dates_run_from_the_day_on_which_it_reached_us(desk, staff):
    request = only_request(answered(CATEGORIES, by=staff, at=NOON - timedelta(days=20)))
    facts = {"dates": "NEW", "channel": "POST", "reason": "They wrote."}
    act(desk, request, "reopen", day="2026-11-20", **facts)
    assert PrivacyRequest.objects.get(revives=request).received_on == date(2026, 11, 20)


def test_likely_duplicates_are_proposed_with_both_dates(desk):
    earlier = only_request(confirm(file(CATEGORIES)))
    later = only_request(confirm(file(CATEGORIES)))
    stranger = only_request(confirm(file(CATEGORIES, contact="else@example.com")))
    response = desk.get(url(later, "duplicate"))
    words = text(response)
    assert earlier.reference in words
    assert stranger.reference not in words
    assert words.count("received Nov. 23, 2026, to be answered by Jan. 7, 2027") == 2
    assert response.context["form"].initial["reference"] == str(earlier.submission)
