"""No planted secret leaves in an answer; false alarms are few, and two people can put one aside with a reason."""

import sys
from collections import Counter

import pytest

from requests_app.models import Answer, ProposedAnswer
from requests_app.operations import answers
from requests_app.rules.disclosure import find_never_disclose
from requests_app.rules.grounds import GROUNDS
from requests_app.vocabulary import EventKind, Ground, NeverDisclosed
from tests.filings import CATEGORIES, NOON, colleague
from tests.threats.corpus import clean, planted
from tests.threats.proposals import give, propose, verified

pytestmark = pytest.mark.threat("A11")

LOOKS_LIKE_A_CARD = "Your voucher had the number 4111 1111 1111 1111."
WHY = "It is the number of a used paper voucher of our own."
# One in fifty: a second look at one answer a week in a busy house.
MOST_FALSE_ALARMS = 0.02


def kinds(text):
    return {finding.kind for finding in find_never_disclose(text)}


@pytest.mark.parametrize("kind", [kind for kind in NeverDisclosed if kind != NeverDisclosed.BIOMETRIC])
def test_every_planted_secret_is_found(kind, record_property):
    texts = [(secret, text) for each, secret, text in planted() if each == kind]
    missed = [(secret, text) for secret, text in texts if kind not in kinds(text)]
    record_property("planted", len(texts))
    assert texts
    assert missed == []


def test_false_alarms_are_few(record_property, capsys):
    texts = clean()
    alarms = Counter(kind for text in texts for kind in kinds(text))
    rate = sum(1 for text in texts if kinds(text)) / len(texts)
    record_property("false alarm rate", rate)
    with capsys.disabled():
        told = ", ".join(f"{kind}: {count}" for kind, count in alarms.items()) or "none"
        sys.stdout.write(f"\nfalse alarms: {rate:.2%} of {len(texts)} clean texts ({told})\n")
    assert rate <= MOST_FALSE_ALARMS


@pytest.mark.django_db
def test_a_finding_holds_the_answer_back(staff):
    with pytest.raises(answers.NeverDisclose):
        propose(verified(staff, CATEGORIES), staff, text=LOOKS_LIKE_A_CARD)
    assert not Answer.objects.exists()
    assert not ProposedAnswer.objects.exists()


@pytest.mark.django_db
def test_a_false_alarm_takes_a_reason_and_a_second_person_whatever_is_set(staff, settings):
    settings.TWO_PERSON_RELEASE = False
    proposal = propose(verified(staff, CATEGORIES), staff, text=LOOKS_LIKE_A_CARD, alarm_reason=WHY)
    assert isinstance(proposal, ProposedAnswer)
    given = give(proposal, colleague())
    assert (given.text, given.alarm_reason) == (LOOKS_LIKE_A_CARD, WHY)


@pytest.mark.django_db
def test_a_false_alarm_in_a_denial_takes_the_same(staff):
    parts = dict.fromkeys(GROUNDS[Ground.KNOW_NO_SEARCH].staff_writes, f"We need not search it. {LOOKS_LIKE_A_CARD}")
    denial = {"ground": Ground.KNOW_NO_SEARCH, "parts": parts, "at": NOON, "by": staff}
    with pytest.raises(answers.NeverDisclose):
        answers.deny(request=verified(staff, CATEGORIES), **denial)
    waiting = answers.deny(request=verified(staff, CATEGORIES), alarm_reason=WHY, **denial)
    assert isinstance(waiting, ProposedAnswer)


@pytest.mark.django_db
def test_the_history_names_the_kind_and_no_word_of_the_reason(staff):
    request = verified(staff, CATEGORIES)
    propose(request, staff, text=LOOKS_LIKE_A_CARD, alarm_reason=WHY)
    event = request.events.get(kind=EventKind.ALARM_OVERRIDDEN)
    assert event.data == {"kinds": ["FINANCIAL_ACCOUNT"]}
    assert event.staff == staff


@pytest.mark.django_db
def test_a_reason_without_an_alarm_is_not_kept(staff):
    given = propose(verified(staff, CATEGORIES), staff, alarm_reason=WHY)
    assert given.alarm_reason is None


@pytest.mark.django_db
def test_the_reason_is_not_readable_in_the_database(staff):
    propose(verified(staff, CATEGORIES), staff, text=LOOKS_LIKE_A_CARD, alarm_reason=WHY)
    stored = ProposedAnswer.objects.values("text", "rest").get()
    assert b"voucher" not in stored["text"].data + stored["rest"].data
