"""Do the forms ask for no more than each right needs?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules import fields
from requests_app.rules.authority import RULES
from requests_app.rules.fields import Field, Why
from requests_app.rules.rights import OPT_OUTS, VERIFIABLE
from requests_app.vocabulary import FilerRole, RequestType

TYPES = st.frozensets(st.sampled_from(RequestType))


@pytest.mark.parametrize("request_type", sorted(OPT_OUTS))
@pytest.mark.threat("A88")
def test_an_opt_out_asks_for_a_name_and_one_contact_at_most(request_type: RequestType) -> None:
    assert fields.permitted([request_type]) == {Field.NAME, Field.CONTACT}


@pytest.mark.parametrize("request_type", sorted(OPT_OUTS))
def test_an_opt_out_does_not_need_a_name(request_type: RequestType) -> None:
    assert fields.required([request_type]) == {Field.CONTACT}


@pytest.mark.parametrize(
    ("request_type", "own"),
    [
        (
            RequestType.KNOW_CATEGORIES,
            {Field.KNOW_CATEGORIES, Field.PERIOD, Field.PERIOD_START, Field.PERIOD_END},
        ),
        (RequestType.KNOW_SPECIFIC, {Field.PERIOD, Field.PERIOD_START, Field.PERIOD_END}),
        (RequestType.DELETE, {Field.DELETION_SCOPE, Field.DELETION_PARTS}),
        (RequestType.CORRECT, {Field.CORRECTION_ITEM, Field.CORRECTION_WRONG, Field.CORRECTION_RIGHT}),
    ],
)
@pytest.mark.threat("A88")
def test_a_verifiable_request_asks_who_it_is_and_for_its_own_details(
    request_type: RequestType, own: set[Field]
) -> None:
    who = {Field.NAME, Field.CONTACT, Field.RESIDENCE, Field.LANGUAGE}
    assert fields.permitted([request_type]) == who | own


@pytest.mark.parametrize("request_type", sorted(VERIFIABLE))
def test_a_verifiable_request_needs_a_name_a_contact_and_where_one_lives(request_type: RequestType) -> None:
    assert fields.required([request_type]) >= {Field.NAME, Field.CONTACT, Field.RESIDENCE}


def test_what_depends_on_another_choice_is_not_required() -> None:
    required = fields.required(RequestType)
    assert not required & {Field.PERIOD_START, Field.PERIOD_END, Field.DELETION_PARTS, Field.CORRECTION_WRONG}


@pytest.mark.threat("A04")
def test_no_form_asks_for_an_identity_document() -> None:
    words = ("SSN", "SOCIAL", "LICEN", "PASSPORT", "IDENTITY", "SELFIE", "BIRTH", "ACCOUNT")
    assert [each for each in Field if any(word in each for word in words)] == []


def test_every_field_is_asked_by_some_right_or_of_some_role_and_every_reason_used() -> None:
    rules = [rule for each in RequestType for rule in fields.FIELDS[each]]
    rules += [rule for role in FilerRole for rule in fields.of_representative(role)]
    assert {rule.field for rule in rules} == set(Field)
    assert {rule.why for rule in rules} == set(Why)


@given(TYPES)
def test_one_form_for_several_rights_asks_for_what_each_of_them_does(types: frozenset[RequestType]) -> None:
    assert fields.permitted(types) == {field for each in types for field in fields.permitted([each])}
    assert fields.required(types) == {field for each in types for field in fields.required([each])}


@given(TYPES)
def test_what_is_required_is_permitted(types: frozenset[RequestType]) -> None:
    assert fields.required(types) <= fields.permitted(types)


@pytest.mark.parametrize("role", [each for each in FilerRole if each != FilerRole.SELF])
def test_who_acts_is_asked_by_the_law_on_their_own_role(role: FilerRole) -> None:
    own = {Field.REPRESENTATIVE_NAME, Field.REPRESENTATIVE_CONTACT}
    assert {each.source for each in fields.of_representative(role) if each.field in own} == {RULES[role].source}


def test_the_promise_of_an_agent_names_both_duties_of_the_law() -> None:
    sources = {each.field: str(each.source) for each in fields.of_representative(FilerRole.AGENT)}
    assert sources[Field.AGENT_PROMISE] == "11 CCR § 7063(c)-(d)"


@pytest.mark.parametrize("request_type", sorted(VERIFIABLE))
def test_a_contact_is_asked_for_to_match_it_with_what_is_held(request_type: RequestType) -> None:
    assert str(fields.rules_for([request_type])[Field.CONTACT].source) == "11 CCR § 7060(c)(1)"
