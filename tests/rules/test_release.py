"""Which answers need a second person, and which may go only where the business reached the person before?"""

import pytest

from requests_app.rules.grounds import GROUNDS
from requests_app.rules.release import ALWAYS, SOURCES, WhyTwo, shows_records, why_two
from requests_app.rules.rights import KNOW
from requests_app.vocabulary import Ground, Outcome, Point, RequestType

GIVEN = (Outcome.FULFILLED, Outcome.PARTLY)


@pytest.mark.parametrize("outcome", GIVEN)
def test_specific_pieces_need_two_people(outcome: Outcome) -> None:
    assert why_two(RequestType.KNOW_SPECIFIC, outcome) == [WhyTwo.PIECES]


@pytest.mark.parametrize("item", [Point.EMAIL, Point.PHONE, Point.POSTAL_ADDRESS])
@pytest.mark.parametrize("outcome", GIVEN)
def test_a_corrected_contact_needs_two_people(outcome: Outcome, item: Point) -> None:
    assert why_two(RequestType.CORRECT, outcome, item=item) == [WhyTwo.CONTACT_CORRECTED]


@pytest.mark.parametrize(
    "item", [each for each in Point if each not in (Point.EMAIL, Point.PHONE, Point.POSTAL_ADDRESS)]
)
def test_another_correction_does_not(item: Point) -> None:
    assert why_two(RequestType.CORRECT, Outcome.FULFILLED, item=item) == []


@pytest.mark.parametrize("request_type", RequestType)
def test_a_denial_needs_two_people_only_on_a_ground_that_has_to_be_proved(request_type: RequestType) -> None:
    for ground in Ground:
        expected = [WhyTwo.GROUND] if GROUNDS[ground].second_reviewer else []
        assert why_two(request_type, Outcome.DENIED, item=Point.EMAIL, ground=ground) == expected


def test_a_business_of_one_person_keeps_what_puts_a_safeguard_aside() -> None:
    everything = {"item": Point.EMAIL, "ground": Ground.COR_FRAUD, "new_contact": True, "false_alarm": True}
    alone = why_two(RequestType.CORRECT, Outcome.PARTLY, two_person_release=False, **everything)  # type: ignore[arg-type]
    assert set(alone) == ALWAYS == {WhyTwo.NEW_CONTACT, WhyTwo.FALSE_ALARM}


@pytest.mark.parametrize("request_type", RequestType)
@pytest.mark.parametrize("outcome", Outcome)
def test_only_answers_to_know_requests_show_records(request_type: RequestType, outcome: Outcome) -> None:
    assert shows_records(request_type, outcome) == (request_type in KNOW and outcome in GIVEN)


def test_every_reason_says_where_it_comes_from() -> None:
    assert set(SOURCES) == set(WhyTwo)
