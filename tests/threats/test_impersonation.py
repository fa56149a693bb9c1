"""Somebody who knows a name, a mailbox and a number asks for another person's file."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from requests_app import declarations, lifecycle
from requests_app.models import DirectoryMatch, Submission
from requests_app.operations import answers, assurance, identity
from requests_app.rules.assurance import Level
from requests_app.vocabulary import EvidenceKind, Outcome, Point, RequestType
from tests.filings import CATEGORIES, CORRECTION, DELETION, NOON, PIECES, confirm, file, only_request, released
from verification import challenges
from verification.models import Channel

pytestmark = pytest.mark.django_db

REFUSALS = (
    answers.ContactNotMatched,
    answers.NotYet,
    answers.OverLimit,
    assurance.LoginNotFresh,
    assurance.NoLogin,
    assurance.NoSuchChoice,
    assurance.NotAsked,
    assurance.NothingMatched,
    assurance.OtherWords,
    identity.DeletionNotWaiting,
    lifecycle.MoveRefused,
    challenges.ChallengeRefused,
)


def match(submission, staff, points=(), *, paper=False, login=""):
    assurance.record_match(
        submission=submission,
        points=points,
        declaration=paper,
        login_reason=login,
        same_person_as=None,
        at=NOON,
        by=staff,
    )


def sign(submission):
    words = declarations.words(submission, "en")
    said = {"name": "Rosa Example", "place": "Fresno, California", "language": "en", "read": words.sha256}
    assurance.sign_declaration(submission=submission, at=NOON, **said)


def agree(submission):
    """The directory says yes to everything."""
    for point in (Point.NAME, Point.EMAIL):
        facts = {"agrees": True, "checked_at": NOON, "source": "table"}
        DirectoryMatch.objects.update_or_create(submission=submission, point=point, defaults=facts)


def answer(submission, staff):
    """As far as one and the other of the staff can bring it."""
    released(answers.answer(request=only_request(submission), text="What we hold.", at=NOON, by=staff))


STEPS = {
    "confirm": lambda filing, staff: confirm(filing),
    "match": match,
    "paper": lambda filing, staff: match(filing, staff, paper=True),
    "sign": lambda filing, staff: sign(filing),
    "tick a login": lambda filing, staff: match(filing, staff, login="Seen on the account page"),
    "report a login": lambda filing, staff: assurance.report_login(submission=filing, logged_in_at=NOON, at=NOON),
    "report an old login": lambda filing, staff: assurance.report_login(
        submission=filing, logged_in_at=NOON - timedelta(days=3), at=NOON
    ),
    "doubt the login": lambda filing, staff: assurance.doubt_login(
        submission=filing, reason="From abroad", at=NOON, by=staff
    ),
    "the records agree": lambda filing, staff: agree(filing),
    "open the tracking": lambda filing, staff: identity.open_tracking(
        challenge=identity.start_tracking(side=filing, at=NOON), at=NOON
    ),
    "answer": answer,
}
RAISES = [
    (
        f"ask for level {level}",
        lambda filing, staff, level=level: assurance.set_level(
            request=only_request(filing), level=level, reason="Because", at=NOON, by=staff
        ),
    )
    for level in Level
]
STEPS |= dict(RAISES)
POINTS = [Point.NAME, Point.EMAIL, Point.POSTAL_ADDRESS, Point.CUSTOMER_NUMBER]
PATHS = st.lists(
    st.sampled_from(sorted(set(STEPS) - {"match"})) | st.sampled_from(POINTS).map(lambda point: f"match {point}"),
    min_size=4,
    max_size=14,
)


def walk(filing, staff, path):
    """Take each step that the portal allows; everything ends with the wish to answer."""
    for step in [*path, "answer"]:
        filing = Submission.objects.get(pk=filing.pk)
        try:
            if step.startswith("match "):
                match(filing, staff, [Point(step.removeprefix("match "))])
            else:
                STEPS[step](filing, staff)
        except REFUSALS:
            continue
        if step == "answer":
            return True
    return False


def proven(filing):
    """Whether the law's own words are met, counted from the evidence and not from a level."""
    evidence = list(filing.evidence.all())
    logins = [each for each in evidence if each.kind == EvidenceKind.ACCOUNT_LOGIN]
    points = {each.point for each in evidence if each.kind == EvidenceKind.POINT_MATCHED}
    signed = any(each.kind == EvidenceKind.DECLARATION_SIGNED for each in evidence)
    logged_in = bool(logins) and all(each.doubted_at is None for each in logins)
    return Point.EMAIL in points and (logged_in or (len(points) >= 3 and signed))


@pytest.mark.threat("A01")
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(PATHS)
def test_no_path_reaches_an_answer_without_contact_and_proof(path):
    staff = User.objects.create_user(f"reviewer-{uuid4()}", is_staff=True)
    filing = file(PIECES)
    answered = walk(filing, staff, path)
    filing = Submission.objects.get(pk=filing.pk)
    request = only_request(filing)
    assert answered == (request.outcome == Outcome.FULFILLED)
    if answered:
        assert filing.confirmed
        assert proven(filing)


@pytest.mark.threat("A01")
def test_the_walk_can_reach_an_answer(staff):
    """Otherwise the property above would say nothing."""
    points = [f"match {point}" for point in POINTS[:3]]
    assert walk(file(PIECES), staff, ["confirm", *points, "sign"])
    assert walk(file(PIECES, contact="b@example.com"), staff, ["report a login", "confirm", "match EMAIL"])
    assert not walk(file(PIECES, contact="e@example.com"), staff, ["report a login", "confirm"])
    assert not walk(file(PIECES, contact="c@example.com"), staff, ["confirm", *points])
    assert not walk(file(PIECES, contact="d@example.com"), staff, [*points, "paper"])


@pytest.mark.threat("A01")
@pytest.mark.parametrize("right", [CATEGORIES, PIECES, DELETION, CORRECTION], ids=lambda right: right[0])
def test_a_confirmed_mailbox_and_records_that_agree_release_nothing(right, staff):
    submission = confirm(file(right))
    agree(submission)
    with pytest.raises(answers.NotYet):
        answer(submission, staff)


@pytest.mark.threat("A31")
@pytest.mark.parametrize("channel", [Channel.TEXT, Channel.CALL])
@pytest.mark.parametrize("right", [CATEGORIES, PIECES, DELETION, CORRECTION], ids=lambda right: right[0])
def test_a_confirmed_telephone_alone_releases_nothing(right, channel, staff):
    submission = confirm(file(right, contact_channel=channel, contact="+14155550134"))
    with pytest.raises(answers.NotYet):
        answer(submission, staff)


@pytest.mark.threat("A31")
def test_a_telephone_that_is_on_file_and_a_declaration_release_nothing(staff):
    submission = confirm(file(PIECES, contact_channel=Channel.TEXT, contact="+14155550134"))
    sign(submission)
    match(submission, staff, [Point.PHONE])
    with pytest.raises(answers.NotYet):
        answer(submission, staff)
    assert only_request(submission).level_reached == 0


@pytest.mark.threat("A07")
@pytest.mark.parametrize("item", ["EMAIL", "PHONE"])
def test_a_contact_in_the_records_is_not_corrected_on_two_points(item, staff):
    submission = confirm(file((RequestType.CORRECT, {"item": item, "right": "new"})))
    match(submission, staff, [Point(item), Point.NAME, Point.POSTAL_ADDRESS], paper=True)
    with pytest.raises(answers.NotYet):
        answer(submission, staff)
    match(submission, staff, [Point.CUSTOMER_NUMBER])
    answer(submission, staff)
