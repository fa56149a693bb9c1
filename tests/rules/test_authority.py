"""Who may act for a consumer: what is asked of whom, and where the authority stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules import authority
from requests_app.rules.authority import Contact, Facts
from requests_app.rules.rights import OPT_OUTS
from requests_app.vocabulary import Authority, ConsumerCheck, FilerRole, ProofKind, RequestType
from tests.rules.tables import rows

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
OTHERS = [role for role in FilerRole if role is not FilerRole.SELF]
AGENT = Facts(role=FilerRole.AGENT, filed_on=TODAY)
ACCEPTED = replace(AGENT, accepted=True, accepted_kind=ProofKind.SIGNED_PERMISSION)
KNOW, IDENTITY = RequestType.KNOW_SPECIFIC, ConsumerCheck.IDENTITY


@pytest.mark.threat("A84", "A85")
@pytest.mark.parametrize("row", rows("authority.csv"), ids=lambda row: f"{row['role']} {row['type']} {row['setting']}")
def test_the_law_says_what_is_asked_of_whom(row: dict[str, str]) -> None:
    role, kind = FilerRole(row["role"]), RequestType(row["type"])
    assert " ".join(authority.RULES[role].proofs) == row["proofs"]
    assert (authority.consumer_check(role, kind, ConsumerCheck(row["setting"])) or "") == row["consumer_asked"]
    assert str(authority.source(role, kind)) == row["source"]


@pytest.mark.threat("A85")
@pytest.mark.parametrize("role", FilerRole)
@pytest.mark.parametrize("kind", sorted(OPT_OUTS))
@pytest.mark.parametrize("setting", ConsumerCheck)
def test_nobody_asks_the_consumer_to_confirm_an_opt_out(role, kind, setting) -> None:
    assert authority.consumer_check(role, kind, setting) is None


def test_whoever_files_for_themselves_needs_no_authority() -> None:
    assert authority.state(Facts(role=FilerRole.SELF, filed_on=TODAY), KNOW, setting=IDENTITY) == Authority.NOT_NEEDED


@pytest.mark.parametrize("role", OTHERS)
def test_without_a_proof_it_is_missing(role) -> None:
    assert authority.state(Facts(role=role, filed_on=TODAY), KNOW, setting=IDENTITY) == Authority.PROOF_MISSING


def test_a_proof_that_was_offered_is_to_be_checked() -> None:
    assert authority.state(replace(AGENT, offered=True), KNOW, setting=IDENTITY) == Authority.PROOF_TO_CHECK


def test_a_proof_offered_after_a_refusal_is_to_be_checked_again() -> None:
    facts = replace(AGENT, offered=True, refused=True)
    assert authority.state(facts, KNOW, setting=IDENTITY) == Authority.PROOF_TO_CHECK


def test_a_refused_proof_stays_refused_until_another_comes() -> None:
    assert authority.state(replace(AGENT, refused=True), KNOW, setting=IDENTITY) == Authority.PROOF_REFUSED


@pytest.mark.parametrize("setting", ConsumerCheck)
def test_an_accepted_permission_waits_for_the_one_thing_asked_of_the_consumer(setting) -> None:
    assert authority.state(ACCEPTED, KNOW, setting=setting) == Authority.CONSUMER_ASKED


@pytest.mark.parametrize("said", [{"identity_shown": True}, {"permission_confirmed": True}])
@pytest.mark.parametrize("setting", ConsumerCheck)
def test_either_of_the_two_checks_is_enough(said, setting) -> None:
    assert authority.state(replace(ACCEPTED, **said), KNOW, setting=setting) == Authority.ESTABLISHED


def test_an_agent_with_a_power_of_attorney_leaves_the_consumer_alone() -> None:
    facts = replace(ACCEPTED, accepted_kind=ProofKind.POWER_OF_ATTORNEY)
    assert authority.state(facts, KNOW, setting=IDENTITY) == Authority.ESTABLISHED


def test_a_right_outside_the_permission_is_not_covered() -> None:
    facts = replace(ACCEPTED, covers=frozenset({RequestType.DELETE}))
    assert authority.state(facts, KNOW, setting=IDENTITY) == Authority.NOT_COVERED
    assert authority.state(facts, RequestType.DELETE, setting=IDENTITY) == Authority.CONSUMER_ASKED


@pytest.mark.parametrize("dates", [{"starts_on": TODAY + DAY}, {"ends_on": TODAY - DAY}])
def test_a_permission_has_to_be_in_force_on_the_day_of_filing(dates) -> None:
    assert authority.state(replace(ACCEPTED, **dates), KNOW, setting=IDENTITY) == Authority.NOT_COVERED


@pytest.mark.threat("A87")
def test_a_permission_is_in_force_through_its_last_day() -> None:
    facts = replace(ACCEPTED, ends_on=TODAY)
    assert authority.may_act(facts, on=TODAY)
    assert not authority.may_act(facts, on=TODAY + DAY)


@pytest.mark.threat("A87")
@pytest.mark.parametrize("role", OTHERS)
def test_who_was_ended_neither_acts_nor_receives(role) -> None:
    facts = Facts(role=role, filed_on=TODAY, accepted=True, ended=True)
    assert not authority.may_act(facts, on=TODAY)
    assert not authority.may_receive(facts, permitted=True, on=TODAY)
    assert authority.state(facts, KNOW, setting=IDENTITY) == Authority.ENDED


def test_a_consumer_who_takes_over_needs_no_authority() -> None:
    assert authority.state(replace(ACCEPTED, ended=True, taken_over=True), KNOW, setting=IDENTITY) == (
        Authority.NOT_NEEDED
    )


@pytest.mark.threat("A87")
def test_an_agent_receives_the_answer_only_if_the_permission_says_so() -> None:
    assert not authority.may_receive(ACCEPTED, permitted=False, on=TODAY)
    assert authority.may_receive(ACCEPTED, permitted=True, on=TODAY)


@pytest.mark.parametrize("role", [each for each in OTHERS if each is not FilerRole.AGENT])
def test_who_stands_in_the_consumers_place_receives_and_declares(role) -> None:
    facts = Facts(role=role, filed_on=TODAY, accepted=True)
    assert authority.may_receive(facts, permitted=False, on=TODAY)
    assert authority.declares_for_consumer(facts, IDENTITY)


@pytest.mark.threat("A85")
def test_an_agent_whose_power_of_attorney_was_accepted_receives_and_declares_too() -> None:
    facts = replace(ACCEPTED, accepted_kind=ProofKind.POWER_OF_ATTORNEY)
    assert authority.may_receive(facts, permitted=False, on=TODAY)
    assert authority.declares_for_consumer(facts, IDENTITY)
    assert not authority.stands_for_consumer(replace(facts, ended=True))
    assert not authority.stands_for_consumer(replace(facts, accepted=False))


@given(
    role=st.sampled_from(OTHERS),
    kind=st.sampled_from(list(RequestType)),
    setting=st.sampled_from(list(ConsumerCheck)),
    said=st.fixed_dictionaries({name: st.booleans() for name in ("offered", "refused", "identity_shown", "ended")}),
)
def test_nothing_is_established_and_nobody_receives_without_an_accepted_proof(role, kind, setting, said) -> None:
    facts = Facts(role=role, filed_on=TODAY, **said)
    assert authority.state(facts, kind, setting=setting) != Authority.ESTABLISHED
    assert not authority.may_receive(facts, permitted=True, on=TODAY)
    assert not authority.declares_for_consumer(facts, setting)


def test_no_child_is_asked_how_to_reach_them() -> None:
    for role in (FilerRole.PARENT_UNDER_13, FilerRole.PARENT_13_TO_17):
        assert authority.RULES[role].consumer_contact is Contact.NOT_ASKED
