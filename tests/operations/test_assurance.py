"""What verifies a person, and how much of it staff may ask for."""

from datetime import timedelta

import pytest

from requests_app import declarations, lifecycle
from requests_app.models import Evidence, PersonContact, PrivacyRequest, Submission
from requests_app.operations import assurance, review
from requests_app.rules.assurance import Level
from requests_app.vocabulary import EventKind, EvidenceKind, Point, RequestType, Status
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, THREE_POINTS, confirm, file, only_request

pytestmark = pytest.mark.django_db


def match(submission, staff, *points, declaration=False, person=None):
    return assurance.record_match(
        submission=submission, points=set(points), declaration=declaration, same_person_as=person, at=NOON, by=staff
    )


def test_two_matched_points_verify_a_categories_request(staff):
    submission = confirm(file(CATEGORIES))
    match(submission, staff, Point.NAME, Point.POSTAL_ADDRESS)
    assert only_request(submission).status == Status.IN_PROGRESS


def test_two_matched_points_do_not_verify_a_request_for_specific_pieces(staff):
    submission = confirm(file(PIECES))
    match(submission, staff, Point.NAME, Point.POSTAL_ADDRESS)
    assert only_request(submission).status == Status.OPEN


def test_three_points_without_the_declaration_do_not_verify_a_request_for_specific_pieces(staff):
    submission = confirm(file(PIECES))
    match(submission, staff, *THREE_POINTS)
    assert only_request(submission).status == Status.OPEN


def test_three_points_and_the_declaration_verify_a_request_for_specific_pieces(staff):
    submission = confirm(file(PIECES))
    match(submission, staff, *THREE_POINTS, declaration=True)
    assert (only_request(submission).status, only_request(submission).level_reached) == (Status.IN_PROGRESS, 2)


def test_points_add_up_over_several_matches(staff):
    submission = confirm(file(PIECES))
    match(submission, staff, Point.NAME)
    match(submission, staff, Point.NAME, Point.POSTAL_ADDRESS)
    match(submission, staff, Point.CUSTOMER_NUMBER, declaration=True)
    assert only_request(submission).level_reached == 2
    assert Evidence.objects.filter(point=Point.NAME).count() == 1


def test_the_disputed_item_scores_nothing(staff):
    submission = confirm(file(CORRECTION))
    match(submission, staff, Point.EMAIL, Point.NAME)
    assert only_request(submission).level_reached == 0


def test_a_match_of_nothing_is_refused(staff):
    with pytest.raises(assurance.NothingMatched):
        match(confirm(file()), staff)


def test_a_first_match_makes_a_person_who_has_the_confirmed_contact(staff):
    submission = confirm(file())
    person = match(submission, staff, Point.EMAIL)
    assert PersonContact.objects.get().person == person
    assert Submission.objects.get().person == person


def test_a_confirmed_contact_that_is_not_in_the_records_is_not_taken_as_the_persons(staff):
    match(confirm(file()), staff, Point.NAME)
    assert not PersonContact.objects.exists()


def test_an_unconfirmed_contact_is_not_taken_as_the_persons(staff):
    match(file(), staff, Point.EMAIL)
    assert not PersonContact.objects.exists()


def test_a_second_filing_can_be_tied_to_the_same_person(staff):
    person = match(confirm(file()), staff, Point.EMAIL)
    second = confirm(file(contact="rosa.work@example.com"))
    assert match(second, staff, Point.EMAIL, person=person) == person
    assert person.submissions.count() == 2
    assert person.contacts.count() == 2


def sign(submission, **changes):
    words = declarations.words(submission, "en")
    said = {"name": "Rosa Example", "place": "Fresno, California", "language": "en", "read": words.sha256, **changes}
    return assurance.sign_declaration(submission=submission, at=NOON, **said)


def set_level(request, level, staff, reason="Photos of children"):
    assurance.set_level(request=request, level=level, reason=reason, at=NOON, by=staff)


def report(submission, **changes):
    assurance.report_login(**{"submission": submission, "logged_in_at": NOON, "at": NOON, **changes})


@pytest.mark.parametrize(
    ("right", "item", "level"),
    [
        (RequestType.CORRECT, "EMAIL", 2),
        (RequestType.CORRECT, "PHONE", 2),
        (RequestType.CORRECT, "POSTAL_ADDRESS", 2),
        (RequestType.CORRECT, "NAME", 1),
        (RequestType.CORRECT, "OTHER", 1),
        (RequestType.DELETE, None, 1),
    ],
)
def test_a_filing_needs_the_degree_of_its_right_and_item(right, item, level):
    details = {"item": item, "right": "x"} if item else {"scope": "EVERYTHING"}
    assert only_request(file((right, details))).level_required == level


