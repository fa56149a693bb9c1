"""Which words does the portal use, and how are they stored?

One closed list per concept. The stored value is stable (it is in the history for 24 months and more);
the label is what a person reads and is translated.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestType(TextChoices):
    """The consumer's rights that a request can exercise."""

    KNOW_CATEGORIES = "KNOW_CATEGORIES", _("Know the categories")
    KNOW_SPECIFIC = "KNOW_SPECIFIC", _("Get the specific pieces")
    DELETE = "DELETE", _("Delete")
    CORRECT = "CORRECT", _("Correct")
    OPT_OUT_SALE_SHARE = "OPT_OUT_SALE_SHARE", _("Opt out of sale and sharing")
    LIMIT_SPI = "LIMIT_SPI", _("Limit the use of sensitive information")


class KnowCategory(TextChoices):
    """The six lists of a categories answer (11 CCR 7024(k))."""

    PERSONAL_INFORMATION = "PERSONAL_INFORMATION", _("What kinds of information you hold about me")
    SOURCES = "SOURCES", _("Where you got it from")
    PURPOSES = "PURPOSES", _("What you use it for")
    THIRD_PARTIES = "THIRD_PARTIES", _("What kinds of third parties you disclose it to")
    SOLD_OR_SHARED = "SOLD_OR_SHARED", _("What you sold or shared, and to what kinds of third parties")
    DISCLOSED = "DISCLOSED", _("What you disclosed for a business purpose, and to what kinds of recipients")


class Period(TextChoices):
    """How far back a know answer reaches (11 CCR 7020(e), 7024(h))."""

    TWELVE_MONTHS = "TWELVE_MONTHS", _("The last 12 months")
    RANGE = "RANGE", _("A range of dates I choose")
    EVERYTHING = "EVERYTHING", _("Everything since January 1, 2022")


class DeletionScope(TextChoices):
    """Everything must always be one of the choices (11 CCR 7022(h))."""

    EVERYTHING = "EVERYTHING", _("Everything you can delete")
    PARTS = "PARTS", _("Only some of it")


class FilerRole(TextChoices):
    """For whom the person at the form acts."""

    SELF = "SELF", _("Myself")
    SOMEONE_ELSE = "SOMEONE_ELSE", _("Someone else")


class IntakeChannel(TextChoices):
    """How the request reached the business (11 CCR 7101(b): manner made)."""

    WEB = "WEB", _("Web form")
    EMAIL = "EMAIL", _("Email")
    PHONE = "PHONE", _("Telephone")
    POST = "POST", _("Post")
    IN_PERSON = "IN_PERSON", _("In person")


class Status(TextChoices):
    """Where a request stands. Lateness and extension are dates, not states."""

    UNCONFIRMED = "UNCONFIRMED", _("Unconfirmed")
    OPEN = "OPEN", _("Open")
    IN_PROGRESS = "IN_PROGRESS", _("In progress")
    CLOSED = "CLOSED", _("Closed")


class Outcome(TextChoices):
    """How a closed request ended."""

    FULFILLED = "FULFILLED", _("Fulfilled")
    PARTLY = "PARTLY", _("Partly fulfilled")
    DENIED = "DENIED", _("Denied")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    NOT_VERIFIED = "NOT_VERIFIED", _("Not verified")
    DUPLICATE = "DUPLICATE", _("Duplicate")


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


class NeverDisclosed(TextChoices):
    """Values that no answer may contain (11 CCR 7024(d)); the label is what the answer says in their place."""

    SSN = "SSN", _("A Social Security number")
    GOVERNMENT_ID = "GOVERNMENT_ID", _("A driver’s license number or other government identification number")
    FINANCIAL_ACCOUNT = "FINANCIAL_ACCOUNT", _("A financial account or payment card number")
    HEALTH_ID = "HEALTH_ID", _("A health insurance or medical identification number")
    PASSWORD = "PASSWORD", _("An account password")
    SECURITY_QUESTIONS = "SECURITY_QUESTIONS", _("Security questions and their answers")
    BIOMETRIC = "BIOMETRIC", _("Unique biometric data, such as a fingerprint scan or a face template")


class ExtensionReason(TextChoices):
    """Why more time is reasonably necessary (Civ. Code 1798.145(h)(1))."""

    COMPLEXITY = "COMPLEXITY", _("The request is complex")
    NUMBER = "NUMBER", _("There are many requests")


class EvidenceKind(TextChoices):
    """Why we believe that the requester is the consumer."""

    CONTACT_CONFIRMED = "CONTACT_CONFIRMED", _("Contact confirmed")
    POINT_MATCHED = "POINT_MATCHED", _("Point matched")
    DECLARATION_SIGNED = "DECLARATION_SIGNED", _("Declaration signed")
    ACCOUNT_LOGIN = "ACCOUNT_LOGIN", _("Logged in to their account, and again")
    REPRESENTATIVE_PROOF = "REPRESENTATIVE_PROOF", _("Representative’s proof")


class Point(TextChoices):
    """Attributes that staff may match against the business's own records (11 CCR 7062)."""

    NAME = "NAME", _("Full name")
    EMAIL = "EMAIL", _("Email address on file")
    PHONE = "PHONE", _("Telephone number on file")
    POSTAL_ADDRESS = "POSTAL_ADDRESS", _("Postal address")
    CUSTOMER_NUMBER = "CUSTOMER_NUMBER", _("Customer or order number")
    TRANSACTION = "TRANSACTION", _("A transaction and its date or amount")
    DATE_OF_BIRTH = "DATE_OF_BIRTH", _("Date of birth")
    OTHER = "OTHER", _("Another reliable fact on file")


