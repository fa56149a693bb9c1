"""What verifies a person, and how much of it staff may ask for."""

import pytest

from requests_app.models import Evidence, PersonContact, Submission
from requests_app.operations import assurance
from requests_app.vocabulary import Point, RequestType, Status
from tests.filings import CATEGORIES, CORRECTION, NOON, PIECES, THREE_POINTS, confirm, file, only_request

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