def test_a_match_before_the_contact_is_confirmed_counts_once_it_is(staff):
    submission = file(CATEGORIES)
    match(submission, staff, Point.NAME, Point.POSTAL_ADDRESS)
    assert only_request(submission).status == Status.UNCONFIRMED
    confirm(submission)
    assert only_request(submission).status == Status.IN_PROGRESS


def test_a_signed_declaration_is_kept_with_the_hash_of_its_words():
    submission = confirm(file())
    words = declarations.words(submission, "en")
    declaration = sign(submission, name="Rosa M. Example")
    assert (declaration.name, declaration.place) == ("Rosa M. Example", "Fresno, California")
    assert (declaration.text_sha256, declaration.text_version) == (words.sha256, "2026-11")
    assert "under penalty of perjury under the laws of the State of California" in words.text
    assert str(submission) in words.text
    evidence = Evidence.objects.get(kind=EvidenceKind.DECLARATION_SIGNED)
    assert (evidence.declaration, evidence.recorded_by) == (declaration, None)


def test_the_day_of_a_declaration_is_the_business_day():
    late = NOON.replace(hour=23)
    submission = confirm(file())
    words = declarations.words(submission, "es")
    said = {"name": "Rosa", "place": "Fresno", "language": "es", "read": words.sha256, "at": late}
    declaration = assurance.sign_declaration(submission=submission, **said)
    assert (str(declaration.signed_on), declaration.language) == ("2026-11-23", "es")


def test_the_history_of_a_declaration_holds_neither_name_nor_place():
    submission = confirm(file())
    sign(submission)
    assert submission.events.get(kind=EventKind.DECLARATION_SIGNED).data == {"version": "2026-11"}


def test_signing_last_makes_the_points_enough(staff):
    submission = confirm(file(PIECES))
    match(submission, staff, *THREE_POINTS)
    assert only_request(submission).status == Status.OPEN
    sign(submission)
    assert (only_request(submission).status, only_request(submission).level_reached) == (Status.IN_PROGRESS, 2)


def test_signing_alone_verifies_nobody():
    submission = confirm(file(PIECES))
    sign(submission)
    assert (only_request(submission).status, only_request(submission).level_reached) == (Status.OPEN, 0)


def test_a_declaration_is_signed_once(staff):
    submission = confirm(file())
    sign(submission)
    with pytest.raises(assurance.NotAsked):
        sign(submission)


def test_nobody_signs_what_is_signed_on_paper(staff):
    submission = confirm(file())
    match(submission, staff, declaration=True)
    with pytest.raises(assurance.NotAsked):
        sign(submission)


def test_other_words_than_those_read_are_not_signed():
    submission = confirm(file())
    with pytest.raises(assurance.OtherWords):
        sign(submission, read=declarations.words(submission, "es").sha256)
    assert not Evidence.objects.filter(kind=EvidenceKind.DECLARATION_SIGNED).exists()


@pytest.mark.parametrize(
    ("rights", "asked"),
    [
        ([PIECES], True),
        ([CATEGORIES, PIECES], True),
        ([CORRECTION], True),
        ([CATEGORIES], False),
        ([DELETION], False),
    ],
)
def test_a_declaration_is_asked_only_where_the_higher_degree_is_needed(rights, asked):
    assert declarations.is_asked(confirm(file(*rights))) == asked


def test_no_declaration_is_asked_before_the_contact_is_confirmed():
    assert not declarations.is_asked(file(PIECES))


def test_no_declaration_is_asked_of_somebody_who_acts_for_another():
    assert not declarations.is_asked(confirm(file(PIECES, filer_role="SOMEONE_ELSE")))


def test_no_declaration_is_asked_once_the_degree_is_reached_or_the_request_closed():
    submission = confirm(file(PIECES))
    report(submission)
    assert not declarations.is_asked(submission)
    other = confirm(file(PIECES))
    review.withdraw(request=only_request(other), at=NOON)
    assert not declarations.is_asked(other)


def test_a_declaration_is_asked_once_staff_raise_the_degree(staff):
    submission = confirm(file(DELETION))
    set_level(only_request(submission), Level.REASONABLY_HIGH, staff)
    assert declarations.is_asked(submission)


@pytest.mark.parametrize("rights", [PIECES, CATEGORIES])
def test_a_reported_login_is_enough_for_every_degree(rights):
    submission = confirm(file(rights))
    report(submission)
    assert (only_request(submission).status, only_request(submission).level_reached) == (Status.IN_PROGRESS, 2)


def test_a_reported_login_confirms_no_contact():
    submission = file(PIECES)
    report(submission)
    assert only_request(submission).status == Status.UNCONFIRMED
    confirm(submission)
    assert only_request(submission).status == Status.IN_PROGRESS


def test_a_login_reported_twice_counts_once():
    submission = confirm(file())
    report(submission)
    report(submission)
    assert Evidence.objects.filter(kind=EvidenceKind.ACCOUNT_LOGIN).count() == 1


