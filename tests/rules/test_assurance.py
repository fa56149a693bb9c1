"""How sure are we, from which facts?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules import assurance
from requests_app.rules.assurance import Fact, Level
from requests_app.rules.rights import OPT_OUTS
from requests_app.vocabulary import EvidenceKind, Point, RequestType
from tests.rules.tables import rows

KINDS = {
    "contact": EvidenceKind.CONTACT_CONFIRMED,
    "matched": EvidenceKind.POINT_MATCHED,
    "declared": EvidenceKind.DECLARATION_SIGNED,
    "login": EvidenceKind.ACCOUNT_LOGIN,
    "proof": EvidenceKind.REPRESENTATIVE_PROOF,
}
FACTS = st.lists(
    st.builds(
        Fact,
        kind=st.sampled_from(EvidenceKind),
        point=st.none() | st.sampled_from(Point),
        on_file=st.booleans(),
        disputed=st.booleans(),
        reliable=st.booleans(),
        doubted=st.booleans(),
    ),
    max_size=12,
)
DECLARED = Fact(EvidenceKind.DECLARATION_SIGNED)


def matched(*points: Point) -> list[Fact]:
    return [Fact(EvidenceKind.POINT_MATCHED, point) for point in points]


def read(cell: str) -> list[Fact]:
    """The facts of a row: a kind, a point, and what is said of it."""
    facts = []
    for each in filter(None, cell.split(";")):
        words = each.split()
        facts.append(
            Fact(
                KINDS[words[0]],
                next((Point(word) for word in words if word in Point.values), None),
                on_file="file" in words,
                disputed="disputed" in words,
                reliable="unreliable" not in words,
                doubted="doubted" in words,
            )
        )
    return facts


@pytest.mark.parametrize("row", rows("assurance.csv"), ids=lambda row: row["about"])
def test_worked_case(row: dict[str, str]) -> None:
    assert assurance.level(read(row["facts"])) == int(row["level"])


@pytest.mark.parametrize(
    ("request_type", "level"),
    [
        (RequestType.KNOW_CATEGORIES, 1),
        (RequestType.KNOW_SPECIFIC, 2),
        (RequestType.DELETE, 1),
        (RequestType.CORRECT, 1),
        (RequestType.OPT_OUT_SALE_SHARE, 0),
        (RequestType.LIMIT_SPI, 0),
    ],
)
def test_each_right_needs_its_degree(request_type: RequestType, level: int) -> None:
    assert assurance.required_level(request_type) == level


def test_every_right_has_a_degree_and_its_law() -> None:
    assert set(assurance.LEVELS) == set(RequestType)


@pytest.mark.parametrize(
    ("item", "level", "may_be"),
    [
        (Point.EMAIL, 2, {2}),
        (Point.PHONE, 2, {2}),
        (Point.POSTAL_ADDRESS, 2, {1, 2}),
        (Point.NAME, 1, {1, 2}),
        (Point.DATE_OF_BIRTH, 1, {1, 2}),
        (Point.CUSTOMER_NUMBER, 1, {1, 2}),
        (Point.TRANSACTION, 1, {1, 2}),
        (Point.OTHER, 1, {1, 2}),
    ],
)
def test_a_correction_needs_its_degree_by_what_is_corrected(item: Point, level: int, may_be: set[int]) -> None:
    rule = assurance.level_rule(RequestType.CORRECT, disputed=item)
    assert (rule.level, set(rule.may_be)) == (level, may_be)


@pytest.mark.parametrize(
    ("request_type", "may_be"),
    [
        (RequestType.KNOW_CATEGORIES, {1}),
        (RequestType.KNOW_SPECIFIC, {2}),
        (RequestType.DELETE, {1, 2}),
        (RequestType.CORRECT, {1, 2}),
        (RequestType.OPT_OUT_SALE_SHARE, {0}),
        (RequestType.LIMIT_SPI, {0}),
    ],
)
def test_staff_may_choose_what_the_law_leaves_open(request_type: RequestType, may_be: set[int]) -> None:
    assert set(assurance.level_rule(request_type).may_be) == may_be


def test_no_item_makes_a_verifiable_right_a_matter_of_no_proof_or_an_opt_out_one_of_proof() -> None:
    for request_type in RequestType:
        for item in [None, *Point]:
            levels = assurance.level_rule(request_type, disputed=item).may_be
            assert (Level.NONE in levels) == (request_type in OPT_OUTS)
            assert (set(levels) == {Level.NONE}) == (request_type in OPT_OUTS)


def test_what_is_missing_is_counted_in_points_and_a_declaration() -> None:
    missing = assurance.missing(matched(Point.NAME), Level.REASONABLY_HIGH)
    assert (missing.points, missing.declaration, missing.nothing) == (2, True, False)


def test_only_the_declaration_may_be_missing() -> None:
    missing = assurance.missing(matched(Point.NAME, Point.EMAIL, Point.TRANSACTION), Level.REASONABLY_HIGH)
    assert (missing.points, missing.declaration) == (0, True)


def test_no_declaration_is_asked_for_the_lower_degree() -> None:
    assert assurance.missing(matched(Point.NAME, Point.EMAIL), Level.REASONABLE).nothing


def test_the_next_question_is_never_about_what_was_matched_or_is_disputed() -> None:
    facts = [*matched(Point.NAME), Fact(EvidenceKind.POINT_MATCHED, Point.EMAIL, disputed=True)]
    asked = assurance.missing(facts, Level.REASONABLE).could_match
    assert set(asked) == set(Point) - {Point.NAME, Point.EMAIL}


@given(FACTS)
def test_a_degree_is_reached_exactly_when_nothing_is_missing_for_it(facts: list[Fact]) -> None:
    reached = assurance.level(facts)
    assert [assurance.missing(facts, each).nothing for each in Level] == [each <= reached for each in Level]


@given(FACTS, st.sampled_from(Point), st.sampled_from(EvidenceKind))
def test_a_fact_not_in_dispute_never_lowers_the_degree(facts: list[Fact], point: Point, kind: EvidenceKind) -> None:
    assert assurance.level([*facts, Fact(kind, point, on_file=True)]) >= assurance.level(facts)


@given(FACTS, st.sampled_from(Point))
def test_a_dispute_never_raises_the_degree(facts: list[Fact], point: Point) -> None:
    disputed = Fact(EvidenceKind.POINT_MATCHED, point, on_file=True, disputed=True)
    assert assurance.level([*facts, disputed]) <= assurance.level(facts)


@given(FACTS)
def test_confirming_a_contact_again_adds_nothing(facts: list[Fact]) -> None:
    once = Fact(EvidenceKind.CONTACT_CONFIRMED, Point.EMAIL, on_file=True)
    assert assurance.level([*facts, once, once]) == assurance.level([*facts, once])


@given(st.lists(st.sampled_from([Point.EMAIL, Point.PHONE]), max_size=6))
def test_contacts_alone_never_reach_the_higher_degree(points: list[Point]) -> None:
    facts = [Fact(EvidenceKind.CONTACT_CONFIRMED, point, on_file=True) for point in points]
    assert assurance.level([*facts, DECLARED]) < Level.REASONABLY_HIGH


@given(FACTS)
def test_a_login_without_doubt_is_enough_and_one_with_doubt_is_nothing(facts: list[Fact]) -> None:
    others = [fact for fact in facts if fact.kind is not EvidenceKind.ACCOUNT_LOGIN]
    login = Fact(EvidenceKind.ACCOUNT_LOGIN)
    assert assurance.level([*others, login]) is Level.REASONABLY_HIGH
    assert assurance.level([*others, Fact(EvidenceKind.ACCOUNT_LOGIN, doubted=True)]) == assurance.level(others)
    assert assurance.level([*others, login, Fact(EvidenceKind.ACCOUNT_LOGIN, doubted=True)]) == assurance.level(others)


@pytest.mark.threat("A01")
@given(FACTS)
def test_the_higher_degree_takes_a_login_or_three_points_and_a_signature(facts: list[Fact]) -> None:
    logins = [fact for fact in facts if fact.kind is EvidenceKind.ACCOUNT_LOGIN]
    logged_in = bool(logins) and not any(fact.doubted for fact in logins)
    signed = any(fact.kind in (EvidenceKind.DECLARATION_SIGNED, EvidenceKind.REPRESENTATIVE_PROOF) for fact in facts)
    proven = logged_in or (len(assurance.points(facts)) >= 3 and signed)
    assert (assurance.level(facts) is Level.REASONABLY_HIGH) == proven


@given(FACTS)
def test_a_representatives_proof_scores_no_point(facts: list[Fact]) -> None:
    proof = Fact(EvidenceKind.REPRESENTATIVE_PROOF, Point.NAME, on_file=True)
    assert assurance.points([*facts, proof]) == assurance.points(facts)
