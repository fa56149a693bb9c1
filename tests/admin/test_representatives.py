"""Who acts for a consumer, at the desk: the proof is checked by a person with a list, and nothing goes on before."""

from datetime import timedelta
from typing import Any

import pytest

from requests_app.admin.authority import AcceptProof, AskForProof, EndAuthority, RefuseProof
from requests_app.forms.powers_of_attorney import CURES, HINTS
from requests_app.models import AuthorityCheck, Event, Notice, PrivacyRequest, SignedPermission, Submission
from requests_app.operations import answers, assurance, authority, review
from requests_app.rules import grounds
from requests_app.rules.authority import RULES
from requests_app.rules.powers_of_attorney import ITEMS, Wants
from requests_app.vocabulary import (
    Accompaniment,
    Authority,
    AuthorityEnd,
    EventKind,
    EvidenceKind,
    FilerRole,
    Ground,
    ItemAnswer,
    NoticeKind,
    Outcome,
    PowerItem,
    ProofKind,
    ProofWay,
    RequestType,
)
from tests.admin.pages import act, errors, fresh, page, queue, text, url
from tests.filings import (
    CATEGORIES,
    DELETION,
    NOON,
    PIECES,
    SOUND,
    THREE_POINTS,
    confirm_filer,
    consumer_agrees,
    established,
    file,
    file_for,
    only_request,
)

pytestmark = pytest.mark.django_db
ROLES = [role for role in FilerRole if role != FilerRole.SELF]
SLUGS = [each.slug for each in (AcceptProof, RefuseProof, AskForProof, EndAuthority)]
OPT_OUT: Any = (RequestType.OPT_OUT_SALE_SHARE, {})


def shown(role, *rights, **changes):
    """A request whose representative has shown a proof that nobody has checked."""
    submission = confirm_filer(file_for(role, *(rights or [CATEGORIES]), **changes))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    return first(submission)


def first(submission):
    """The first request of a filing, as it is now."""
    return PrivacyRequest.objects.select_related("submission").filter(submission=submission).order_by("ordinal")[0]


def answered_items(**changes):
    """The thirteen items as the form sends them, all in favour unless told otherwise."""
    found = {**SOUND, **{PowerItem[name]: answer for name, answer in changes.items()}}
    return {f"item_{item}": answer for item, answer in found.items()}


def accept(desk, request, kind=None, **data):
    return desk.post(url(request, "accept-proof") + (f"?kind={kind}" if kind else ""), data, follow=True)


def refuse(desk, request, kind=None, **data):
    return desk.post(url(request, "refuse-proof") + (f"?kind={kind}" if kind else ""), data, follow=True)


# --- the checklist ---------------------------------------------------------------------------------------------------


@pytest.mark.threat("A84")
def test_a_power_of_attorney_is_accepted_by_its_thirteen_items(desk, staff):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    response = accept(desk, request, **answered_items(), note_3="Certificate of a notary on page 4.")
    assert "The proof is accepted. What it covers goes on." in text(response)
    check = AuthorityCheck.objects.get()
    assert (check.accepted, check.kind, check.checked_by) == (True, ProofKind.POWER_OF_ATTORNEY, staff)
    assert check.checklist is not None
    assert check.checklist["3"] == {"answer": "yes", "note": "Certificate of a notary on page 4."}
    assert set(check.checklist) == set(PowerItem.values)
    assert fresh(request).authority == Authority.ESTABLISHED


@pytest.mark.threat("A84")
@pytest.mark.parametrize("item", PowerItem)
def test_no_item_can_be_left_out(desk, item):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    data = answered_items()
    del data[f"item_{item}"]
    assert errors(accept(desk, request, **data)) == [f"Answer question {item}"]
    assert not AuthorityCheck.objects.exists()


@pytest.mark.threat("A84")
@pytest.mark.parametrize(
    ("fault", "number"), [({"KNOWN_END": "yes"}, 9), ({"NAMED": "no"}, 10), ({"HEALTH_ONLY": "yes"}, 13)]
)
def test_a_paper_that_gives_no_power_is_never_accepted(desk, fault, number):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    response = accept(desk, request, **answered_items(**fault), nevertheless="They were very friendly.")
    assert f"It does not show that they may act. See questions: {number}." in text(response)
    assert not AuthorityCheck.objects.exists()
    assert fresh(request).authority == Authority.PROOF_TO_CHECK


