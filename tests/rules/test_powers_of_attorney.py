"""Does a power of attorney count for what the Probate Code makes of it, and for no less?"""

import pytest

from requests_app.rules import powers_of_attorney as powers
from requests_app.rules.powers_of_attorney import FITS, ITEMS, Unanswered, Verdict, verdict
from requests_app.vocabulary import ItemAnswer, PowerItem
from tests.filings import CHECKLIST, SOUND
from tests.rules.tables import rows

YES, NO, DOES_NOT_APPLY = ItemAnswer.YES, ItemAnswer.NO, ItemAnswer.NOT_APPLICABLE
EVERY_ANSWER = [(item, answer) for item in PowerItem for answer in ItemAnswer]


def judged(**changes: ItemAnswer) -> Verdict:
    return verdict({**SOUND, **{PowerItem[name]: answer for name, answer in changes.items()}})


@pytest.mark.parametrize("row", rows("powers_of_attorney.csv"), ids=lambda row: row["item"])
def test_each_item_is_judged_as_the_table_says(row: dict[str, str]) -> None:
    rule = ITEMS[PowerItem(row["item"])]
    assert rule.wants == row["wants"]
    assert rule.of_form == (row["of_form"] == "yes")
    assert row["cited"] in map(str, rule.sources)


def test_the_checklist_has_the_thirteen_items_in_their_order() -> None:
    assert [item.value for item in ITEMS] == [row["item"] for row in rows("powers_of_attorney.csv")]
    assert [item.value for item in PowerItem] == [str(number) for number in range(1, 14)]


def test_a_sound_paper_is_acceptable_and_protects_who_relies_on_it() -> None:
    assert judged() == Verdict(against=(), protected=True, fee_risk=False)


@pytest.mark.threat("A84")
@pytest.mark.parametrize(("item", "answer"), EVERY_ANSWER)
def test_an_answer_that_does_not_fit_stands_against_the_paper_by_itself(item: PowerItem, answer: ItemAnswer) -> None:
    against = verdict({**SOUND, item: answer}).against
    assert against == (() if answer in FITS[ITEMS[item].wants] else (item,))


def test_age_alone_never_refuses() -> None:
    assert not [item for item in PowerItem if "old" in item.label.lower().split()]
    assert judged(RUN_OUT=DOES_NOT_APPLY).acceptable
    assert judged(RUN_OUT=YES).against == (PowerItem.RUN_OUT,)


def test_witnesses_alone_do_not_do_for_the_statutory_form() -> None:
    found = judged(WITNESSED=YES, STATUTORY_FORM=NO)
    assert found.against == (PowerItem.STATUTORY_FORM,)


def test_a_paper_that_begins_with_an_event_needs_the_declaration() -> None:
    assert judged(EVENT_DECLARED=YES).acceptable
    assert judged(EVENT_DECLARED=NO).barred == (PowerItem.EVENT_DECLARED,)


def test_a_directive_about_health_care_alone_is_not_enough() -> None:
    assert judged(HEALTH_ONLY=YES).barred == (PowerItem.HEALTH_ONLY,)


@pytest.mark.parametrize("item", [item for item in PowerItem if ITEMS[item].of_form])
def test_a_paper_from_elsewhere_is_good_here_where_it_is_good_there(item: PowerItem) -> None:
    assert verdict({**SOUND, item: NO, PowerItem.MADE_ELSEWHERE: YES}).acceptable
    assert not verdict({**SOUND, item: NO, PowerItem.MADE_ELSEWHERE: NO}).acceptable


def test_a_paper_from_elsewhere_may_be_good_by_the_law_of_california() -> None:
    assert judged(MADE_ELSEWHERE=NO).acceptable


def test_being_good_elsewhere_does_not_heal_what_is_no_fault_of_form() -> None:
    assert judged(MADE_ELSEWHERE=YES, KNOWN_END=YES).barred == (PowerItem.KNOWN_END,)


def test_an_affidavit_stands_against_nothing_and_makes_a_refusal_costly() -> None:
    assert judged(AFFIDAVIT=YES) == Verdict(against=(), protected=True, fee_risk=True)


@pytest.mark.parametrize("faults", [{"WITNESSED": NO}, {"KNOWN_END": YES}, {"NAMED": NO}])
def test_nobody_is_protected_without_a_notary_or_witnesses_or_against_better_knowledge(
    faults: dict[str, ItemAnswer],
) -> None:
    assert not judged(**faults).protected


def test_only_faults_of_form_may_be_overlooked() -> None:
    assert judged(DATED=NO, WITNESSED=NO).barred == ()
    assert judged(DATED=NO, SCOPE=NO).barred == (PowerItem.SCOPE,)


@pytest.mark.threat("A84")
def test_what_nobody_signed_is_accepted_for_no_reason_unless_it_is_good_where_it_was_made() -> None:
    assert judged(SIGNED=NO).barred == (PowerItem.SIGNED,)
    assert not judged(SIGNED=NO).protected
    assert judged(SIGNED=NO, MADE_ELSEWHERE=YES).acceptable


def test_an_item_without_an_answer_is_named() -> None:
    with pytest.raises(Unanswered) as refusal:
        verdict({item: answer for item, answer in SOUND.items() if item != PowerItem.NAMED})
    assert refusal.value.items == (PowerItem.NAMED,)


def test_a_stored_checklist_is_read_back() -> None:
    assert powers.answers(CHECKLIST) == SOUND


@pytest.mark.parametrize("broken", [{}, {"1": {}}, {**CHECKLIST, "3": {"answer": "perhaps", "note": ""}}])
def test_a_checklist_that_is_not_whole_is_no_checklist(broken: dict[str, dict[str, str]]) -> None:
    with pytest.raises(Unanswered):
        powers.answers(broken)


def test_no_question_asks_for_a_notary() -> None:
    assert powers.NO_NOTARY_SOURCE.section == "7060(e)"
    asked = [item.label for item in PowerItem if "notary" in item.label]
    assert all("acknowledged" in question for question in asked)
