"""Which of a ground's sections is about this right?

Some grounds exist for several rights, each with a section of its own. A refusal names the one that is about what was
asked, so that nobody who asked for a copy is sent to the section on deletion, and no parent to a section on agents.
"""

from requests_app.rules.authority import RULES
from requests_app.rules.citations import LAST_ONE_CONTROLS, Citation, ccr, prob
from requests_app.rules.grounds import GROUNDS
from requests_app.vocabulary import FilerRole, Ground, RequestType

# A copy refused for one of these is looked at as a request for a description (11 CCR 7024(a), 7062(f)).
FALLS_BACK = frozenset({Ground.UNVERIFIED, Ground.NO_VERIFY_METHOD})
NARROWED: dict[Ground, dict[RequestType, tuple[Citation, ...]]] = {
    Ground.UNVERIFIED: {
        RequestType.KNOW_CATEGORIES: (ccr("7024(b)"),),
        RequestType.KNOW_SPECIFIC: (ccr("7024(a)"), ccr("7062(f)")),
        RequestType.DELETE: (ccr("7022(a)"),),
        RequestType.CORRECT: (ccr("7023(a)"),),
    },
    Ground.AGENT_NO_PROOF: {
        RequestType.KNOW_CATEGORIES: (ccr("7063(a)"),),
        RequestType.KNOW_SPECIFIC: (ccr("7063(a)"),),
        RequestType.DELETE: (ccr("7063(a)"),),
        RequestType.CORRECT: (ccr("7063(a)"),),
        RequestType.OPT_OUT_SALE_SHARE: (ccr("7026(j)"),),
        RequestType.LIMIT_SPI: (ccr("7027(j)"),),
    },
}

# What a power of attorney needs to be relied on: its form, its witnesses, what it covers, when it begins, and the last.
POWER_THAT_HOLDS = (prob("4121"), prob("4122"), prob("4123"), prob("4129"), LAST_ONE_CONTROLS)


def sources(ground: Ground, request_type: RequestType, role: FilerRole = FilerRole.SELF) -> tuple[Citation, ...]:
    """The law behind refusing this right on this ground to what somebody of this role filed.

    The sections on agents do not speak of an attorney-in-fact, a conservator or a parent (11 CCR 7063(b), 7070).
    """
    if ground is Ground.AGENT_NO_PROOF and role in RULES and RULES[role].as_the_consumer:
        return POWER_THAT_HOLDS if role is FilerRole.ATTORNEY_IN_FACT else (RULES[role].source,)
    return NARROWED.get(ground, {}).get(request_type, GROUNDS[ground].sources)