def test_a_fault_of_form_asks_why_it_will_do_nevertheless(desk):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    response = accept(desk, request, **answered_items(DATED=ItemAnswer.NO))
    assert errors(response) == ["Faults of form stand against it. See questions: 1. Refuse it, or say why it will do."]
    assert not AuthorityCheck.objects.exists()
    why = "The principal's daughter told us the day by telephone, and the notary's seal is of that year."
    accept(desk, request, **answered_items(DATED=ItemAnswer.NO), nevertheless=why)
    assert AuthorityCheck.objects.get().reason == why
    assert Event.objects.get(kind=EventKind.PROOF_ACCEPTED).data["against"] == ["1"]


def test_a_paper_from_elsewhere_is_accepted_as_it_is_good_there(desk):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    accept(desk, request, **answered_items(WITNESSED=ItemAnswer.NO, MADE_ELSEWHERE=ItemAnswer.YES))
    assert fresh(request).authority == Authority.ESTABLISHED


def test_a_paper_against_which_nothing_stands_is_not_refused(desk):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    response = refuse(desk, request, **answered_items(), reason="It is three years old.")
    assert "Nothing that you answered stands against it, so accept it" in errors(response)[0]
    assert "Prob. Code § 4306" in errors(response)[0]
    assert not AuthorityCheck.objects.exists()


def test_the_words_of_a_refusal_are_written_from_the_answers_and_read_before_they_leave(desk):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    faults = answered_items(WITNESSED=ItemAnswer.NO, SCOPE=ItemAnswer.NO)
    response = refuse(desk, request, **faults)
    assert errors(response) == ["Read these words, change what you like, and send it again"]
    words = response.context["form"]["reason"].value()
    assert words == f"{CURES[PowerItem.WITNESSED]}\n\n{CURES[PowerItem.SCOPE]}"
    assert not AuthorityCheck.objects.exists()
    refuse(desk, request, **faults, reason=words)
    assert Submission.objects.get().representative.cure_words == words
    assert fresh(request).authority == Authority.PROOF_REFUSED


def test_the_reason_for_overlooking_a_fault_is_not_what_the_representative_reads(desk):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    faults = answered_items(DATED=ItemAnswer.NO)
    response = refuse(desk, request, **faults, nevertheless="Between us: I do not trust this one.")
    assert "Between us" not in response.context["form"]["reason"].value()


def test_the_answers_given_on_the_way_to_accepting_can_be_sent_to_refuse(desk):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    content = desk.get(url(request, "accept-proof")).content.decode()
    assert f'formaction="{url(request, "refuse-proof")}?kind=POWER_OF_ATTORNEY"' in content


def test_the_checklist_shows_its_law_and_asks_for_no_notary(desk):
    words = text(desk.get(url(shown(FilerRole.ATTORNEY_IN_FACT), "accept-proof")))
    for rule in ITEMS.values():
        assert str(rule.sources[0]) in words
    assert "we never ask anybody to have a paper notarized for us." in words
    assert "11 CCR § 7060(e)" in words
    assert "its age alone is no reason." in words


def test_every_item_that_can_stand_against_a_paper_says_how_to_cure_it():
    assert set(CURES) == {item for item, rule in ITEMS.items() if rule.wants is not Wants.ANY}
    assert all(str(words).strip() for words in [*CURES.values(), *HINTS.values()])


def test_the_page_of_the_request_shows_the_answers_and_what_stood_against_it(desk):
    request = shown(FilerRole.ATTORNEY_IN_FACT)
    refuse(desk, request, **answered_items(SCOPE=ItemAnswer.NO), note_5="Real estate only.", reason="It is too narrow.")
    words = page(desk, request)
    assert "Power of attorney: refused Nov. 23, 2026, noon by reviewer" in words
    assert "5. Does what it covers reach this request? No – stands against it Real estate only." in words
    assert "It is too narrow." in words


# --- each kind of proof ----------------------------------------------------------------------------------------------


@pytest.mark.threat("A85")
@pytest.mark.parametrize("role", ROLES)
def test_only_the_proofs_that_fit_the_role_are_offered(desk, role):
    request = shown(role)
    form = desk.get(url(request, "accept-proof")).context["form"]
    offered = [value for value, _ in form.fields["kind"].choices] if form.chooses else [form.kind]
    assert offered == [kind for kind in RULES[role].proofs if kind != ProofKind.SIGNED_ONLINE]