class NoticeKind(TextChoices):
    """Messages the business owes the consumer."""

    RECEIPT = "RECEIPT", _("Receipt")
    EXTENSION = "EXTENSION", _("Extension")
    ANSWER_READY = "ANSWER_READY", _("Answer ready")
    DENIAL = "DENIAL", _("Denial")
    NOT_VERIFIED = "NOT_VERIFIED", _("Not verified")
    OVER_LIMIT = "OVER_LIMIT", _("Over the limit")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    DUPLICATE = "DUPLICATE", _("Duplicate")
    REMINDER = "REMINDER", _("Reminder to confirm the contact")
    SECOND_YES = "SECOND_YES", _("Reminder of the second yes")
    ENDING = "ENDING", _("Warning before the end")
    CONTACT_CHANGED = "CONTACT_CHANGED", _("A contact was corrected, to the old one")
    NEW_CONTACT = "NEW_CONTACT", _("Answered to a new contact, to the known ones")


class EventKind(TextChoices):
    """What can have happened to a request; each has its sentence in templates/events/."""

    FILED = "FILED", _("Filed")
    CONTACT_CHANGED = "CONTACT_CHANGED", _("Contact corrected")
    CONTACT_CONFIRMED = "CONTACT_CONFIRMED", _("Contact confirmed")
    DISOWNED = "DISOWNED", _("The contact’s owner says: not me")
    MESSAGES_ALLOWED = "MESSAGES_ALLOWED", _("Messages allowed again")
    DELETION_CONFIRMED = "DELETION_CONFIRMED", _("Deletion confirmed")
    ASSIGNED = "ASSIGNED", _("Assigned")
    MATCH_RECORDED = "MATCH_RECORDED", _("Identity match recorded")
    DECLARATION_SIGNED = "DECLARATION_SIGNED", _("Declaration signed")
    ACCOUNT_LOGIN = "ACCOUNT_LOGIN", _("Account login reported")
    LOGIN_DOUBTED = "LOGIN_DOUBTED", _("Account login doubted")
    LEVEL_SET = "LEVEL_SET", _("Degree of certainty changed")
    VERIFIED = "VERIFIED", _("Identity verified")
    EXTENDED = "EXTENDED", _("Extended")
    ANSWER_PROPOSED = "ANSWER_PROPOSED", _("Answer proposed")
    ALARM_OVERRIDDEN = "ALARM_OVERRIDDEN", _("Marked as a false alarm")
    ANSWER_SENT_BACK = "ANSWER_SENT_BACK", _("Answer sent back")
    ANSWER_RELEASED = "ANSWER_RELEASED", _("Answer released")
    ANSWERED = "ANSWERED", _("Answered")
    DENIED = "DENIED", _("Denied")
    NOT_VERIFIED = "NOT_VERIFIED", _("Closed as not verified")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    MARKED_DUPLICATE = "MARKED_DUPLICATE", _("Marked as a duplicate")
    FELL_BACK = "FELL_BACK", _("Opened instead of a copy")
    TAKEN_UP = "TAKEN_UP", _("Taken up again")
    CONTINUES = "CONTINUES", _("Continues an earlier request")
    NOTICE_SENT = "NOTICE_SENT", _("Notice sent")
    NOTICE_FAILED = "NOTICE_FAILED", _("Notice failed")
    STATUS_VIEWED = "STATUS_VIEWED", _("Status opened by the consumer")
    DOCUMENT_RECEIVED = "DOCUMENT_RECEIVED", _("Document received")
    DOCUMENT_READY = "DOCUMENT_READY", _("Document ready")
    DOCUMENT_REFUSED = "DOCUMENT_REFUSED", _("Document refused")
    DOCUMENT_VIEWED = "DOCUMENT_VIEWED", _("Document opened")
    DOCUMENT_PURGED = "DOCUMENT_PURGED", _("Document deleted")
    DOCUMENT_ASKED = "DOCUMENT_ASKED", _("Government ID asked for, or not any more")


class Actor(TextChoices):
    """Who did it."""

    CONSUMER = "CONSUMER", _("Consumer")
    STAFF = "STAFF", _("Staff")
    SYSTEM = "SYSTEM", _("Portal")


class Party(TextChoices):
    """Which of the two sides of a filing: the person it is about, or whoever acts for them."""

    CONSUMER = "CONSUMER", _("Consumer")
    REPRESENTATIVE = "REPRESENTATIVE", _("Representative")


class DocumentPurpose(TextChoices):
    """What a document is for."""

    AUTHORITY = "AUTHORITY", _("Proof of authority")
    CORRECTION = "CORRECTION", _("Support for a correction")
    IDENTITY = "IDENTITY", _("Government ID")


class DocumentState(TextChoices):
    """Where a document stands. Only one that is ready is ever shown."""

    RECEIVED = "RECEIVED", _("Being checked")
    READY = "READY", _("Ready")
    REFUSED = "REFUSED", _("Refused")
    UNSCANNED = "UNSCANNED", _("Waiting for the virus scanner")
    PURGED = "PURGED", _("Deleted")
