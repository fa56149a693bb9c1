"""Refusing for want of proof: only where it is missing and was asked for, and nothing about records before."""

import pytest
from django.template.loader import render_to_string

from requests_app.models import Notice
from requests_app.notice_words import notice_context
from requests_app.operations import answers, authority, proofs
from requests_app.refusals import ground_words
from requests_app.rules import grounds
from requests_app.vocabulary import (
    Accompaniment,
    Authority,
    AuthorityEnd,
    FilerRole,
    Ground,
    NoticeKind,
    Outcome,
    Party,
    ProofWay,
)
from tests.admin.pages import act, errors, fresh, text, url
from tests.admin.proofs import OPT_OUT, ROLES, accept, first, match, shown
from tests.filings import (
    CATEGORIES,
    DELETION,
    NOON,
    confirm_filer,
    established,
    file,
    file_for,
    only_request,
)

pytestmark = pytest.mark.django_db


CURE = {"HOW_TO_CURE": "Send us the permission that the person signed, and we look at it again."}


def ground_offered(desk, request):
    form = desk.get(url(request, "deny")).context["form"]
    return Ground.AGENT_NO_PROOF in dict(form.fields["ground"].choices)


def deny_for_proof(desk, request):
    return desk.post(url(request, "deny") + "?ground=AGENT_NO_PROOF", {**CURE, "step": "send"}, follow=True)


@pytest.mark.threat("A85")
def test_a_request_is_refused_for_want_of_proof_only_after_it_was_asked_for(desk, staff):
    request = first(confirm_filer(file_for(FilerRole.AGENT, CATEGORIES)))
    assert not ground_offered(desk, request)
    parts = {Accompaniment.HOW_TO_CURE: CURE["HOW_TO_CURE"]}
    with pytest.raises(proofs.NotAsked):
        answers.deny(request=request, ground=Ground.AGENT_NO_PROOF, parts=parts, at=NOON, by=staff)
    act(desk, request, "ask-proof", words="Please send the permission.")
    assert ground_offered(desk, request)
    deny_for_proof(desk, request)
    assert fresh(request).outcome == Outcome.DENIED


@pytest.mark.threat("A85")
@pytest.mark.parametrize("role", [*ROLES, FilerRole.SELF])
def test_where_nothing_of_the_authority_is_missing_the_ground_does_not_fit(desk, staff, role):
    filing = file(CATEGORIES) if role == FilerRole.SELF else established(role, CATEGORIES, by=staff)
    request = only_request(filing)
    assert not ground_offered(desk, request)
    parts = {Accompaniment.HOW_TO_CURE: CURE["HOW_TO_CURE"]}
    with pytest.raises(grounds.GroundDoesNotFit):
        answers.deny(request=request, ground=Ground.AGENT_NO_PROOF, parts=parts, at=NOON, by=staff)


def test_a_request_is_refused_when_the_consumer_never_answered(desk):
    request = shown(FilerRole.AGENT)
    accept(desk, request, "SIGNED_PERMISSION", covers=["KNOW_CATEGORIES"])
    assert fresh(request).authority == Authority.CONSUMER_ASKED
    assert not ground_offered(desk, request)
    act(desk, request, "ask-proof", words="The person has not answered us. Please remind them.")
    deny_for_proof(desk, request)
    assert (fresh(request).outcome, fresh(request).answer.ground) == (Outcome.DENIED, Ground.AGENT_NO_PROOF)
    said = reads(request)
    assert said[Party.CONSUMER] == "You have not answered what we asked you about this request."
    assert "has not answered what we asked them about this request." in said[Party.REPRESENTATIVE]


def reads(request):
    """The sentence of the refusal, by the side that reads it."""
    return {party: ground_words(fresh(request).answer, party).sentence for party in Party}


@pytest.mark.threat("A85")
def test_nothing_is_refused_for_want_of_a_proof_that_waits_to_be_checked(desk, staff):
    request = first(confirm_filer(file_for(FilerRole.AGENT, CATEGORIES)))
    act(desk, request, "ask-proof", words="Please send the permission.")
    authority.offer_proof(submission=request.submission, way=ProofWay.PAPER, at=NOON)
    assert not ground_offered(desk, request)
    parts = {Accompaniment.HOW_TO_CURE: CURE["HOW_TO_CURE"]}
    with pytest.raises(proofs.ProofWaits):
        answers.deny(request=fresh(request), ground=Ground.AGENT_NO_PROOF, parts=parts, at=NOON, by=staff)