@pytest.mark.threat("A85")
def test_a_proof_that_does_not_fit_the_role_cannot_be_slipped_in(desk):
    request = shown(FilerRole.CONSERVATOR)
    accept(desk, request, "CONSENT_FORM")
    assert AuthorityCheck.objects.get().kind == ProofKind.COURT_LETTERS
    agent = shown(FilerRole.AGENT)
    response = accept(desk, agent, "COURT_LETTERS", covers=["KNOW_CATEGORIES"])
    assert response.context["form"].chooses
    assert fresh(agent).authority == Authority.PROOF_TO_CHECK


def test_a_signed_permission_covers_what_is_ticked(desk):
    request = shown(FilerRole.AGENT, CATEGORIES, DELETION)
    accept(desk, request, "SIGNED_PERMISSION", covers=["DELETE"])
    consumer_agrees(request.submission)
    found = dict(request.submission.requests.values_list("type", "authority"))
    assert found == {"KNOW_CATEGORIES": Authority.NOT_COVERED, "DELETE": Authority.ESTABLISHED}


def test_only_rights_of_the_filing_can_be_ticked(desk):
    request = shown(FilerRole.AGENT)
    form = desk.get(url(request, "accept-proof") + "?kind=SIGNED_PERMISSION").context["form"]
    assert [value for value, _ in form.fields["covers"].choices] == ["KNOW_CATEGORIES"]
    assert accept(desk, request, "SIGNED_PERMISSION", covers=["CORRECT"]).context["form"].errors
    assert accept(desk, request, "SIGNED_PERMISSION").context["form"].errors
    assert not AuthorityCheck.objects.exists()


@pytest.mark.threat("A85")
@pytest.mark.parametrize("role", [FilerRole.PARENT_UNDER_13, FilerRole.PARENT_13_TO_17])
@pytest.mark.parametrize("kind", [ProofKind.TOLL_FREE_CALL, ProofKind.VIDEO_CALL, ProofKind.PAYMENT])
def test_a_method_for_parents_is_recorded_with_who_and_when(desk, staff, role, kind):
    request = shown(role)
    accept(desk, request, kind, reason="She knew the order of May.")
    check = AuthorityCheck.objects.get()
    assert (check.kind, check.checked_by, check.checked_at, check.reason) == (
        kind,
        staff,
        NOON,
        "She knew the order of May.",
    )
    assert f"{kind.label}: accepted Nov. 23, 2026, noon by reviewer" in page(desk, request)


def test_another_method_needs_a_written_reason(desk):
    request = shown(FilerRole.PARENT_UNDER_13)
    assert errors(accept(desk, request, "OTHER", reason=" ")) == ["Write which method it was"]
    accept(desk, request, "OTHER", reason="Our store manager has known the family for years.")
    assert fresh(request).authority == Authority.ESTABLISHED


def test_a_government_id_is_said_to_be_deleted_at_once(desk):
    words = text(desk.get(url(shown(FilerRole.PARENT_UNDER_13), "accept-proof") + "?kind=GOVERNMENT_ID"))
    assert "what was sent of it is deleted at once after the check." in words


def test_what_was_never_signed_online_cannot_be_accepted_as_that(desk):
    request = shown(FilerRole.AGENT)
    assert accept(desk, request, "SIGNED_ONLINE", covers=["KNOW_CATEGORIES"]).context["form"].chooses


def test_a_permission_signed_online_is_shown_with_name_and_day(desk, looker):
    request = shown(FilerRole.AGENT)
    SignedPermission.objects.create(
        representative=request.submission.representative,
        name="Rosa Example",
        signed_at=NOON,
        signed_on=NOON.date(),
        may_receive_answer=True,
        language="en",
        text_version="2026-11",
        text_sha256="a" * 64,
    )
    assert "Rosa Example, on Nov. 23, 2026, words of 2026-11" in page(desk, request)
    assert "R. E., on Nov. 23, 2026, words of 2026-11" in page(looker, request)
    assert "Signed on our page: Rosa Example, on Nov. 23, 2026." in text(
        desk.get(url(request, "accept-proof") + "?kind=SIGNED_ONLINE")
    )


