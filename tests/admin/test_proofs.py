"""Each kind of proof at the desk, asking for one and ending it, and when none of it is possible."""

from datetime import date

import pytest

from requests_app.admin.authority import AcceptProof
from requests_app.forms.authority import AcceptProofForm
from requests_app.models import AuthorityCheck, Event, Notice, SignedPermission, Submission
from requests_app.operations import authority, proofs, review
from requests_app.rules.authority import RULES
from requests_app.vocabulary import (
    Authority,
    AuthorityEnd,
    EvidenceKind,
    FilerRole,
    NoticeKind,
    ProofKind,
    RequestType,
)
from tests.admin.pages import act, errors, fresh, page, text, unmasked, url
from tests.admin.proofs import ROLES, SLUGS, accept, answered_items, first, refuse, shown
from tests.filings import (
    CATEGORIES,
    DELETION,
    NOON,
    confirm_filer,
    consumer_agrees,
    established,
    file,
    file_for,
    only_request,
)

pytestmark = pytest.mark.django_db


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


@pytest.mark.threat("A87")
def test_staff_can_say_that_the_paper_keeps_the_answer_from_the_agent():
    form = AcceptProofForm(None, kind=ProofKind.SIGNED_PERMISSION, rights=[RequestType.KNOW_SPECIFIC], scope=True)
    assert {"may_receive_answer", "ends_on"} <= set(form.fields), sorted(form.fields)


@pytest.mark.threat("A87")
@pytest.mark.parametrize("kind", [ProofKind.SIGNED_PERMISSION, ProofKind.POWER_OF_ATTORNEY])
def test_what_the_paper_says_wins_over_what_the_agent_said(desk, kind):
    request = shown(FilerRole.AGENT, acting={"may_receive_answer": False, "ends_on": date(2027, 12, 31)})
    form = desk.get(url(request, "accept-proof") + f"?kind={kind}").context["form"]
    assert (form["may_receive_answer"].value(), form["ends_on"].value()) == ("no", date(2027, 12, 31))
    said = {"may_receive_answer": "yes", "starts_on": "2026-11-01", "ends_on": "2026-12-31"}
    items = answered_items() if kind == ProofKind.POWER_OF_ATTORNEY else {}
    accept(desk, request, kind, covers=["KNOW_CATEGORIES"], **said, **items)
    acting = fresh(request).submission.representative
    assert (acting.may_receive_answer, acting.starts_on, acting.ends_on) == (
        True,
        date(2026, 11, 1),
        date(2026, 12, 31),
    )


@pytest.mark.threat("A87")
def test_an_agents_own_word_is_shown_as_that_and_ends_where_staff_say_nothing(desk):
    request = shown(FilerRole.AGENT, acting={"may_receive_answer": True})
    assert "They say yes. The paper decides." in page(desk, request)
    accept(desk, request, "SIGNED_PERMISSION", covers=["KNOW_CATEGORIES"])
    assert not fresh(request).submission.representative.may_receive_answer


def test_the_days_of_a_paper_are_in_order(desk):
    request = shown(FilerRole.AGENT)
    days = {"starts_on": "2026-12-31", "ends_on": "2026-11-01"}
    found = errors(accept(desk, request, "SIGNED_PERMISSION", covers=["KNOW_CATEGORIES"], **days))
    assert found == ["The last day must not be before the first day"]
    assert not AuthorityCheck.objects.exists()


def test_what_was_signed_on_our_page_says_itself_who_receives_the_answer():
    kinds = {"kind": ProofKind.SIGNED_ONLINE, "rights": [RequestType.KNOW_SPECIFIC]}
    assert "may_receive_answer" not in AcceptProofForm(None, scope=True, **kinds).fields


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
    assert "Rosa Example, on Nov. 23, 2026, words of 2026-11" in unmasked(desk, request)
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
    assert "The consumer called and said that they dismissed the firm." in unmasked(desk, after)


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
        proofs.refuse_proof(submission=submission, kind=kind, reason="No seal.", at=NOON, by=staff)
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
