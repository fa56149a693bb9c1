"""Why is a request refused or delayed, and what goes with it?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Ground(TextChoices):
    """Reasons for which the law lets a business refuse; `rules.grounds` says which fits what."""

    AGENT_NO_PROOF = "AGENT_NO_PROOF", _("No proof of the agent's authority")
    NO_VERIFY_METHOD = "NO_VERIFY_METHOD", _("No reasonable way to verify")
    UNVERIFIED = "UNVERIFIED", _("Identity not verified")
    NOT_CALIFORNIA = "NOT_CALIFORNIA", _("Not a California resident")
    SP_ROLE = "SP_ROLE", _("Held only as a service provider")
    HOUSEHOLD = "HOUSEHOLD", _("Household information")
    OTHER_PERSON = "OTHER_PERSON", _("Concerns another person")
    DEIDENTIFIED = "DEIDENTIFIED", _("Deidentified information")
    PUBLIC = "PUBLIC", _("Publicly available information")
    LAW_CONFLICT = "LAW_CONFLICT", _("Another law, court order or inquiry")
    EMERGENCY_AGENCY = "EMERGENCY_AGENCY", _("Emergency request of a public agency")
    LEGAL_CLAIMS = "LEGAL_CLAIMS", _("Legal claims")
    PRIVILEGE = "PRIVILEGE", _("Evidentiary privilege")
    MEDICAL = "MEDICAL", _("Medical information under other laws")
    FCRA = "FCRA", _("Credit reporting information")
    GLBA = "GLBA", _("Financial information under other laws")
    DPPA = "DPPA", _("Driver record information")
    OUT_OF_STATE = "OUT_OF_STATE", _("Conduct wholly outside California")
    INSURANCE = "INSURANCE", _("Information under the Insurance Code")
    EXCESSIVE = "EXCESSIVE", _("Manifestly unfounded or excessive")
    TRADE_SECRET = "TRADE_SECRET", _("Trade secret")
    KNOW_LIMIT = "KNOW_LIMIT", _("Two answers already given in 12 months")
    KNOW_NEVER = "KNOW_NEVER", _("Information that is never disclosed")
    KNOW_NO_SEARCH = "KNOW_NO_SEARCH", _("Records that need not be searched")
    KNOW_BEYOND_12M = "KNOW_BEYOND_12M", _("Older than 12 months: impossible or disproportionate")
    KNOW_PRE_2022 = "KNOW_PRE_2022", _("Collected before January 1, 2022")
    KNOW_SECURITY_DATA = "KNOW_SECURITY_DATA", _("Security and integrity information")
    KNOW_EDU_TEST = "KNOW_EDU_TEST", _("Educational test content")
    DEL_1_TRANSACTION = "DEL_1_TRANSACTION", _("Needed to complete a transaction or contract")
    DEL_2_SECURITY = "DEL_2_SECURITY", _("Needed for security and integrity")
    DEL_3_DEBUG = "DEL_3_DEBUG", _("Needed to repair errors")
    DEL_4_SPEECH = "DEL_4_SPEECH", _("Free speech or another legal right")
    DEL_5_CALECPA = "DEL_5_CALECPA", _("California Electronic Communications Privacy Act")
    DEL_6_RESEARCH = "DEL_6_RESEARCH", _("Public research with consent")
    DEL_7_INTERNAL = "DEL_7_INTERNAL", _("Internal uses that match expectations")
    DEL_8_LEGAL = "DEL_8_LEGAL", _("Needed to meet a legal obligation")
    DEL_NOT_FROM_CONSUMER = "DEL_NOT_FROM_CONSUMER", _("Not collected from the consumer")
    DEL_LE_HOLD = "DEL_LE_HOLD", _("Law-enforcement hold")
    DEL_BACKUP = "DEL_BACKUP", _("Only in backups")
    DEL_STUDENT = "DEL_STUDENT", _("Student records held for a school")
    DEL_PHYSICAL_ITEM = "DEL_PHYSICAL_ITEM", _("Physical item made with consent")
    DEL_CREDIT_AGENCY = "DEL_CREDIT_AGENCY", _("Business controller information at a credit agency")
    DEL_3P_NOTICE = "DEL_3P_NOTICE", _("Telling some third parties is impossible")
    COR_ACCURATE = "COR_ACCURATE", _("The information is more likely than not accurate")
    COR_DOCS = "COR_DOCS", _("Required documents missing")
    COR_IMPOSSIBLE = "COR_IMPOSSIBLE", _("Correction impossible or disproportionate")
    COR_REPEAT_6M = "COR_REPEAT_6M", _("Same correction denied in the last 6 months")
    COR_FRAUD = "COR_FRAUD", _("Believed fraudulent or abusive")
    OPT_FRAUD = "OPT_FRAUD", _("Opt-out believed fraudulent")
    OPT_NA = "OPT_NA", _("The business does not do this")
    OPT_VEHICLE = "OPT_VEHICLE", _("Vehicle information for warranty or recall")
    OPT_PHYSICAL_ITEM = "OPT_PHYSICAL_ITEM", _("Physical item made with consent (opt-out)")
    OPT_CREDIT_AGENCY = "OPT_CREDIT_AGENCY", _("Business controller information (opt-out)")


class Accompaniment(TextChoices):
    """What must go out together with a denial (law sheet of the grounds, `rules.grounds`)."""

    EXPLANATION = "EXPLANATION", _("Detailed explanation of the basis")
    REST_DONE = "REST_DONE", _("What was still done with everything the reason does not cover")
    KEPT_USE_ONLY = "KEPT_USE_ONLY", _("What is kept is used only for that reason")
    PROVIDERS_TOLD = "PROVIDERS_TOLD", _("Service providers are told the same")
    OPT_OUT_OFFER = "OPT_OUT_OFFER", _("Offer to opt out of sale and sharing")
    SAY_UNVERIFIED = "SAY_UNVERIFIED", _("Say that identity or authority could not be verified")
    FALL_BACK = "FALL_BACK", _("Evaluate as a categories request, or give the information practices")
    EFFORT_FACTS = "EFFORT_FACTS", _("Facts that show the impossible or disproportionate effort")
    HEALTH_STATEMENT = "HEALTH_STATEMENT", _("Offer of the 250-word statement on health information")
    HOW_TO_DELETE = "HOW_TO_DELETE", _("Say that it can be deleted, and how")
    FRAUD_REASON = "FRAUD_REASON", _("Why it is believed fraudulent")
    TIMELY_REASONS = "TIMELY_REASONS", _("Reasons without delay, and any appeal")
    RECORD_KEPT = "RECORD_KEPT", _("Whether it was done, and that a record of the request is kept")
    NEXT_DATE = "NEXT_DATE", _("The next date, and the other rights that stay open")
    HOW_TO_CURE = "HOW_TO_CURE", _("What is missing, and how to supply it")
    SAY_SO = "SAY_SO", _("A plain statement that this is the reason")
    WITH_PARTICULARITY = "WITH_PARTICULARITY", _("Which type of information is held, named exactly")
    COMPARE_OFFER = "COMPARE_OFFER", _("Offer to compare a value the consumer states with the one held")
    NOT_SEARCHED = "NOT_SEARCHED", _("Which categories of records were not searched")


class ExtensionReason(TextChoices):
    """Why more time is reasonably necessary (Civ. Code 1798.145(h)(1))."""

    COMPLEXITY = "COMPLEXITY", _("The request is complex")
    NUMBER = "NUMBER", _("There are many requests")
