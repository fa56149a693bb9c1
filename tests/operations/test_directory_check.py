"""A filing is compared with the records in its own time, and nothing waits for that or fails with it."""

from datetime import timedelta

import pytest
import time_machine

from privacy_portal.lib.owed import SendState
from requests_app import tasks
from requests_app.directory import DirectoryDown
from requests_app.models import Comparison, DirectoryMatch, Evidence
from requests_app.operations import directory_check
from requests_app.vocabulary import EvidenceKind, Point, RequestType
from tests.filings import CORRECTION, NOON, PIECES, confirm, file, only_request
from verification.models import Channel

pytestmark = pytest.mark.django_db
HERE = "tests.operations.test_directory_check"


class Agreeing:
    """A business whose records know the name, and count how often they are asked."""

    asked: list[dict] = []

    def match(self, points):
        self.asked.append(dict(points))
        return {point: point == Point.NAME for point in points}


class Down:
    def match(self, points):
        raise DirectoryDown("timeout")


class Broken:
    def match(self, points):
        raise RuntimeError("rosa@example.com is a secret")


class Babbling:
    """Answers what it was not asked, and not in booleans."""

    def match(self, points):
        return {Point.DATE_OF_BIRTH: True, Point.NAME: "Rosa Example", Point.EMAIL: 1}


@pytest.fixture(autouse=True)
def noon(settings):
    settings.DIRECTORY = f"{HERE}.Agreeing"
    Agreeing.asked = []
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def compared(submission):
    directory_check.compare(Comparison.objects.get(submission=submission).pk)
    return {match.point: match.agrees for match in DirectoryMatch.objects.filter(submission=submission)}


def test_the_name_and_the_contact_are_compared():
    submission = confirm(file(PIECES))
    assert compared(submission) == {"NAME": True, "EMAIL": False}
    assert Agreeing.asked == [{Point.EMAIL: "rosa@example.com", Point.NAME: "Rosa Example"}]
    match = DirectoryMatch.objects.first()
    assert (match.checked_at, match.source) == (NOON, "test_directory_check"[:20])


def test_a_telephone_number_is_compared_as_one():
    submission = confirm(file(PIECES, contact_channel=Channel.TEXT, contact="+14155550134"))
    assert set(compared(submission)) == {"NAME", "PHONE"}


def test_what_agrees_is_no_evidence():
    submission = confirm(file(PIECES))
    compared(submission)
    assert {each.kind for each in Evidence.objects.all()} == {EvidenceKind.CONTACT_CONFIRMED}
    assert only_request(submission).level_reached == 0


@pytest.mark.parametrize(
    ("right", "asked"),
    [(CORRECTION, {Point.NAME}), ((RequestType.CORRECT, {"item": "NAME", "right": "x"}), {Point.EMAIL})],
)
def test_the_item_in_dispute_is_not_asked(right, asked):
    compared(confirm(file(right)))
    assert set(Agreeing.asked[0]) == asked


def test_nothing_is_compared_before_the_contact_is_confirmed():
    file(PIECES)
    assert not Comparison.objects.exists()


def test_without_a_directory_nothing_is_owed(settings):
    settings.DIRECTORY = ""
    confirm(file(PIECES))
    assert not Comparison.objects.exists()


def test_it_is_compared_once():
    submission = confirm(file(PIECES))
    compared(submission)
    compared(submission)
    directory_check.queue(submission=submission, at=NOON)
    assert len(Agreeing.asked) == Comparison.objects.count() == 1


@pytest.mark.parametrize(("directory", "code"), [("Down", "timeout"), ("Broken", "fault"), ("Missing", "fault")])
def test_a_directory_that_fails_is_asked_again_later(settings, noon, caplog, directory, code):
    settings.DIRECTORY = f"{HERE}.{directory}"
    submission = confirm(file(PIECES))
    assert compared(submission) == {}
    check = Comparison.objects.get()
    assert (check.state, check.failure, check.next_try_at) == (SendState.OWED, code, NOON + timedelta(minutes=1))
    assert "rosa" not in caplog.text
    settings.DIRECTORY = f"{HERE}.Agreeing"
    noon.shift(timedelta(minutes=2))
    assert set(compared(submission)) == {"NAME", "EMAIL"}


def test_only_a_yes_to_what_was_asked_is_a_yes(settings):
    settings.DIRECTORY = f"{HERE}.Babbling"
    assert compared(confirm(file(PIECES))) == {"NAME": False, "EMAIL": False}


def test_a_broker_that_is_down_fails_no_confirmation(settings, noon, monkeypatch, django_capture_on_commit_callbacks):
    def refused(*args):
        raise ConnectionError("broker")

    with django_capture_on_commit_callbacks():
        submission = file(PIECES)
    monkeypatch.setattr(directory_check.compare, "delay", refused)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(submission)
    assert submission.requests.get().status == "OPEN"
    queued: list[int] = []
    monkeypatch.setattr(directory_check.compare, "delay", queued.append)
    noon.shift(timedelta(seconds=6))
    assert tasks.sweep_directory_checks() == 1
    assert queued == [Comparison.objects.get().pk]
