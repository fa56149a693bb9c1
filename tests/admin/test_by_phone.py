"""What staff record of calls, letters and the time of receipt: a form before, one operation behind."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests_app.models import Notice, ReceiptChange
from requests_app.operations import asking, receipt
from requests_app.vocabulary import EventKind, NoticeKind, Point, Status
from tests.admin.conftest import logged_in
from tests.admin.intake import URL
from tests.admin.pages import act, errors, fresh, page, reveal, text, unmasked, url
from tests.filings import BY_LETTER, DELETION, NOON, PIECES, colleague, entered, file, only_request
from verification.models import Channel

pytestmark = pytest.mark.django_db
ALL_SAID = ["received", "reference", "process", "verify", "when", "add"]


def test_the_receipt_is_read_with_its_reference_letter_by_letter_and_ticked(desk, staff):
    request = only_request(entered(by=staff))
    words = text(desk.get(url(request, "spoken-receipt")))
    assert " ".join(f"{sign}." for sign in request.submission.reference) in words
    for said in ["Nov. 23, 2026", "Jan. 7, 2027", "We also make sure that the request is yours", "To add something"]:
        assert said in words
    assert "The receipt is recorded as confirmed, by voice." in text(
        act(desk, request, "spoken-receipt", said=ALL_SAID)
    )
    assert "Acknowledged Mon, Nov 23" in page(desk, request)


@pytest.mark.parametrize("missing", ALL_SAID)
def test_a_receipt_that_left_something_out_is_none(desk, staff, missing):
    request = only_request(entered(by=staff))
    said = [each for each in ALL_SAID if each != missing]
    response = act(desk, request, "spoken-receipt", said=said)
    assert errors(response) == ["Read the rest to them as well, and tick everything"]
    assert fresh(request).submission.acknowledged_at is None


def test_the_receipt_of_who_speaks_spanish_is_read_in_spanish(desk, staff):
    request = only_request(entered(by=staff, language="es"))
    assert 'lang="es"' in desk.get(url(request, "spoken-receipt")).content.decode()
    assert "Recibimos su solicitud" in text(desk.get(url(request, "spoken-receipt")))


def test_a_letter_that_waits_is_seen_printed_and_recorded_as_posted(desk, staff):
    request = only_request(entered(DELETION, by=staff, **BY_LETTER))
    notice = Notice.objects.get()
    words = page(desk, request)
    assert "Receipt (Consumer) To be posted by Dec. 7, 2026" in words
    assert "Waits to be" not in words
    assert request.reference in text(desk.get(URL + "letters/"))
    assert "1 letter to post" in text(desk.get("/staff/"))
    letter = reverse("admin:requests_app_privacyrequest_letter", args=[request.pk, notice.pk])
    why = desk.get(letter).headers["Location"]
    assert why.startswith(url(request, "reveal"))
    told = desk.post(why, {"fields": "WHO", "reason": "WORK", "then": f"letter:{notice.pk}"})
    assert told.headers["Location"] == letter
    printed = text(desk.get(letter))
    for said in ["Rosa Example", "12 Elm Street", str(request.submission), "please say yes a second time: call us"]:
        assert said in printed
    assert "fresh code" not in printed
    act(desk, request, "posted", letter=notice.pk, day="2026-11-23")
    assert "Acknowledged Mon, Nov 23" in page(desk, request)
    assert "No letter waits." in text(desk.get(URL + "letters/"))


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-22", ""])
def test_a_day_on_which_no_letter_can_have_been_posted_is_refused(desk, staff, day):
    request = only_request(entered(by=staff, **BY_LETTER))
    assert errors(act(desk, request, "posted", letter=Notice.objects.get().pk, day=day))
    assert fresh(request).submission.acknowledged_at is None


def test_a_letter_of_another_request_is_not_found(desk, staff):
    request, other = only_request(entered(by=staff, **BY_LETTER)), only_request(file(PIECES))
    notice = Notice.objects.get(by_post=True)
    assert desk.get(reverse("admin:requests_app_privacyrequest_letter", args=[other.pk, notice.pk])).status_code == 404
    mail = Notice.objects.get(by_post=False)
    assert desk.get(reverse("admin:requests_app_privacyrequest_letter", args=[request.pk, mail.pk])).status_code == 404


def test_who_may_only_look_prints_no_letter_and_reads_no_address(looker, staff):
    request = only_request(entered(by=staff, **BY_LETTER))
    notice = Notice.objects.get()
    letter = reverse("admin:requests_app_privacyrequest_letter", args=[request.pk, notice.pk])
    assert looker.get(letter).status_code == 403
    assert "Elm Street" not in page(looker, request)


def test_a_call_back_confirms_the_contact(desk, staff):
    request = only_request(entered(by=staff, contact_channel=Channel.CALL, contact="+14155550132"))
    said = {"number": "GIVEN", "on_file": "on", "note": "Rosa herself."}
    assert "The call is recorded." in text(act(desk, request, "confirm-by-phone", **said))
    assert fresh(request).status == Status.OPEN
    masked = page(desk, request)
    assert "By a call to a number that was on file before." in masked
    assert "Rosa herself." not in masked
    assert "By a call to a number that was on file before. Rosa herself." in unmasked(desk, request)
    assert "A call to a number on file is recorded already." in page(desk, request)


def test_a_number_that_was_not_on_file_shows_nothing(desk, staff):
    request = only_request(entered(by=staff))
    response = act(desk, request, "confirm-by-phone", number="OTHER", note="Somebody answered.")
    assert "shows nothing about who answers it" in errors(response)[0]
    assert "Somebody answered." in response.content.decode()
    assert fresh(request).status == Status.UNCONFIRMED


def test_the_number_given_is_not_offered_where_it_is_a_mailbox(desk, staff):
    request = only_request(entered(by=staff))
    form = desk.get(url(request, "confirm-by-phone")).context["form"]
    assert [value for value, _words in form.fields["number"].choices] == ["OTHER"]


def test_a_second_yes_is_read_in_the_callers_language_and_recorded(desk, staff):
    request = only_request(entered(DELETION, by=staff))
    assert "do you want us to delete it?" in text(desk.get(url(request, "second-yes")))
    assert errors(act(desk, request, "second-yes")) == ["Tick it only if they said yes"]
    act(desk, request, "second-yes", said=["yes"])
    assert fresh(request).deletion_confirmed_at == NOON
    assert "reviewer heard the second yes." in page(desk, request)


def change(client, request, day, time="", **more):
    return act(client, request, "change-receipt", day=day, time=time, reason="It lay in the post room.", **more)


@pytest.mark.threat("A63")
def test_a_change_of_the_receipt_says_what_it_changes_before_it_does(desk, staff):
    request = only_request(entered(by=staff))
    first = change(desk, request, "2026-11-20", "09:00")
    assert errors(first) == ["Read what changes, and tick that it is right"]
    words = text(first)
    assert "answer by Jan. 4, 2027 instead of Jan. 7, 2027. Acknowledge by Dec. 4, 2026." in words
    assert not ReceiptChange.objects.exists()
    value = first.context["form"].fields["meant"].choices[0][0]
    assert "The time of receipt is changed" in text(change(desk, request, "2026-11-20", "09:00", meant=[value]))
    assert "put the time of receipt right: Nov. 20, 2026, 9 a.m. instead of Nov. 23, 2026, noon" in page(desk, request)


def test_a_yes_to_one_time_is_none_to_another(desk, staff):
    request = only_request(entered(by=staff))
    value = change(desk, request, "2026-11-20").context["form"].fields["meant"].choices[0][0]
    assert errors(change(desk, request, "2026-11-19", meant=[value]))
    assert not ReceiptChange.objects.exists()


@pytest.mark.threat("A63")
@pytest.mark.parametrize(
    ("day", "time", "said"),
    [
        ("2026-11-24", "", "A request cannot have been received later than now."),
        ("2026-11-23", "12:00", "This is the time that is recorded."),
        ("2026-03-08", "02:30", "This time did not exist"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_its_reason(desk, staff, day, time, said):
    request = only_request(entered(by=staff))
    assert errors(change(desk, request, day, time))[0].startswith(said)
    assert not request.submission.events.filter(kind=EventKind.RECEIPT_CHANGED).exists()


@pytest.mark.threat("A63")
def test_a_later_time_is_for_a_colleague_and_never_after_the_acknowledgement(desk, staff):
    request = only_request(entered(by=staff, received_at=NOON - timedelta(days=3)))
    assert "somebody else than who entered" in errors(change(desk, request, "2026-11-22"))[0]
    second = logged_in(colleague())
    assert errors(change(second, request, "2026-11-22")) == ["Read what changes, and tick that it is right"]
    receipt.speak(submission=request.submission, at=NOON, by=staff)
    assert "would lengthen what the person was told" in errors(change(second, request, "2026-11-22"))[0]


def test_the_pages_take_the_same_queries_however_many_letters_wait(desk, staff):
    counts = []
    for _more in range(2):
        for _each in range(3):
            entered(PIECES, DELETION, by=staff, **BY_LETTER)
        with CaptureQueriesContext(connection) as letters:
            desk.get(URL + "letters/")
        with CaptureQueriesContext(connection) as blank:
            desk.get(URL)
        counts.append((len(letters), len(blank)))
    # The session, the user, all their duties at once; the letters and their requests, or how many wait.
    assert counts == [(5, 4), (5, 4)]


def test_a_letter_that_asks_for_more_says_why_since_its_reader_has_no_page(desk, staff):
    request = only_request(entered(DELETION, by=staff, **BY_LETTER))
    why = "Two people of this name are in our books."
    asking.ask(request=request, points=[Point.CUSTOMER_NUMBER], reason=why, at=NOON, by=staff)
    notice = Notice.objects.get(request=request, kind=NoticeKind.VERIFY_ASK)
    reveal(desk, request)
    letter = reverse("admin:requests_app_privacyrequest_letter", args=[request.pk, notice.pk])
    words = text(desk.get(letter))
    assert "Why we ask" in words
    assert why in words
