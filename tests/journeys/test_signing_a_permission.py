"""The consumer signs on our page that an agent may act: the exact words, once, and as the one check."""

import pytest
from django.test import Client
from django.utils import timezone

from requests_app.models import SignedPermission
from requests_app.operations import authority
from requests_app.vocabulary import Authority, ProofKind, ProofWay
from tests.journeys.sides import (
    ANSWER,
    BY_TEXT,
    STATUS,
    accepted,
    agree_link,
    asked,
    current,
    only,
    open_status,
    read_hash,
    signature,
    words,
)
from verification.models import Challenge

pytestmark = pytest.mark.django_db

ONLINE = ProofWay.ONLINE


def test_the_words_to_sign_name_both_the_rights_and_the_dates(client, client_b):
    today = timezone.localdate()
    submission = asked(
        client, ONLINE, permission={"may_receive_answer": "yes", "duties": ["yes"], "ends_on": today.isoformat()}
    )
    page = words(client_b.get(agree_link(submission)))
    for said in (
        f"the privacy request with the reference {submission}",
        "I give Ana Agent of Agents Example permission",
        "a description of the information about me;",
        f"until {today:%B} {today.day}, {today.year}",
        "I can end it at any time.",
        "I did not ask for this",
    ):
        assert said in page, said
    assert "a copy of the information about me" not in page


@pytest.mark.parametrize("setting", ["IDENTITY", "PERMISSION"])
def test_signing_is_the_proof_and_the_one_check(client, client_b, staff, settings, setting):
    settings.AGENT_CONSUMER_CHECK = setting
    submission = asked(client, ONLINE)
    page = client_b.get(agree_link(submission))
    assert client_b.post(agree_link(submission), signature(page)).headers["Location"] == STATUS
    assert only(submission).authority == Authority.PROOF_TO_CHECK
    accepted(submission, staff, ProofKind.SIGNED_ONLINE)
    assert only(submission).authority == Authority.ESTABLISHED
    status = words(client_b.get(STATUS))
    assert "Say whether you asked for this" not in status
    assert "Show that this contact is yours" not in status
    assert Challenge.objects.filter(subject=submission.pk).count() == 1


def test_who_is_reached_by_telephone_signs_with_the_reference(client, client_b):
    submission = asked(client, ONLINE, their_contact=BY_TEXT)
    open_status(client_b, submission)
    assert "Read the permission, and answer" in words(client_b.get(STATUS))
    assert client_b.post(ANSWER, signature(client_b.get(ANSWER))).headers["Location"] == STATUS
    assert SignedPermission.objects.get().name == "Rosa Example"


@pytest.mark.parametrize(("receives", "may"), [("no", False), ("yes", True)])
@pytest.mark.parametrize("agent_said", ["no", "yes"])
def test_what_the_consumer_signs_of_the_answer_wins_over_what_the_agent_said(
    client, client_b, receives, may, agent_said
):
    submission = asked(client, ONLINE, permission={"may_receive_answer": agent_said, "duties": ["yes"]})
    client_b.post(agree_link(submission), signature(client_b.get(agree_link(submission)), receives=receives))
    assert current(submission).representative.may_receive_answer is may
    assert SignedPermission.objects.get().may_receive_answer is may


def test_a_spanish_reader_signs_spanish_words(client, client_b):
    submission = asked(client, ONLINE)
    client_b.cookies["django_language"] = "es"
    page = client_b.get(agree_link(submission))
    assert "Doy permiso a Ana Agent de Agents Example" in words(page)
    client_b.post(agree_link(submission), signature(page))
    assert SignedPermission.objects.get().language == "es"


@pytest.mark.parametrize("read", ["", "0" * 64, "x" * 65])
def test_nobody_signs_what_was_not_shown(client, client_b, read):
    submission = asked(client, ONLINE)
    page = client_b.get(agree_link(submission))
    response = client_b.post(agree_link(submission), signature(page, read=read))
    assert response.status_code == 200
    assert not SignedPermission.objects.exists()
    assert client_b.post(agree_link(submission), signature(page)).status_code == 302


def test_words_that_changed_under_the_readers_eyes_are_not_signed(client, client_b):
    submission = asked(client, ONLINE)
    read = read_hash(client_b.get(agree_link(submission)))
    client_b.cookies["django_language"] = "es"
    page = client_b.get(agree_link(submission))
    assert client_b.post(agree_link(submission), signature(page, read=read)).status_code == 200
    assert not SignedPermission.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ""}, "Enter your full name"),
        ({"name": "\u200b \u202e"}, "Enter your full name"),
        ({"name": "x" * 201}, "at most 200"),
        ({"receives": ""}, "Choose whether they may receive our answer"),
    ],
)
def test_name_and_choice_are_needed(client, client_b, changes, error):
    submission = asked(client, ONLINE)
    page = client_b.get(agree_link(submission))
    assert error in words(client_b.post(agree_link(submission), signature(page, **changes)))
    assert not SignedPermission.objects.exists()


def test_a_bare_yes_is_no_signature(client, client_b):
    submission = asked(client, ONLINE)
    assert client_b.post(agree_link(submission), {"answer": "yes"}).status_code == 200
    assert not current(submission).confirmed


def test_nobody_signs_what_is_not_to_be_signed(client, client_b):
    submission = asked(client, ONLINE)
    page = client_b.get(agree_link(submission))
    said = signature(page)
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=timezone.now())
    assert client_b.post(agree_link(submission), said).status_code == 410
    assert not SignedPermission.objects.exists()


def test_a_permission_is_signed_once(client, client_b):
    submission = asked(client, ONLINE)
    link = agree_link(submission)
    said = signature(client_b.get(link))
    client_b.post(link, said)
    assert Client().post(link, said).status_code == 410
    assert client_b.post(ANSWER, said).headers["Location"] == STATUS
    assert SignedPermission.objects.count() == 1


@pytest.mark.threat("A84")
def test_who_did_not_ask_says_so_instead_of_signing(client, client_b):
    submission = asked(client, ONLINE)
    client_b.post(agree_link(submission), {"answer": "no"})
    assert only(submission).authority == Authority.ENDED
    assert not SignedPermission.objects.exists()
