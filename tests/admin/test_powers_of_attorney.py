"""A power of attorney at the desk: thirteen questions, and what may be overlooked and what may not."""

import pytest

from requests_app.forms.powers_of_attorney import CURES, HINTS
from requests_app.models import AuthorityCheck, Event, Submission
from requests_app.rules.powers_of_attorney import ITEMS, Wants
from requests_app.vocabulary import (
    Authority,
    EventKind,
    FilerRole,
    ItemAnswer,
    PowerItem,
    ProofKind,
)
from tests.admin.pages import errors, fresh, text, unmasked, url
from tests.admin.proofs import accept, answered_items, refuse, shown

pytestmark = pytest.mark.django_db


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
    words = unmasked(desk, request)
    assert "Power of attorney: refused Nov. 23, 2026, noon by reviewer" in words
    assert "5. Does what it covers reach this request? No – stands against it Real estate only." in words
    assert "It is too narrow." in words
