"""Entering what came by telephone, email, post or in person: one page, a check, filed once, nothing typed is lost."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from privacy_portal.sign_in import standing
from requests_app.models import Draft, Notice, Submission
from requests_app.vocabulary import Authority, EventKind, FilerRole, IntakeChannel, NoticeKind, Status
from tests.admin import intake
from tests.admin.intake import AGENT, CALL, EARLIER, LETTER, URL
from tests.admin.pages import text
from tests.filings import NOON, PACIFIC, only_request
from tests.support.staff import staff_sign_in
from verification.models import Challenge

pytestmark = pytest.mark.django_db


@pytest.mark.threat("A03")
@pytest.mark.parametrize("channel", [each for each in IntakeChannel if each != IntakeChannel.WEB])
def test_whatever_way_it_came_it_starts_unconfirmed_and_is_challenged(desk, staff, channel):
    submission = intake.enter(desk, {**CALL, "how-channel": channel.value})
    request = only_request(submission)
    assert (request.status, request.level_reached, submission.confirmed) == (Status.UNCONFIRMED, 0, False)
    assert (submission.channel, submission.received_at) == (channel, NOON)
    assert Challenge.objects.get(subject=submission.pk).destination == "rosa@example.com"
    assert submission.events.get(kind=EventKind.FILED).staff == staff


def test_who_may_only_look_may_not_enter(looker):
    given = looker.get(URL)
    assert given.status_code == 403
    assert looker.get(URL + "script/").status_code == looker.get(URL + "letters/").status_code == 403


def test_the_check_shows_what_is_filed_with_its_dates_and_files_nothing(desk):
    words = text(intake.send(desk, CALL))
    for said in ["Nothing is filed yet", "Telephone", "Nov. 23, 2026, noon", "Rosa Example", "rosa@example.com"]:
        assert said in words
    assert "acknowledge by Dec. 7, 2026, answer by Jan. 7, 2027" in words
    assert "It starts as not verified" in words
    assert not Submission.objects.exists()


def test_after_a_call_the_receipt_is_read_out_and_after_a_letter_the_request_is_shown(desk):
    for said, name in [(CALL, "spoken-receipt"), (LETTER, "change")]:
        response = desk.post(intake.check_of(intake.send(desk, said)))
        newest = Submission.objects.get(channel=said["how-channel"])
        assert response.headers["Location"] == intake.page_of(newest, name)


def test_the_clock_starts_when_it_was_received(desk):
    submission = intake.enter(desk, {**CALL, **EARLIER, "how-day": "2026-11-20", "how-time": "16:30"})
    request = only_request(submission)
    assert submission.received_at == datetime(2026, 11, 20, 16, 30, tzinfo=PACIFIC)
    assert (str(request.received_on), str(request.acknowledge_by)) == ("2026-11-20", "2026-12-04")
    assert str(request.respond_by) == "2027-01-04"


def test_the_last_minute_of_a_day_is_that_day_by_the_business_clock_though_it_is_the_next_elsewhere(desk):
    submission = intake.enter(desk, {**CALL, **EARLIER, "how-day": "2026-11-20", "how-time": "23:59"})
    assert submission.received_at.astimezone(UTC).day == 21
    assert str(submission.received_on) == "2026-11-20"


def test_just_now_is_when_the_page_was_first_sent_not_when_it_was_filed_after_midnight(desk, noon):
    noon.move_to(datetime(2026, 11, 23, 23, 55, tzinfo=PACIFIC))
    check = intake.check_of(intake.send(desk, CALL))
    noon.move_to(datetime(2026, 11, 24, 0, 5, tzinfo=PACIFIC))
    desk.post(check)
    assert str(Submission.objects.get().received_on) == "2026-11-23"


@pytest.mark.parametrize(
    ("day", "time", "said"),
    [
        ("2026-11-24", "", "A request cannot have been received later than now."),
        ("2026-11-23", "12:01", "A request cannot have been received later than now."),
        (
            "2026-03-08",
            "02:30",
            "This time did not exist: the clocks were put forward over it. Enter the hour after it",
        ),
        ("2019-12-31", "", "On that day the law was not in force yet. Check the year."),
        ("9999-12-31", "23:59", "A request cannot have been received later than now."),
        ("0001-01-01", "", "On that day the law was not in force yet. Check the year."),
        ("2026-02-30", "", "Enter a date that exists, like 2023-05-31"),
        ("2026-11-20", "25:00", "Enter a time that exists, like 14:30"),
        ("", "10:00", "Enter the day on which it was received"),
    ],
)
@pytest.mark.threat("A63")
def test_a_time_that_cannot_be_is_refused_and_nothing_typed_is_lost(desk, day, time, said):
    response = intake.send(desk, {**CALL, **EARLIER, "how-day": day, "how-time": time})
    assert intake.wrong(response) == [said]
    assert 'value="rosa@example.com"' in response.content.decode()
    assert not Submission.objects.exists()


def test_a_day_whose_answer_date_is_over_has_to_be_meant(desk):
    long_ago = {**CALL, **EARLIER, "how-day": "2026-10-08"}
    assert intake.wrong(intake.send(desk, long_ago)) == ["Look at the day once more, and tick that it is right"]
    assert "A date has passed already." in text(intake.send(desk, long_ago, **{"how-meant": ["yes"]}))


def test_forty_five_days_are_not_yet_far_back(desk):
    intake.check_of(intake.send(desk, {**CALL, **EARLIER, "how-day": "2026-10-09"}))


def test_a_range_of_dates_ends_with_the_day_of_receipt_and_not_with_today(desk):
    asked = {"period-period": "RANGE", "period-start": "2024-01-01", "period-end": "2026-11-22"}
    response = intake.send(desk, {**CALL, **EARLIER, "how-day": "2026-11-20", **asked})
    assert intake.wrong(response) == ["The last day cannot be in the future"]


def test_a_right_that_is_not_offered_is_refused(desk):
    response = intake.send(desk, {**CALL, "rights-rights": ["OPT_OUT_SALE_SHARE"]})
    assert response.context["form"].errors
    assert not Submission.objects.exists()


def test_the_website_is_no_way_that_staff_enter(desk):
    assert intake.send(desk, {**CALL, "how-channel": "WEB"}).context["form"].errors


def test_an_agent_is_entered_with_the_person_they_act_for(desk):
    submission = intake.enter(desk, {**CALL, **AGENT})
    acting = submission.representative
    assert (submission.filer_role, submission.name, submission.contact) == (
        FilerRole.AGENT,
        "Rosa Example",
        "rosa@example.com",
    )
    assert (acting.name, acting.contact) == ("Ana Agent", "ana@agents.example.com")
    assert only_request(submission).authority == Authority.PROOF_MISSING
    assert Challenge.objects.get(subject=acting.pk)


def test_an_agent_without_the_person_they_act_for_is_refused(desk):
    gone = {"their-contact-channel": "", "their-contact-email": "", "name-name": ""}
    said = intake.wrong(intake.send(desk, {**CALL, **AGENT, **gone}))
    assert "Enter the name of the person you act for" in said
    assert "Choose how we can reach the person you act for" in said


def test_another_answer_to_who_asks_draws_the_page_anew_and_keeps_what_was_typed(desk):
    changed = {**CALL, "for-whom-for_whom": "AGENT"}
    response = intake.send(desk, changed, role="SELF")
    assert 'name="representative-name"' in response.content.decode()
    assert not response.context["form"].errors
    assert 'value="Rosa Example"' in response.content.decode()


def test_the_button_of_who_asks_says_nothing_about_what_is_missing_yet(desk):
    response = intake.send(desk, {"for-whom-for_whom": "PARENT_UNDER_13"}, role="SELF", show="1")
    assert "Error:" not in response.content.decode()
    assert 'name="their-contact-channel"' not in response.content.decode()


def test_an_empty_page_says_everything_that_is_missing(desk):
    said = intake.wrong(intake.send(desk, {"for-whom-for_whom": "SELF"}))
    assert {"Choose how the request came", "Enter your name", "Choose a language"} <= set(said)
    assert not Submission.objects.exists()


def test_the_page_sent_twice_and_filed_twice_is_filed_once(desk):
    given = intake.page(desk)
    check = intake.check_of(intake.send(desk, CALL, given=given))
    assert intake.check_of(intake.send(desk, CALL, given=given)) == check
    desk.post(check)
    assert "This was filed before, once:" in text(desk.post(check, follow=True))
    assert "This was filed before, once:" in text(intake.send(desk, CALL, given=given))
    assert Submission.objects.count() == 1
    assert not Draft.objects.exists()


def _idle(desk):
    session = desk.session
    session[standing.TIMES] = dict.fromkeys(("since", "seen"), (NOON - timedelta(hours=1)).timestamp())
    session.save()


@pytest.mark.threat("A60")
@pytest.mark.parametrize("lose", [lambda desk: desk.logout(), _idle], ids=["logged out", "idle for an hour"])
def test_a_session_that_ended_meanwhile_loses_nothing_that_was_typed(desk, staff, lose):
    given = intake.page(desk)
    lose(desk)
    kept = desk.post(URL, {"token": intake.token(given), "role": "SELF", **CALL})
    asked = urlsplit(kept.headers["Location"])
    assert asked.path == "/staff/login/"
    assert not Submission.objects.exists()
    assert "You were logged out" in text(desk.get(kept.headers["Location"]))
    staff_sign_in(desk, staff)
    back = desk.get(parse_qs(asked.query)["next"][0])
    assert 'value="rosa@example.com"' in back.content.decode()


def test_a_stranger_can_keep_nothing_here(client):
    refused = client.post(URL, {"token": "made-up", "role": "SELF", **CALL})
    assert refused.headers["Location"] == f"/staff/login/?{urlencode({'next': URL})}"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("way", ["sheet", "check"])
def test_what_a_colleague_typed_is_not_shown(desk, second_desk, way):
    check = intake.check_of(intake.send(desk, CALL))
    url = check if way == "check" else check.removesuffix("check/")
    assert "Rosa" not in text(second_desk.get(url, follow=True))
    second_desk.post(url, {"token": "x"}, follow=True)
    assert not Submission.objects.exists()
    assert desk.get(url).status_code == 200


def test_a_page_of_a_colleague_cannot_be_sent_by_another(desk, second_desk):
    given = intake.page(desk)
    assert "This page was too old" in text(intake.send(second_desk, CALL, given=given))
    assert not Draft.objects.exists()


def test_what_was_typed_is_gone_after_a_day(desk, staff, noon):
    check = intake.check_of(intake.send(desk, CALL))
    noon.shift(timedelta(hours=25))
    staff_sign_in(desk, staff)
    assert "is not kept any more" in text(desk.post(check, follow=True))
    assert not Submission.objects.exists()


def test_who_is_reached_by_letter_alone_is_sent_no_code_and_waits_for_no_confirmation(desk):
    submission = intake.enter(desk, LETTER)
    assert only_request(submission).status == Status.OPEN
    assert not Challenge.objects.exists()
    receipt = Notice.objects.get(kind=NoticeKind.RECEIPT)
    assert receipt.by_post
    assert submission.acknowledged_at is None


def test_an_attorney_who_is_reached_by_letter_alone_is_entered_too(desk):
    acting = {
        "for-whom-for_whom": "ATTORNEY_IN_FACT",
        "their-contact-channel": "NONE",
        "representative-name": "Abel Attorney",
    }
    submission = intake.enter(desk, {**LETTER, **acting})
    assert submission.representative.by_post
    assert Notice.objects.get(kind=NoticeKind.RECEIPT).by_post


def test_a_letter_without_an_address_is_refused(desk):
    response = intake.send(desk, {**LETTER, "contact-postal_address": " "})
    assert intake.wrong(response) == ["Enter the address to which we write"]


def test_the_script_reads_the_range_and_what_is_never_asked(desk):
    words = text(desk.get(URL + "script/"))
    assert "the last 12 months, dates that you choose, or everything since Jan. 1, 2022" in words
    assert "Never ask for a Social Security number" in words
    assert "by Jan. 7, 2027 at the latest" in words


@pytest.mark.parametrize("language", ["es", "xx", "<script>"])
def test_the_script_is_in_the_callers_language_or_else_in_ours(desk, language):
    response = desk.get(URL + "script/", {"language": language})
    assert response.context["language"] == ("es" if language == "es" else "en")


def test_the_pages_of_intake_are_kept_by_no_browser(desk):
    pages = [
        desk.get(URL),
        intake.send(desk, CALL),
        desk.get(URL + "script/"),
        desk.get(URL + "letters/"),
    ]
    assert all("no-store" in page.headers["Cache-Control"] for page in pages)


def test_no_address_of_intake_says_anything_of_anybody(desk):
    hops = intake.send(desk, CALL).redirect_chain
    assert not [url for url, _status in hops if "rosa" in url or "@" in url or "Example" in url]
