"""Somebody filed for you: the consumer's one question, by the link or with the reference, and how they end it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from requests_app.models import Event, Notice, PrivacyRequest, SignedPermission
from requests_app.operations import authority
from requests_app.vocabulary import Authority, EventKind, FilerRole, NoticeKind, ProofKind, ProofWay
from tests.journeys.sides import (
    ANSWER,
    BY_TEXT,
    END,
    NOT_ASKED,
    STATUS,
    acting,
    agree_link,
    asked,
    current,
    open_status,
    read_hash,
    signature,
    words,
)
from tests.journeys.walk import code_for, file
from verification.models import Challenge

pytestmark = pytest.mark.django_db

ONLINE = ProofWay.ONLINE
ROSA_KNOWS, ROSA_GAVE = "Yes, this is my contact and I know of it", "Yes, I gave this permission"


def only(submission):
    return PrivacyRequest.objects.select_related("submission").get(submission=submission)


def accepted(submission, staff, kind=ProofKind.SIGNED_PERMISSION):
    authority.accept_proof(submission=submission, kind=kind, at=timezone.now(), by=staff)
    return current(submission)


# --- the link ---------------------------------------------------------------------------------------------------------


def test_the_page_says_who_acts_for_what_until_when_and_who_gets_the_answer(client, client_b):
    today = timezone.localdate()
    submission = asked(
        client, permission={"may_receive_answer": "yes", "duties": ["yes"], "ends_on": today.isoformat()}
    )
    page = words(client_b.get(agree_link(submission)))
    for fact in (
        "Ana Agent",
        "Agents Example",
        "An agent with signed permission",
        "A description of what we hold about you",
        f"{today:%b}",
        "You and who filed for you",
    ):
        assert fact in page, fact


@pytest.mark.parametrize(
    ("setting", "says", "no_word_of"), [("IDENTITY", ROSA_KNOWS, ROSA_GAVE), ("PERMISSION", ROSA_GAVE, ROSA_KNOWS)]
)
def test_the_page_asks_the_one_thing_that_the_business_chose(client, client_b, settings, setting, says, no_word_of):
    settings.AGENT_CONSUMER_CHECK = setting
    page = words(client_b.get(agree_link(asked(client))))
    assert says in page
    assert no_word_of not in page


@pytest.mark.threat("A20")
@pytest.mark.parametrize("way", [ProofWay.PAPER, ONLINE])
def test_a_mail_scanner_that_looks_answers_nothing(client, way):
    submission = asked(client, way)
    events = Event.objects.count()
    for _ in range(3):
        assert Client().get(agree_link(submission)).status_code == 200
    assert Client().head(agree_link(submission)).status_code == 200
    assert Event.objects.count() == events
    assert not current(submission).confirmed


def test_a_yes_opens_the_consumers_status(client, client_b, staff):
    submission = accepted(asked(client), staff)
    assert only(submission).authority == Authority.CONSUMER_ASKED
    assert client_b.post(agree_link(submission), {"answer": "yes"}).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ESTABLISHED
    page = words(client_b.get(STATUS))
    assert "Thank you. We go on with the request." in page
    assert str(submission) in page


@pytest.mark.threat("A84", "A87")
def test_i_did_not_ask_stops_it_tells_staff_and_closes_the_agents_page(client, client_b, staff):
    submission = accepted(asked(client), staff)
    assert client_b.post(agree_link(submission), {"answer": "no"}).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ENDED
    assert submission.events.get(kind=EventKind.AUTHORITY_ENDED).data["why"] == "NOT_ASKED"
    assert submission.notices.filter(kind=NoticeKind.AUTHORITY_ENDED).exists()
    assert client.get(STATUS).headers["Location"] == "/track/"
    assert "Stopped" in words(client_b.get(STATUS))


def test_a_refusal_is_no_evidence_of_who_the_consumer_is(client, client_b):
    submission = asked(client)
    client_b.post(agree_link(submission), {"answer": "no"})
    assert not submission.evidence.exists()
    assert not current(submission).confirmed


@pytest.mark.parametrize("first", ["yes", "no"])
@pytest.mark.parametrize("then", ["yes", "no"])
def test_a_link_answers_once(client, client_b, first, then):
    submission = asked(client)
    link = agree_link(submission)
    client_b.post(link, {"answer": first})
    before = Event.objects.count()
    for response in (Client().get(link), Client().post(link, {"answer": then})):
        assert response.status_code == 410
        assert "This link no longer works" in words(response)
    assert Event.objects.count() == before


def test_an_answer_that_is_none_asks_again(client, client_b):
    submission = asked(client)
    for said in ({}, {"answer": "perhaps"}, {"answer": ["", ""]}):
        assert client_b.post(agree_link(submission), said).status_code == 200
    assert not current(submission).confirmed
    assert current(submission).representative.ended_at is None


def test_a_link_older_than_a_day_is_dead(client, client_b):
    submission = asked(client)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert client_b.post(agree_link(submission), {"answer": "yes"}).status_code == 410
    assert not current(submission).confirmed


def test_a_link_that_is_superseded_is_dead_and_the_newer_one_works(client, client_b):
    submission = asked(client)
    old = agree_link(submission)
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=timezone.now())
    assert client_b.post(old, {"answer": "yes"}).status_code == 410
    assert client_b.post(agree_link(submission), {"answer": "yes"}).status_code == 302


@pytest.mark.threat("A87")
def test_the_link_of_a_permission_that_ended_is_dead(client, client_b):
    submission = asked(client)
    link = agree_link(submission)
    authority.end(submission=submission, why="REVOKED", at=timezone.now())
    assert client_b.get(link).status_code == 410
    assert client_b.post(link, {"answer": "yes"}).status_code == 410
    assert not current(submission).confirmed


def test_whoever_has_a_dead_link_can_have_a_new_one_sent(client, client_b):
    submission = asked(client)
    old = agree_link(submission)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert "a new message is on its way" in words(client_b.post(old, {"answer": "again"}))
        assert agree_link(submission) != old
        assert client_b.post(agree_link(submission), {"answer": "yes"}).headers["Location"] == STATUS


def test_a_new_link_for_what_is_answered_or_never_was_is_the_same_page_and_no_message(client, client_b):
    submission = asked(client)
    link = agree_link(submission)
    client_b.post(link, {"answer": "yes"})
    sent = Challenge.objects.count()
    pages = {words(Client().post(place, {"answer": "again"})) for place in (link, "/represented/link/made-up/")}
    assert len(pages) == 1
    assert Challenge.objects.count() == sent


@pytest.mark.threat("A27")
def test_new_links_are_limited_by_contact(client, client_b):
    submission = asked(client)
    for _ in range(8):
        client_b.post(agree_link(submission), {"answer": "again"})
    sent = Challenge.objects.filter(subject=submission.pk).exclude(failure__startswith="limited")
    assert sent.count() <= 3


@pytest.mark.threat("A38")
@pytest.mark.parametrize("answer", ["yes", "no", "sign", "again"])
def test_no_other_site_can_answer(client, answer):
    submission = asked(client)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(agree_link(submission), {"answer": answer}).status_code == 403
    assert not current(submission).confirmed


# --- with the reference -----------------------------------------------------------------------------------------------


def test_who_is_reached_by_telephone_gets_the_reference_and_answers_with_it(client, client_b, staff):
    submission = accepted(asked(client, their_contact=BY_TEXT), staff)
    assert not Challenge.objects.filter(subject=submission.pk).exists()
    assert Notice.objects.get(kind=NoticeKind.REPRESENTED).destination() == ("TEXT", "+14155550123")
    open_status(client_b, submission)
    assert "Say whether you asked for this" in words(client_b.get(STATUS))
    assert ROSA_KNOWS in words(client_b.get(ANSWER))
    assert client_b.post(ANSWER, {"answer": "yes"}).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ESTABLISHED


def test_looking_at_the_status_is_no_yes(client, client_b, staff):
    submission = accepted(asked(client), staff)
    open_status(client_b, submission)
    assert "Waiting for your answer" in words(client_b.get(STATUS))
    assert only(submission).authority == Authority.CONSUMER_ASKED
    assert not submission.evidence.filter(kind="CONTACT_CONFIRMED").exists()


def test_a_yes_with_the_reference_is_evidence_like_the_one_by_the_link(client, client_b):
    submission = asked(client)
    open_status(client_b, submission)
    client_b.post(ANSWER, {"answer": "yes"})
    assert submission.evidence.get(kind="CONTACT_CONFIRMED").challenge.purpose == "track"
    assert current(submission).confirmed


def test_a_question_is_answered_once_from_two_browsers(client, client_b):
    submission = asked(client)
    open_status(client_b, submission)
    link = agree_link(submission)
    assert client_b.post(ANSWER, {"answer": "yes"}).headers["Location"] == STATUS
    assert Client().post(link, {"answer": "no"}).status_code == 410
    assert client_b.post(ANSWER, {"answer": "yes"}).headers["Location"] == STATUS
    assert submission.evidence.filter(kind="CONTACT_CONFIRMED").count() == 1


def test_the_pages_that_end_it_ask_once_and_say_what_follows(client, client_b):
    submission = asked(client)
    open_status(client_b, submission)
    for place in (NOT_ASKED, END):
        assert "Ana Agent sees nothing of it any more" in words(client_b.get(place))
    assert current(submission).representative.ended_at is None


def test_who_ends_the_permission_goes_on_in_person(client, client_b, staff):
    submission = accepted(asked(client), staff)
    client_b.post(agree_link(submission), {"answer": "yes"})
    assert client_b.post(END).headers["Location"] == STATUS
    assert only(submission).authority == Authority.NOT_NEEDED
    assert "Somebody filed this for you" not in words(client_b.get(STATUS))
    assert client.get(STATUS).headers["Location"] == "/track/"


def test_who_did_not_ask_says_so_from_the_status(client, client_b):
    submission = asked(client)
    open_status(client_b, submission)
    assert client_b.post(NOT_ASKED).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ENDED
    for place in (ANSWER, NOT_ASKED, END):
        assert client_b.get(place).headers["Location"] == STATUS
        assert client_b.post(place, {"answer": "yes"}).headers["Location"] == STATUS
    assert only(submission).authority == Authority.ENDED


@pytest.mark.threat("A87")
def test_who_did_not_ask_can_say_so_after_it_was_answered(client, client_b, staff):
    submission = accepted(asked(client), staff)
    client_b.post(agree_link(submission), {"answer": "yes"})
    client.post("/track/withdraw/1/")
    assert client_b.post(NOT_ASKED).headers["Location"] == STATUS
    assert client.get(STATUS).headers["Location"] == "/track/"


@pytest.mark.threat("A85")
@pytest.mark.parametrize(
    ("role", "says"),
    [
        (FilerRole.ATTORNEY_IN_FACT, "A power of attorney is not ended here"),
        (FilerRole.CONSERVATOR, "only the court can do that"),
    ],
)
def test_what_somebody_holds_by_law_is_not_ended_here_but_can_be_called_unasked(client, client_b, role, says):
    submission = acting(client, role)
    open_status(client_b, submission)
    page = words(client_b.get(STATUS))
    assert says in page
    assert "End this permission" not in page
    assert "Say whether you asked for this" not in page
    assert client_b.post(END).headers["Location"] == STATUS
    assert current(submission).representative.ended_at is None
    client_b.post(NOT_ASKED)
    assert current(submission).representative.end == "NOT_ASKED"


def test_who_filed_for_themselves_has_none_of_these_pages(client):
    submission = file(client)
    client.post("/confirm/", {"code": code_for(submission)})
    for place in (ANSWER, NOT_ASKED, END):
        assert client.get(place).headers["Location"] == STATUS
        assert client.post(place, {"answer": "yes"}).headers["Location"] == STATUS
    assert "Somebody filed this for you" not in words(client.get(STATUS))


# --- the signature ----------------------------------------------------------------------------------------------------


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
    assert "Say whether you asked for this" not in words(client_b.get(STATUS))
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