def test_the_accepted_proof_is_evidence_and_a_refused_one_is_none(desk):
    request = shown(FilerRole.CONSERVATOR)
    proofs = request.submission.evidence.filter(kind=EvidenceKind.REPRESENTATIVE_PROOF)
    accept(desk, request)
    assert proofs.count() == 1
    refuse(desk, request, reason="The letters were forged, as the court tells us.")
    assert proofs.count() == 0


# --- asking, ending, and when not ------------------------------------------------------------------------------------


def test_the_missing_proof_is_asked_for_once(desk):
    request = first(confirm_filer(file_for(FilerRole.AGENT, CATEGORIES)))
    words = text(act(desk, request, "ask-proof", words="Please send the permission that Rosa signed."))
    assert "The representative is asked, once, and told how to cure it." in words
    assert Submission.objects.get().representative.cure_words == "Please send the permission that Rosa signed."
    assert Notice.objects.filter(kind=NoticeKind.PROOF_ASKED).count() == 1
    again = text(act(desk, request, "ask-proof", words="Please!"))
    assert "It was asked for on Nov. 23, 2026. Once is enough." in again
    assert Notice.objects.filter(kind=NoticeKind.PROOF_ASKED).count() == 1


@pytest.mark.threat("A87")
def test_staff_end_an_authority_with_a_reason(desk, staff):
    request = only_request(established(FilerRole.AGENT, CATEGORIES, by=staff))
    assert errors(act(desk, request, "end-authority", reason=" ")) == ["Write the reason"]
    act(desk, request, "end-authority", reason="The consumer called and said that they dismissed the firm.")
    after = fresh(request)
    assert after.authority == Authority.ENDED
    assert after.submission.representative.end == AuthorityEnd.BY_STAFF
    assert "The consumer called and said that they dismissed the firm." in page(desk, after)


def test_none_of_it_is_offered_where_the_consumer_filed_in_person(desk):
    request = only_request(file())
    content = desk.get(url(request)).content.decode()
    for slug in SLUGS:
        assert url(request, slug) not in content
        assert "is not possible: The consumer filed it in person." in text(act(desk, request, slug))
    assert 'id="representative"' not in content


REFUSALS = {
    ("accept-proof", "ended"): "They act for the consumer no more.",
    ("refuse-proof", "ended"): "They act for the consumer no more.",
    ("ask-proof", "ended"): "They act for the consumer no more.",
    ("end-authority", "ended"): "They act for the consumer no more.",
    ("accept-proof", "accepted"): "It is accepted already.",
    ("ask-proof", "accepted"): "It is established that they may act.",
    ("refuse-proof", "refused"): "It is refused already.",
    ("refuse-proof", "missing"): "No proof was shown yet. Ask for it instead.",
    ("ask-proof", "shown"): "A proof waits to be checked. Accept or refuse it.",
    **{(slug, "closed"): "It is closed." for slug in SLUGS},
}


def in_state(state, staff):
    if state == "missing":
        return first(confirm_filer(file_for(FilerRole.CONSERVATOR, CATEGORIES)))
    if state == "accepted":
        return only_request(established(FilerRole.CONSERVATOR, CATEGORIES, by=staff))
    request = shown(FilerRole.CONSERVATOR)
    submission = request.submission
    if state == "ended":
        authority.end(submission=submission, why=AuthorityEnd.BY_STAFF, reason="Over.", at=NOON, by=staff)
    if state == "refused":
        kind = ProofKind.COURT_LETTERS
        authority.refuse_proof(submission=submission, kind=kind, reason="No seal.", at=NOON, by=staff)
    if state == "closed":
        review.withdraw(request=request, at=NOON)
    return first(submission)


@pytest.mark.parametrize(("slug", "state"), REFUSALS)
def test_each_step_says_in_a_sentence_why_it_is_not_possible_now(desk, staff, slug, state):
    request = in_state(state, staff)
    before = Event.objects.count(), AuthorityCheck.objects.count()
    response = act(desk, request, slug, reason="Because.", words="Please.")
    assert f"is not possible: {REFUSALS[slug, state]}" in text(response)
    assert before == (Event.objects.count(), AuthorityCheck.objects.count())


