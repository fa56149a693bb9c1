"""Which rights are treated alike?

Two families differ in almost everything: a verifiable request is acknowledged, verified, extended and refused in
writing; an opt-out is simply carried out, without proof of identity (11 CCR 7026(d), 7027(e)).
"""

from requests_app.vocabulary import RequestType

KNOW = frozenset({RequestType.KNOW_CATEGORIES, RequestType.KNOW_SPECIFIC})
DELETE = frozenset({RequestType.DELETE})
CORRECT = frozenset({RequestType.CORRECT})
VERIFIABLE = KNOW | DELETE | CORRECT
OPT_OUTS = frozenset({RequestType.OPT_OUT_SALE_SHARE, RequestType.LIMIT_SPI})
ALL = VERIFIABLE | OPT_OUTS
