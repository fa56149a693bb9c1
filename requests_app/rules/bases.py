"""Which of a ground's sections is about this right?

Some grounds exist for several rights, each with a section of its own. A refusal names the one that is about what was
asked, so that nobody who asked for a copy is sent to the section on deletion.
"""

from requests_app.rules.citations import Citation, ccr
from requests_app.rules.grounds import GROUNDS
from requests_app.vocabulary import Ground, RequestType

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


def sources(ground: Ground, request_type: RequestType) -> tuple[Citation, ...]:
    """The law behind refusing this right on this ground."""
    return NARROWED.get(ground, {}).get(request_type, GROUNDS[ground].sources)
