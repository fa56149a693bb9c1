"""The declaration under penalty of perjury, and of whom it is asked."""

import pytest

from requests_app import declarations
from requests_app.models import Evidence
from requests_app.operations import assurance, review
from requests_app.rules.assurance import Level
from requests_app.vocabulary import EventKind, EvidenceKind, FilerRole, Status
from tests.filings import (
    CATEGORIES,
    CORRECTION,
    DELETION,
    NOON,
    PIECES,
    THREE_POINTS,
    confirm,
    confirm_filer,
    file,
    file_for,
    only_request,
)

pytestmark = pytest.mark.django_db


def match(submission, staff, *points, declaration=False, person=None):
    return assurance.record_match(
        submission=submission, points=set(points), declaration=declaration, same_person_as=person, at=NOON, by=staff
    )


def sign(submission, **changes):
    words = declarations.words(submission, "en")
    said = {"name": "Rosa Example", "place": "Fresno, California", "language": "en", "read": words.sha256, **changes}
    return assurance.sign_declaration(submission=submission, at=NOON, **said)


def set_level(request, level, staff, reason="Photos of children"):
    assurance.set_level(request=request, level=level, reason=reason, at=NOON, by=staff)


def report(submission, **changes):
    assurance.report_login(**{"submission": submission, "logged_in_at": NOON, "at": NOON, **changes})


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
    assert not declarations.is_asked(confirm_filer(file_for(FilerRole.ATTORNEY_IN_FACT, PIECES)))


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
