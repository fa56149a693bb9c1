"""What staff see of how sure we are, and what they may change about it."""

import pytest

from requests_app import declarations
from requests_app.models import Comparison, DirectoryMatch, Evidence
from requests_app.operations import assurance
from requests_app.vocabulary import EvidenceKind, Point, RequestType, Status
from tests.admin.pages import act, errors, fresh, page, text, unmasked, url
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, confirm, file, only_request

pytestmark = pytest.mark.django_db
REASON = "Photographs of the children"


def signed(name):
    submission = confirm(file(PIECES))
    read = declarations.words(submission, "en").sha256
    said = {"name": name, "place": "Fresno, California", "language": "en", "read": read}
    assurance.sign_declaration(submission=submission, at=NOON, **said)
    return only_request(submission)


@pytest.mark.parametrize("name", ["Rosa Example", "rosa  EXAMPLE", "Rósa Example"])
def test_a_declaration_is_shown_with_the_name_signed(desk, name):
    words = unmasked(desk, signed(name))
    assert "Signed on our page" in words
    assert "in Fresno, California, on Nov. 23, 2026, words of 2026-11. It is the name given." in words


def test_another_name_than_the_one_given_stands_out(desk):
    words = unmasked(desk, signed("Somebody Else"))
    assert "It is not the name given, “Rosa Example”: find out why." in words


def test_what_is_signed_is_not_asked_of_staff(desk):
    form = desk.get(url(signed("Rosa Example"), "match")).context["form"]
    assert "declaration" not in form.fields


def test_raising_the_degree_takes_a_reason(desk):
    request = only_request(confirm(file(DELETION)))
    response = act(desk, request, "set-level", level=2, reason="")
    assert errors(response) == ["Write the reason"]
    assert "It is changed." in text(act(desk, request, "set-level", level=2, reason=REASON))
    assert fresh(request).level_required == 2
    assert REASON not in page(desk, request)
    assert f"Why another degree was chosen: {REASON}" in unmasked(desk, request)


def test_lowering_the_degree_of_an_address_can_be_enough(desk):
    request = only_request(confirm(file((RequestType.CORRECT, {"item": "POSTAL_ADDRESS", "right": "x"}))))
    act(desk, request, "match", points=[Point.NAME, Point.EMAIL], who="new")
    act(desk, request, "set-level", level=1, reason=REASON)
    assert fresh(request).status == Status.IN_PROGRESS


@pytest.mark.parametrize("right", [PIECES, CATEGORIES, CORRECTION])
def test_where_the_law_sets_the_degree_there_is_nothing_to_change(desk, right):
    request = only_request(confirm(file(right)))
    before = request.level_required
    words = text(act(desk, request, "set-level", level=1 if before == 2 else 2, reason=REASON))
    assert "Change how sure we must be is not possible: The law sets it for this right." in words
    assert fresh(request).level_required == before


@pytest.mark.parametrize("level", ["0", "1", "3", "x", ""])
def test_a_degree_that_is_no_choice_cannot_be_slipped_in(desk, level):
    request = only_request(confirm(file(DELETION)))
    assert act(desk, request, "set-level", level=level, reason=REASON).context["form"].errors
    assert fresh(request).level_required == 1


def test_a_login_is_recorded_with_how_staff_know(desk, staff):
    request = only_request(confirm(file(PIECES)))
    assert errors(act(desk, request, "match", login="on", who="new")) == ["Say how you know that they logged in"]
    act(desk, request, "match", login="on", login_reason="They read out the number on the page", who="new")
    assert fresh(request).status == Status.IN_PROGRESS
    words = unmasked(desk, request)
    assert "They read out the number on the page Enough by itself (11 CCR § 7061(a))." in words
    assert "login" not in desk.get(url(request, "match")).context["form"].fields


def test_a_reason_without_a_tick_records_no_login(desk):
    request = only_request(confirm(file(PIECES)))
    act(desk, request, "match", points=[Point.NAME], login_reason="Perhaps", who="new")
    assert not Evidence.objects.filter(kind=EvidenceKind.ACCOUNT_LOGIN).exists()


def test_after_a_reported_login_staff_only_say_who_it_is(desk):
    submission = confirm(file(PIECES))
    assurance.report_login(submission=submission, logged_in_at=NOON, at=NOON)
    request = only_request(submission)
    assert "Reported by our own system." in page(desk, request)
    act(desk, request, "match", who="new")
    assert fresh(request).submission.person is not None


def test_suspected_fraud_is_said_on_the_page(desk):
    submission = confirm(file(PIECES))
    assurance.report_login(submission=submission, logged_in_at=NOON, at=NOON)
    request = only_request(submission)
    act(desk, request, "doubt-login", reason="Password changed from abroad")
    assert fresh(request).status == Status.OPEN
    words = unmasked(desk, request)
    assert "Does not count: fraud is suspected (11 CCR § 7061(b)). Password changed from abroad" in words


def test_without_a_login_there_is_nothing_to_doubt(desk):
    request = only_request(confirm(file(PIECES)))
    assert "No login to an account counts here." in text(act(desk, request, "doubt-login", reason="x"))


def agreeing(request, **points):
    for name, agrees in points.items():
        DirectoryMatch.objects.create(
            submission=request.submission, point=name, agrees=agrees, checked_at=NOON, source="table"
        )


def test_what_the_records_say_is_shown_and_ticked_before(desk):
    request = only_request(confirm(file(PIECES)))
    agreeing(request, NAME=True, EMAIL=False)
    words = page(desk, request)
    assert "Full name: agrees with one record (Nov. 23, 2026)" in words
    assert "Email address on file: agrees with no such record (Nov. 23, 2026)" in words
    assert "Identity not verified yet" in words
    response = desk.get(url(request, "match"))
    assert response.context["form"].fields["points"].initial == [Point.NAME]
    body = response.content.decode()
    assert 'value="NAME"' in body
    assert body.count(" checked") == 1
    assert "Full name: agrees with one record" in text(response)


def test_what_was_matched_before_or_is_disputed_is_not_ticked(desk):
    request = only_request(confirm(file(CORRECTION)))
    agreeing(request, NAME=True, EMAIL=True)
    act(desk, request, "match", points=[Point.NAME], who="new")
    assert desk.get(url(request, "match")).context["form"].fields["points"].initial == []


@pytest.mark.parametrize(
    ("state", "failure", "words"),
    [
        ("OWED", "", "Our records have not answered yet."),
        ("FAILED", "timeout", "Our records gave no answer. Compare by hand."),
    ],
)
def test_records_that_gave_no_answer_are_said(desk, state, failure, words):
    request = only_request(confirm(file(PIECES)))
    Comparison.objects.create(submission=request.submission, next_try_at=NOON, state=state, failure=failure)
    assert words in page(desk, request)
    assert words in text(desk.get(url(request, "match")))
