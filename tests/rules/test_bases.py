"""Does a refusal name the section that is about the right it refuses?"""

import pytest

from requests_app.rules import bases
from requests_app.rules.grounds import GROUNDS
from requests_app.vocabulary import FilerRole, Ground, RequestType

EVERY_USE = [(ground, right) for ground in Ground for right in sorted(GROUNDS[ground].types)]


@pytest.mark.parametrize(
    ("right", "sections"),
    [
        (RequestType.KNOW_CATEGORIES, ["7024(b)"]),
        (RequestType.KNOW_SPECIFIC, ["7024(a)", "7062(f)"]),
        (RequestType.DELETE, ["7022(a)"]),
        (RequestType.CORRECT, ["7023(a)"]),
    ],
)
def test_a_refusal_for_lack_of_proof_cites_the_section_on_the_right(right: RequestType, sections: list[str]) -> None:
    assert [each.section for each in bases.sources(Ground.UNVERIFIED, right)] == sections


@pytest.mark.parametrize(("ground", "right"), EVERY_USE)
def test_what_is_cited_is_always_among_the_law_of_the_ground(ground: Ground, right: RequestType) -> None:
    cited = bases.sources(ground, right)
    assert cited
    assert set(cited) <= set(GROUNDS[ground].sources)


@pytest.mark.parametrize("ground", sorted(bases.NARROWED))
def test_a_narrowed_ground_says_something_for_every_right_and_forgets_no_section(ground: Ground) -> None:
    assert set(bases.NARROWED[ground]) == set(GROUNDS[ground].types)
    said = {each for sections in bases.NARROWED[ground].values() for each in sections}
    assert said == set(GROUNDS[ground].sources)


@pytest.mark.parametrize("right", sorted(GROUNDS[Ground.AGENT_NO_PROOF].types))
@pytest.mark.parametrize(
    ("role", "law"),
    [
        (FilerRole.ATTORNEY_IN_FACT, ["Prob. Code § 4121", "Prob. Code § 4130"]),
        (FilerRole.CONSERVATOR, ["Civ. Code § 1798.140(ak)"] * 2),
        (FilerRole.PARENT_UNDER_13, ["11 CCR § 7070(c)"] * 2),
        (FilerRole.PARENT_13_TO_17, ["Civ. Code § 1798.140(ak)"] * 2),
    ],
)
def test_who_is_no_agent_is_not_refused_by_the_sections_on_agents(
    role: FilerRole, law: list[str], right: RequestType
) -> None:
    cited = [str(each) for each in bases.sources(Ground.AGENT_NO_PROOF, right, role)]
    assert [cited[0], cited[-1]] == law
    assert not [each for each in cited if "7063" in each or "7026" in each or "7027" in each]


def test_an_agent_without_proof_is_refused_by_the_section_on_agents() -> None:
    cited = bases.sources(Ground.AGENT_NO_PROOF, RequestType.DELETE, FilerRole.AGENT)
    assert [str(each) for each in cited] == ["11 CCR § 7063(a)"]
