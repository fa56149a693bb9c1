"""What can be asked for, and about which facts?"""

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


class NeverDisclosed(TextChoices):
    """Values that no answer may contain (11 CCR 7024(d)); the label is what the answer says in their place."""

    SSN = "SSN", _("A Social Security number")
    GOVERNMENT_ID = "GOVERNMENT_ID", _("A driver’s license number or other government identification number")
    FINANCIAL_ACCOUNT = "FINANCIAL_ACCOUNT", _("A financial account or payment card number")
    HEALTH_ID = "HEALTH_ID", _("A health insurance or medical identification number")
    PASSWORD = "PASSWORD", _("An account password")
    SECURITY_QUESTIONS = "SECURITY_QUESTIONS", _("Security questions and their answers")
    BIOMETRIC = "BIOMETRIC", _("Unique biometric data, such as a fingerprint scan or a face template")


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