def test_what_ended_meanwhile_is_said_in_the_form(desk, staff, monkeypatch):
    request = shown(FilerRole.CONSERVATOR)
    monkeypatch.setattr(AcceptProof, "against", lambda *_: "")
    authority.end(submission=request.submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    assert errors(accept(desk, request)) == ["They act for the consumer no more."]


@pytest.mark.parametrize("slug", SLUGS)
def test_who_only_looks_may_do_none_of_it(looker, slug):
    request = shown(FilerRole.CONSERVATOR)
    assert looker.get(url(request, slug)).status_code == 403
    assert looker.post(url(request, slug), {"reason": "Mine."}).status_code == 403
    assert fresh(request).authority == Authority.PROOF_TO_CHECK


# --- refusing for want of proof --------------------------------------------------------------------------------------


CURE = {"HOW_TO_CURE": "Send us the permission that the person signed, and we look at it again."}


def ground_offered(desk, request):
    form = desk.get(url(request, "deny")).context["form"]
    return Ground.AGENT_NO_PROOF in dict(form.fields["ground"].choices)


def deny_for_proof(desk, request):
    return desk.post(url(request, "deny") + "?ground=AGENT_NO_PROOF", CURE, follow=True)


@pytest.mark.threat("A85")
def test_a_request_is_refused_for_want_of_proof_only_after_it_was_asked_for(desk, staff):
    request = first(confirm_filer(file_for(FilerRole.AGENT, CATEGORIES)))
    assert not ground_offered(desk, request)
    parts = {Accompaniment.HOW_TO_CURE: CURE["HOW_TO_CURE"]}
    with pytest.raises(authority.NotAsked):
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


@pytest.mark.parametrize("why", [AuthorityEnd.NOT_ASKED, AuthorityEnd.BY_STAFF])
def test_where_it_has_ended_there_is_nothing_left_to_ask_for(desk, staff, why):
    request = shown(FilerRole.AGENT)
    authority.end(submission=request.submission, why=why, reason="Dismissed.", at=NOON, by=staff)
    assert ground_offered(desk, request)
    deny_for_proof(desk, request)
    assert fresh(request).outcome == Outcome.DENIED


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


def match(request, staff):
    assurance.record_match(
        submission=request.submission,
        points=THREE_POINTS,
        declaration=True,
        same_person_as=None,
        at=NOON,
        by=staff,
    )


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


# --- the page and the queue ------------------------------------------------------------------------------------------


ACTING = {"firm": "Agents Example, LLC", "own_reference": "AE-77", "may_receive_answer": True}


def test_the_page_says_who_acts_how_they_are_reached_and_what_they_said(desk):
    words = page(desk, shown(FilerRole.AGENT, acting={**ACTING, "ends_on": NOON.date() + timedelta(days=30)}))
    for each in (
        "An agent with signed permission",
        "Ana Agent",
        "Agents Example, LLC",
        "AE-77",
        "Email: ana@agents.example.com",
        "Contact confirmed Nov. 23, 2026",
        "Says: from open, until Dec. 23, 2026",
        "A document Shown Nov. 23, 2026, noon",
        "Proof to check",
        "The consumer was asked Nov. 23, 2026, noon, and has not answered yet.",
    ):
        assert each in words


@pytest.mark.threat("A12")
def test_who_only_looks_reads_nothing_that_the_representative_typed(looker, desk, staff):
    request = shown(FilerRole.AGENT, acting=ACTING)
    refuse(desk, request, "SIGNED_PERMISSION", reason="Page two, with the signature of Rosa, is missing.")
    words = page(looker, request)
    for each in ("Ana Agent", "Agents Example", "AE-77", "ana@agents.example.com", "Page two"):
        assert each not in words
    assert "A. A." in words
    assert "a•••@a•••.com" in words
    assert "Signed permission: refused" in words
    authority.end(submission=request.submission, why=AuthorityEnd.BY_STAFF, reason="Caught lying.", at=NOON, by=staff)
    assert "Caught lying." not in page(looker, request)


@pytest.mark.threat("A85")
@pytest.mark.parametrize(
    ("role", "right", "of_consumer", "source"),
    [
        (FilerRole.AGENT, CATEGORIES, "one thing, to show their identity", "11 CCR § 7063(a)"),
        (FilerRole.AGENT, OPT_OUT, "nothing. They may not be contacted", "11 CCR § 7026(j)"),
        (FilerRole.ATTORNEY_IN_FACT, CATEGORIES, "nothing. They may not be contacted", "Prob. Code § 4300"),
        (FilerRole.PARENT_UNDER_13, CATEGORIES, "nothing. They may not be contacted", "11 CCR § 7070(c)"),
    ],
)
def test_the_page_says_what_may_be_asked_of_whom(desk, role, right, of_consumer, source):
    request = first(file_for(role, right))
    words = page(desk, request)
    assert of_consumer in words
    assert source in words


def test_the_page_says_what_the_setting_lets_us_ask_of_the_consumer(desk, settings):
    settings.AGENT_CONSUMER_CHECK = "PERMISSION"
    assert "one thing, whether they gave the permission" in page(desk, first(file_for(FilerRole.AGENT, CATEGORIES)))


@pytest.mark.parametrize("role", ROLES)
def test_the_page_of_a_consumer_whom_nobody_reaches_opens(desk, looker, role):
    request = first(file_for(role, CATEGORIES))
    words = page(desk, request)
    assert "Representative" in words
    assert ("None given: the representative is reached instead" in words) is not request.submission.reachable
    assert "Representative" in page(looker, request)


def test_the_page_says_at_the_top_that_the_consumer_did_not_ask(desk):
    request = shown(FilerRole.AGENT)
    authority.end(submission=request.submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    assert page(desk, request).count("Consumer says: not asked") == 2


def stopped_and_waiting():
    waiting = shown(FilerRole.CONSERVATOR)
    stopped = shown(FilerRole.AGENT, acting={"contact": "other@agents.example.com"})
    authority.end(submission=stopped.submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    return waiting, first(stopped.submission)


def test_the_queue_says_what_waits_and_what_is_stopped(desk):
    stopped_and_waiting()
    words = text(desk.get("/staff/requests_app/privacyrequest/"))
    assert "Consumer says: not asked" in words
    assert "Proof to check" in words
    assert "Check the proof of authority" in words
    assert "Look into it: nobody acts for the consumer" in words


def test_the_authority_narrows(desk):
    waiting, stopped = stopped_and_waiting()
    only_request(file(CATEGORIES))
    assert queue(desk, authority="PROOF_TO_CHECK") == [waiting.reference]
    assert queue(desk, authority="ENDED") == [stopped.reference]


def test_who_filed_narrows(desk):
    waiting, stopped = stopped_and_waiting()
    own = only_request(file(CATEGORIES))
    assert queue(desk, filer="SELF") == [own.reference]
    assert queue(desk, filer="AGENT") == [stopped.reference]
    assert set(queue(desk, filer="others")) == {waiting.reference, stopped.reference}


def test_the_proofs_to_check_are_counted_on_the_first_page(desk):
    stopped_and_waiting()
    response = desk.get("/staff/")
    assert "1 with a proof to check" in text(response)
    assert "authority=PROOF_TO_CHECK" in response.content.decode()


@pytest.mark.parametrize("typed", ["reference", "contact"])
def test_a_representative_is_found_by_their_reference_and_contact(desk, typed):
    request = first(file_for(FilerRole.AGENT, CATEGORIES))
    file(contact="other@example.com")
    acting = request.submission.representative
    wanted = acting.reference if typed == "reference" else "Ana@Agents.example.com"
    response = desk.post("/staff/requests_app/privacyrequest/search/", {"typed": wanted})
    assert response.url == url(request)


def test_the_next_step_leads_to_the_check(desk):
    response = desk.get(url(shown(FilerRole.CONSERVATOR)))
    assert response.context["main"].slug == "accept-proof"


@pytest.mark.threat("A87")
def test_an_answer_that_waits_is_not_released_after_the_authority_ended(desk, second_desk, staff):
    request = only_request(established(FilerRole.CONSERVATOR, PIECES, by=staff))
    match(request, staff)
    act(desk, fresh(request), "answer", text="Here it is.")
    proposal = fresh(request).proposal
    authority.end(submission=request.submission, why=AuthorityEnd.NOT_ASKED, at=NOON)
    response = act(second_desk, request, "release", digest=proposal.digest)
    assert "is not verified yet" in text(response)
    assert not fresh(request).closed