@pytest.mark.parametrize("age", [timedelta(hours=25), -timedelta(minutes=6)])
def test_a_login_of_another_day_or_of_the_future_counts_not(age):
    with pytest.raises(assurance.LoginNotFresh):
        report(confirm(file()), logged_in_at=NOON - age)
    assert not Evidence.objects.filter(kind=EvidenceKind.ACCOUNT_LOGIN).exists()


def test_staff_record_a_login_with_their_reason(staff):
    submission = confirm(file(PIECES))
    assurance.record_match(
        submission=submission,
        points=[],
        declaration=False,
        login_reason="She read out the number on the account page",
        same_person_as=None,
        at=NOON,
        by=staff,
    )
    login = Evidence.objects.get(kind=EvidenceKind.ACCOUNT_LOGIN)
    assert (login.recorded_by, login.reason) == (staff, "She read out the number on the account page")
    assert only_request(submission).status == Status.IN_PROGRESS
    assert "She read" not in str(list(submission.events.values_list("data", flat=True)))


def test_after_a_reported_login_staff_only_say_who_it_is(staff):
    submission = confirm(file(PIECES))
    report(submission)
    assert match(submission, staff) == Submission.objects.get().person


def test_suspected_fraud_takes_the_login_back(staff):
    submission = confirm(file(PIECES))
    report(submission)
    assurance.doubt_login(submission=submission, reason="Password changed an hour before", at=NOON, by=staff)
    assert (only_request(submission).status, only_request(submission).level_reached) == (Status.OPEN, 0)
    report(submission)
    assert only_request(submission).level_reached == 0


def test_after_suspected_fraud_points_and_a_declaration_still_verify(staff):
    submission = confirm(file(PIECES))
    report(submission)
    assurance.doubt_login(submission=submission, reason="Password changed an hour before", at=NOON, by=staff)
    match(submission, staff, *THREE_POINTS, declaration=True)
    assert only_request(submission).status == Status.IN_PROGRESS


@pytest.mark.parametrize(("reason", "refusal"), [("  ", assurance.ReasonMissing), ("Why", assurance.NoLogin)])
def test_fraud_is_suspected_with_a_reason_and_of_a_login(staff, reason, refusal):
    with pytest.raises(refusal):
        assurance.doubt_login(submission=confirm(file()), reason=reason, at=NOON, by=staff)


def test_a_higher_degree_takes_a_request_back_to_be_checked(staff):
    submission = confirm(file(DELETION))
    match(submission, staff, Point.NAME, Point.EMAIL)
    request = only_request(submission)
    assert request.status == Status.IN_PROGRESS
    set_level(request, Level.REASONABLY_HIGH, staff)
    assert (request.status, request.level_required, request.level_reached) == (Status.OPEN, 2, 1)
    assert only_request(submission).level_reason == "Photos of children"


def test_a_lower_degree_can_be_enough_at_once(staff):
    submission = confirm(file((RequestType.CORRECT, {"item": "POSTAL_ADDRESS", "right": "2 New Street"})))
    match(submission, staff, Point.NAME, Point.EMAIL)
    request = only_request(submission)
    assert request.status == Status.OPEN
    set_level(request, Level.REASONABLE, staff, reason="Only the letter of a street")
    assert request.status == Status.IN_PROGRESS


def test_a_changed_degree_is_in_the_history_without_its_reason(staff):
    submission = confirm(file(DELETION))
    set_level(only_request(submission), Level.REASONABLY_HIGH, staff)
    assert submission.events.get(kind=EventKind.LEVEL_SET).data == {"level": 2, "was": 1}


@pytest.mark.parametrize(
    ("right", "level"),
    [
        (PIECES, Level.REASONABLE),
        (PIECES, Level.NONE),
        (CATEGORIES, Level.REASONABLY_HIGH),
        (CATEGORIES, Level.NONE),
        (CORRECTION, Level.REASONABLE),
        (DELETION, Level.NONE),
        (DELETION, Level.REASONABLE),
        ((RequestType.OPT_OUT_SALE_SHARE, {}), Level.REASONABLE),
        ((RequestType.LIMIT_SPI, {}), Level.REASONABLE),
    ],
)
def test_a_degree_that_the_law_does_not_leave_open_cannot_be_chosen(staff, right, level):
    request = only_request(file(right))
    with pytest.raises(assurance.NoSuchChoice):
        set_level(request, level, staff)
    assert PrivacyRequest.objects.get().level_reason is None


def test_a_degree_is_not_changed_without_a_reason(staff):
    with pytest.raises(assurance.ReasonMissing):
        set_level(only_request(file(DELETION)), Level.REASONABLY_HIGH, staff, reason=" ")


def test_the_degree_of_a_closed_request_stays(staff):
    request = only_request(file(DELETION))
    review.withdraw(request=request, at=NOON)
    with pytest.raises(lifecycle.MoveRefused):
        set_level(request, Level.REASONABLY_HIGH, staff)
