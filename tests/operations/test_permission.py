"""A permission signed on our page: what is kept, how it is read again, and what it counts as."""

import pytest

from requests_app import permissions, representation
from requests_app.models import PrivacyRequest, SignedPermission
from requests_app.operations import authority, permission, proofs
from requests_app.vocabulary import Actor, Authority, EventKind, FilerRole, NoticeKind, ProofKind, ProofWay, RequestType
from tests.filings import CATEGORIES, DELETION, NOON, confirm_filer, file_for
from verification import challenges
from verification.models import Challenge, Channel

pytestmark = pytest.mark.django_db


def to_sign(*rights, acting=None, **changes):
    submission = confirm_filer(file_for(FilerRole.AGENT, *(rights or [CATEGORIES]), acting=acting, **changes))
    authority.offer_proof(submission=submission, way=ProofWay.ONLINE, at=NOON)
    submission.representative.refresh_from_db()
    return submission


def sign(submission, **changes):
    challenge = challenges.newest(purpose=authority.AGREE, subject=submission.pk)
    language = changes.get("language", "en")
    said = {
        "challenge": challenge,
        "name": "Rosa Example",
        "receives": False,
        "language": language,
        "read": permissions.words(submission, language).sha256,
        "at": NOON,
        **changes,
    }
    return permission.sign(**said)


def test_a_signed_permission_is_kept_with_the_hash_of_its_words():
    submission = to_sign()
    signed = sign(submission, name="Rosa M. Example")
    assert (signed.name, signed.language, signed.text_version) == ("Rosa M. Example", "en", "2026-11.2")
    assert str(signed.signed_on) == "2026-11-23"


@pytest.mark.parametrize("language", ["en", "es"])
def test_staff_read_again_exactly_what_was_signed(language):
    submission = to_sign(CATEGORIES, DELETION, acting={"ends_on": NOON.date(), "firm": "Agents Example"})
    read = permissions.words(submission, language)
    sign(submission, language=language)
    again = permissions.read_again(SignedPermission.objects.get())
    assert (again.words, again.genuine) == (read, True)


def test_words_that_were_not_the_ones_are_not_called_genuine():
    submission = to_sign()
    sign(submission)
    representative = submission.representative
    representative.name = "Somebody Else"
    representative.save()
    assert not permissions.read_again(SignedPermission.objects.get()).genuine


def test_what_became_of_a_request_changes_nothing_of_what_was_signed():
    submission = to_sign(DELETION)
    sign(submission)
    submission.requests.update(type="KNOW_CATEGORIES")
    assert permissions.read_again(SignedPermission.objects.get()).genuine


def test_a_language_in_which_there_are_no_words_is_signed_in_english():
    submission = to_sign()
    assert permissions.words(submission, "fr") == permissions.words(submission, "en")


@pytest.mark.parametrize(("version", "said"), [("2026-11", "delicada"), ("2026-11.2", "personal sensible")])
def test_words_that_were_signed_stay_when_a_later_version_says_it_better(version, said):
    submission = to_sign(CATEGORIES, (RequestType.LIMIT_SPI, {}))
    assert f"mi información {said};" in permissions.words(submission, "es", version=version).text


def test_what_the_agent_typed_cannot_become_markup_of_a_template():
    submission = to_sign(acting={"name": "{{ reference }}{% debug %}"})
    assert "{{ reference }}{% debug %}" in permissions.words(submission, "en").text


def test_the_history_of_a_signature_holds_no_name():
    submission = to_sign()
    sign(submission)
    event = submission.events.get(kind=EventKind.PERMISSION_SIGNED)
    assert (event.actor, event.data) == (Actor.CONSUMER, {"version": "2026-11.2"})


def test_a_signature_waits_for_staff_to_check_it():
    submission = to_sign()
    assert PrivacyRequest.objects.get().authority == Authority.PROOF_MISSING
    sign(submission)
    assert PrivacyRequest.objects.get().authority == Authority.PROOF_TO_CHECK


@pytest.mark.parametrize(("setting", "confirmed"), [("IDENTITY", False), ("PERMISSION", True)])
def test_a_signature_confirms_the_permission_only_where_that_is_asked(settings, setting, confirmed):
    settings.AGENT_CONSUMER_CHECK = setting
    submission = to_sign()
    sign(submission)
    submission.representative.refresh_from_db()
    submission.refresh_from_db()
    assert submission.confirmed
    assert (submission.representative.permission_confirmed_at is not None) is confirmed
    assert not representation.consumer_owes_answer(submission)


def test_other_words_than_those_read_leave_the_link_alive():
    submission = to_sign()
    with pytest.raises(permission.OtherWords):
        sign(submission, read=permissions.words(submission, "es").sha256)
    assert sign(submission)


def test_after_a_refused_paper_the_consumer_may_still_sign(staff):
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    proofs.refuse_proof(
        submission=submission, kind=ProofKind.SIGNED_PERMISSION, reason="Not signed.", at=NOON, by=staff
    )
    later = NOON.replace(hour=13)
    authority.offer_proof(submission=submission, way=ProofWay.ONLINE, at=later)
    submission.representative.refresh_from_db()
    sign(submission, at=later)
    assert PrivacyRequest.objects.get().authority == Authority.PROOF_TO_CHECK


def test_the_agents_own_challenge_signs_nothing():
    submission = to_sign()
    mine = Challenge.objects.filter(subject=submission.representative.pk).latest("issued_at")
    Challenge.objects.filter(pk=mine.pk).update(used_at=None)
    mine.refresh_from_db()
    with pytest.raises(challenges.Unknown):
        sign(submission, challenge=mine)


def test_nobody_signs_for_who_is_ended():
    submission = to_sign()
    authority.end(submission=submission, why="REVOKED", at=NOON)
    with pytest.raises(authority.NoRepresentative):
        sign(submission)


def test_whoever_is_reached_by_telephone_is_asked_by_a_notice_with_the_reference():
    for number, channel in enumerate((Channel.TEXT, Channel.CALL)):
        submission = to_sign(contact_channel=channel, contact=f"+1415555012{number}")
        assert not Challenge.objects.filter(subject=submission.pk).exists()
        assert submission.notices.filter(kind=NoticeKind.REPRESENTED).count() == 1


def test_an_agent_who_tries_again_has_the_notice_sent_again_within_the_limits():
    submission = to_sign(contact_channel=Channel.TEXT, contact="+14155550123")
    notice = submission.notices.get(kind=NoticeKind.REPRESENTED)
    notice.state, notice.sent_at = "SENT", NOON
    notice.save()
    authority.offer_proof(submission=submission, way=ProofWay.ONLINE, at=NOON)
    notice.refresh_from_db()
    assert (notice.state, notice.sent_at) == ("OWED", None)