def test_where_the_consumer_did_not_ask_for_it_the_refusal_says_that(desk):
    request = shown(FilerRole.AGENT)
    authority.end(submission=request.submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    deny_for_proof(desk, request)
    assert reads(request) == {
        Party.CONSUMER: "You told us that you did not ask for this.",
        Party.REPRESENTATIVE: "The person the information is about told us that they did not ask for this.",
    }


@pytest.mark.parametrize("why", [AuthorityEnd.NOT_ASKED, AuthorityEnd.BY_STAFF])
def test_where_it_has_ended_there_is_nothing_left_to_ask_for(desk, staff, why):
    request = shown(FilerRole.AGENT)
    authority.end(submission=request.submission, why=why, reason="Dismissed.", at=NOON, by=staff)
    assert ground_offered(desk, request)
    deny_for_proof(desk, request)
    assert fresh(request).outcome == Outcome.DENIED


def test_who_was_ended_reads_of_a_denial_by_message_and_of_no_page(desk, staff):
    request = shown(FilerRole.CONSERVATOR)
    authority.end(submission=request.submission, why=AuthorityEnd.BY_STAFF, reason="Dismissed.", at=NOON, by=staff)
    deny_for_proof(desk, request)
    told = Notice.objects.get(kind=NoticeKind.DENIAL)
    said = render_to_string("messages/denial/words.txt", notice_context(told))
    assert told.party == Party.REPRESENTATIVE
    assert "You no longer act for this person" in said
    assert "page of your request" not in said
    assert CURE["HOW_TO_CURE"] not in said


def test_an_opt_out_is_refused_for_want_of_a_signed_permission(desk):
    request = first(file_for(FilerRole.AGENT, OPT_OUT))
    act(desk, request, "ask-proof", words="Please send the permission.")
    deny_for_proof(desk, request)
    assert fresh(request).outcome == Outcome.DENIED


def test_the_refusal_tells_how_to_cure_it(desk):
    request = first(confirm_filer(file_for(FilerRole.AGENT, CATEGORIES)))
    act(desk, request, "ask-proof", words="Please send the permission.")
    response = desk.get(url(request, "deny") + "?ground=AGENT_NO_PROOF")
    assert "HOW_TO_CURE" in response.context["form"].fields
    assert errors(desk.post(url(request, "deny") + "?ground=AGENT_NO_PROOF", {"HOW_TO_CURE": ""}))


@pytest.mark.threat("A84")
@pytest.mark.parametrize("ground", sorted(set(Ground) - grounds.SPEAK_OF_NO_RECORDS))
def test_while_it_is_not_established_no_ground_speaks_of_records(desk, staff, ground):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    match(request, staff)
    assert fresh(request).level_reached >= fresh(request).level_required
    form = desk.get(url(request, "deny")).context["form"]
    assert ground not in dict(form.fields["ground"].choices)


@pytest.mark.threat("A84")
def test_an_answer_or_a_denial_about_records_waits_for_the_authority(desk, staff):
    request = shown(FilerRole.ATTORNEY_IN_FACT, DELETION)
    match(request, staff)
    with pytest.raises(answers.NotYet):
        answers.deny(
            request=fresh(request),
            ground=Ground.DEL_8_LEGAL,
            parts={
                Accompaniment.EXPLANATION: "Tax law makes us keep the invoices for seven years.",
                Accompaniment.REST_DONE: "We deleted everything else.",
            },
            at=NOON,
            by=staff,
        )
    said = text(act(desk, request, "answer", text="Here it is."))
    assert "It is not established that who filed it may act for the consumer." in said


def test_a_ground_that_was_open_is_said_to_fit_no_more(desk, staff):
    request = first(confirm_filer(file_for(FilerRole.CONSERVATOR, CATEGORIES)))
    act(desk, request, "ask-proof", words="Please send the letters of the court.")
    accept(desk, request)
    assert fresh(request).authority == Authority.ESTABLISHED
    response = deny_for_proof(desk, request)
    assert response.context["form"].chooses
    assert not fresh(request).closed
