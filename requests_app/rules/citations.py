"""Which section says so?

A citation is data rather than a comment, so that a denial letter, a staff page and a test can all show it. `Ours` marks
a number that no law sets: a business may argue about it with us, not with a court.
"""

from dataclasses import dataclass

# The edition of the law that these rules put into code: the regulations as amended with effect from this day. A request
# keeps the edition it was opened under.
RULES_VERSION = "2026-01-01"


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in the law: the code's usual short name, and the section down to its paragraph."""

    code: str
    section: str

    def __str__(self) -> str:
        return f"{self.code} § {self.section}"


@dataclass(frozen=True, slots=True)
class Ours:
    """A choice of the portal's own, with the reason for it."""

    because: str


def civ(section: str) -> Citation:
    """California Civil Code; sections 1798.100 and following are the CCPA."""
    return Citation("Civ. Code", section)


def ccr(section: str) -> Citation:
    """California Code of Regulations, title 11: the CCPA regulations, sections 7000 to 7304."""
    return Citation("11 CCR", section)


def gov(section: str) -> Citation:
    """California Government Code."""
    return Citation("Gov. Code", section)


def prob(section: str) -> Citation:
    """California Probate Code; sections 4000 and following are about powers of attorney."""
    return Citation("Prob. Code", section)


# Business days
BUSINESS_DAY = civ("9")
HOLIDAY_LIST = gov("6700")
MOVED_HOLIDAYS = gov("6701")

# Clocks
ACKNOWLEDGE = ccr("7021(a)")
RESPOND = ccr("7021(b)")
EXTEND = civ("1798.145(h)(1)")
STOP_SELLING = ccr("7026(f)(1)")
STOP_SENSITIVE_USE = ccr("7027(g)(1)")
REFUSE_IN_TIME = civ("1798.145(h)(2)")

# Know answers
TWO_IN_TWELVE_MONTHS = civ("1798.130(b)")
OFFER_OLDER = ccr("7020(e)")
TWELVE_MONTHS_BACK = ccr("7024(h)")
NOTHING_BEFORE = civ("1798.130(a)(2)(B)")
NEVER_DISCLOSE = ccr("7024(d)")
SAY_WHAT_IS_HELD = ccr("7024(d)(1)")
LET_COMPARE = ccr("7024(d)(2)")

# Verification
NO_VERIFICATION = ccr("7060(b)")
MATCH_WHAT_IS_HELD = ccr("7060(c)(1)")
REASONABLE_DEGREE = ccr("7062(b)")
REASONABLY_HIGH_DEGREE = ccr("7062(c)")
DEGREE_BY_HARM = ccr("7062(d)")
ACCOUNT_LOGIN = ccr("7061(a)")
SUSPECTED_FRAUD = ccr("7061(b)")
NO_NEW_SENSITIVE = ccr("7060(c)(2)")
DISPUTED_ITEM = ccr("7060(h)")
FALL_BACK_TO_CATEGORIES = ccr("7024(a)")

# Denials
DELETION_REACH = civ("1798.105(a)")
DELETION_ANSWER = ccr("7022(e)")
DELETION_DENIAL = ccr("7022(f)")
DELETION_OPT_OUT_OFFER = ccr("7022(g)")
DELETION_IN_PARTS = ccr("7022(h)")
CORRECTION_DENIAL = ccr("7023(f)")
REPEATED_CORRECTION = ccr("7023(g)")
POLICE_HOLD = civ("1798.145(a)(1)(B)")
REPRODUCTIVE_CARE = civ("1798.145(a)(2)")

# What may be asked and kept
ONLY_WHAT_IS_NEEDED = ccr("7002(d)")
OPT_OUT_MINIMUM = ccr("7026(c)")
WHO_IS_A_CONSUMER = civ("1798.140(i)")
WHAT_TO_CORRECT = civ("1798.106(a)")
OWN_LANGUAGE = ccr("7003(b)(2)")
KEEP_RECORDS = ccr("7101(a)")
DROP_PROOFS = ccr("7060(d)")
UPDATE_POLICY = civ("1798.130(a)(5)")

# Who else holds the information
TELL_PROVIDERS_TO_DELETE = ccr("7022(b)(2)")
TELL_THIRD_PARTIES_TO_DELETE = ccr("7022(b)(3)")
DELETE_OURSELVES = ccr("7022(b)(1)")
TELL_PROVIDERS_OF_DENIAL = ccr("7022(f)(4)")
CORRECT_EVERYWHERE = ccr("7023(c)")
TELL_THE_SOURCE = ccr("7023(i)")
PROVIDERS_HELP = ccr("7024(i)")
SEARCH_OURSELVES = civ("1798.130(a)(3)(A)")
TELL_BUYERS = ccr("7026(f)(2)")
TELL_PROVIDERS_TO_LIMIT = ccr("7027(g)(2)")
TELL_THIRD_PARTIES_TO_LIMIT = ccr("7027(g)(3)")

# Representatives
AGENT_FOR_VERIFIABLE = ccr("7063(a)")
POWER_OF_ATTORNEY = ccr("7063(b)")
AGENT_DUTIES = ccr("7063(c)-(d)")
AGENT_FOR_OPT_OUT = ccr("7026(j)")
AGENT_FOR_LIMIT = ccr("7027(j)")
PRINCIPAL_ITSELF = prob("4300")
PARENT_OF_CHILD = ccr("7070(c)")
PARENT_METHODS = ccr("7070(a)(2)")
ON_BEHALF_OF_MINOR = civ("1798.140(ak)")
NO_NOTARY = ccr("7060(e)")

# Powers of attorney
DATE_ON_IT = prob("4121(a)")
PRINCIPALS_SIGNATURE = prob("4121(b)")
NOTARY_OR_WITNESSES = prob("4121(c)")
WHO_MAY_WITNESS = prob("4122")
STATUTORY_FORM = prob("4401")
STATUTORY_FORM_ACKNOWLEDGED = prob("4402")
WHAT_IT_COVERS = prob("4123")
WITHOUT_EXPRESS_MENTION = prob("4301")
AGE_ALONE = prob("4127")
SPRINGS_BY_DECLARATION = prob("4129")
LAST_ONE_CONTROLS = prob("4130")
REVOKED = prob("4151")
TERMINATED = prob("4152")
RELIANCE = prob("4303")
AFFIDAVIT = prob("4305")
FEES_OF_REFUSING = prob("4306")
MADE_ELSEWHERE = prob("4053")
HEALTH_CARE = prob("4600")
