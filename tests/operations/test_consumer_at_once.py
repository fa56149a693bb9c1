"""The consumer answers in two browsers at the same moment: real threads, each with its own connection."""

from functools import partial

import pytest

from requests_app import permissions
from requests_app.models import Event, SignedPermission, Submission
from requests_app.operations import authority, identity, permission
from requests_app.vocabulary import AuthorityEnd, EventKind, FilerRole, ProofWay
from tests.filings import CATEGORIES, NOON, confirm_filer, file_for
from tests.support import crowd
from verification import challenges

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("broker_url"),
    pytest.mark.threat("A84"),
]


def at_once(*acts):
    """The names of what each returned or raised."""
    return sorted(type(each).__name__ for each in crowd.at_once(acts, refusals=(Exception,)))


def asked(way=ProofWay.PAPER):
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    authority.offer_proof(submission=submission, way=way, at=NOON)
    return Submission.objects.get()


def by_link(submission):
    return challenges.newest(purpose=authority.AGREE, subject=submission.pk)


def opened_with_reference(submission):
    challenge = identity.start_tracking(side=submission, at=NOON)
    identity.open_tracking(challenge=challenge, at=NOON)
    return identity.shown(submission)


def test_a_link_pressed_in_many_browsers_answers_once():
    submission = asked()
    ends = at_once(*[partial(authority.agree, challenge=by_link(submission), at=NOON)] * 6)
    assert ends.count("Submission") == 1
    assert submission.evidence.count() == 1


def test_a_yes_and_a_no_at_once_leave_one_of_them():
    submission = asked()
    link = by_link(submission)
    at_once(partial(authority.agree, challenge=link, at=NOON), partial(authority.refuse, challenge=link, at=NOON))
    submission.refresh_from_db()
    ended = submission.representative.ended_at is not None
    assert submission.confirmed is not ended


def test_the_link_and_the_reference_at_once_answer_once():
    submission = asked()
    shown = opened_with_reference(submission)
    ends = at_once(
        partial(authority.agree, challenge=by_link(submission), at=NOON),
        partial(authority.agree, challenge=shown, at=NOON, opened=True),
    )
    assert ends == ["NothingToAnswer", "Submission"]
    assert submission.evidence.count() == 1


def test_a_signature_by_link_and_with_the_reference_at_once_is_one():
    submission = asked(ProofWay.ONLINE)
    shown = opened_with_reference(submission)
    words = permissions.words(submission, "en")
    sign = partial(permission.sign, name="Rosa", receives=False, language="en", read=words.sha256, at=NOON)
    ends = at_once(partial(sign, challenge=by_link(submission)), partial(sign, challenge=shown, opened=True))
    assert ends == ["NothingToAnswer", "SignedPermission"]
    assert SignedPermission.objects.count() == 1


@pytest.mark.parametrize("way", [ProofWay.PAPER, ProofWay.ONLINE])
def test_an_agent_and_a_consumer_at_once_block_nobody(way):
    submission = asked()
    link = by_link(submission)
    ends = at_once(
        partial(authority.offer_proof, submission=submission, way=way, at=NOON),
        partial(authority.agree, challenge=link, at=NOON),
    )
    assert set(ends) <= {"NoneType", "Submission", "Superseded", "NothingToAnswer"}


def test_who_ends_it_twice_at_once_ends_it_once():
    submission = asked()
    ends = at_once(*[partial(authority.end, submission=submission, why=AuthorityEnd.REVOKED, at=NOON)] * 4)
    assert ends == ["NoRepresentative"] * 3 + ["NoneType"]
    assert Event.objects.filter(kind=EventKind.AUTHORITY_ENDED).count() == 1
