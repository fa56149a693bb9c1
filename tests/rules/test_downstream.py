"""Who else has to act on which right, when is that over, and what may be said of it?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules import downstream
from requests_app.rules.citations import Citation
from requests_app.rules.downstream import Told, may_concern, needs_all_done, providers_told, reasons_against
from requests_app.vocabulary import Ground, HolderKind, Outcome, RequestType, TaskState, WhyNot

OWN, PROVIDER = HolderKind.OWN_SYSTEM, HolderKind.SERVICE_PROVIDER
CONTRACTOR, THIRD = HolderKind.CONTRACTOR, HolderKind.THIRD_PARTY
DELETE, PIECES = RequestType.DELETE, RequestType.KNOW_SPECIFIC


@pytest.mark.parametrize(
    ("right", "kind", "section"),
    [
        (DELETE, OWN, "7022(b)(1)"),
        (DELETE, PROVIDER, "7022(b)(2)"),
        (DELETE, CONTRACTOR, "7022(b)(2)"),
        (DELETE, THIRD, "7022(b)(3)"),
        (RequestType.CORRECT, PROVIDER, "7023(c)"),
        (PIECES, CONTRACTOR, "7024(i)"),
        (RequestType.OPT_OUT_SALE_SHARE, THIRD, "7026(f)(2)"),
        (RequestType.LIMIT_SPI, PROVIDER, "7027(g)(2)"),
        (RequestType.LIMIT_SPI, THIRD, "7027(g)(3)"),
    ],
)
def test_each_has_to_act_by_the_section_that_says_so(right: RequestType, kind: HolderKind, section: str) -> None:
    source = downstream.DUTIES[right][kind]
    assert isinstance(source, Citation)
    assert source.section == section


@pytest.mark.parametrize("right", [PIECES, RequestType.KNOW_CATEGORIES])
def test_a_third_party_owes_no_help_with_a_copy(right: RequestType) -> None:
    assert not may_concern(right, THIRD)
    assert may_concern(right, PROVIDER)


def test_every_right_concerns_our_own_systems_and_those_who_work_for_us() -> None:
    for right in RequestType:
        assert all(may_concern(right, kind) for kind in (OWN, PROVIDER, CONTRACTOR))


@pytest.mark.parametrize("kind", HolderKind)
@pytest.mark.parametrize("right", RequestType)
def test_only_a_third_party_is_too_hard_to_tell_and_only_of_a_deletion(right: RequestType, kind: HolderKind) -> None:
    excused = WhyNot.DISPROPORTIONATE in reasons_against(right, kind)
    assert excused == (right is DELETE and kind is THIRD)


@pytest.mark.parametrize(
    ("right", "outcome", "ground", "needed"),
    [
        (DELETE, Outcome.FULFILLED, None, True),
        (PIECES, Outcome.PARTLY, Ground.KNOW_NEVER, True),
        # A refusal with the rest deleted says that those who work for us are told the same (11 CCR 7022(f)(4)).
        (DELETE, Outcome.DENIED, Ground.DEL_8_LEGAL, True),
        (DELETE, Outcome.DENIED, Ground.NOT_CALIFORNIA, False),
        (DELETE, Outcome.NOT_VERIFIED, Ground.UNVERIFIED, False),
        (PIECES, Outcome.DENIED, Ground.KNOW_LIMIT, False),
        (DELETE, Outcome.WITHDRAWN, None, False),
    ],
)
def test_what_is_carried_out_waits_for_everybody(
    right: RequestType, outcome: Outcome, ground: Ground | None, needed: bool
) -> None:
    assert needs_all_done(right, outcome, ground) is needed


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ([], Told.NOBODY),
        ([(OWN, TaskState.DONE, True), (THIRD, TaskState.TOLD, True)], Told.NOBODY),
        ([(PROVIDER, TaskState.TOLD, True)], Told.ALL),
        ([(CONTRACTOR, TaskState.DONE, True), (PROVIDER, TaskState.NOT_APPLICABLE, False)], Told.ALL),
        ([(PROVIDER, TaskState.NOT_APPLICABLE, False)], Told.NOBODY),
        ([(PROVIDER, TaskState.DONE, True), (CONTRACTOR, TaskState.OPEN, False)], Told.SOME),
        ([(PROVIDER, TaskState.OPEN, False), (OWN, TaskState.DONE, True)], Told.NOT_YET),
    ],
)
def test_what_is_said_of_those_who_work_for_us_is_what_the_tasks_say(
    tasks: list[tuple[HolderKind, TaskState, bool]], said: Told
) -> None:
    assert providers_told(tasks) is said


TASK = st.tuples(st.sampled_from(HolderKind), st.sampled_from(TaskState), st.booleans())


@given(st.lists(TASK))
def test_that_all_were_told_is_never_said_while_one_of_them_waits(
    tasks: list[tuple[HolderKind, TaskState, bool]],
) -> None:
    if providers_told(tasks) is Told.ALL:
        theirs = [(state, told) for kind, state, told in tasks if kind in downstream.WORK_FOR_US]
        assert any(told for _state, told in theirs)
        assert not any(state is TaskState.OPEN and not told for state, told in theirs)
