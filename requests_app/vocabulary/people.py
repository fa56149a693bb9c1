"""Who files, who acts for whom, and why are they believed?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FilerRole(TextChoices):
    """For whom the person at the form acts."""

    SELF = "SELF", _("Myself")
    PARENT_UNDER_13 = "PARENT_UNDER_13", _("My child who is under 13")
    PARENT_13_TO_17 = "PARENT_13_TO_17", _("My child who is 13 to 17")
    AGENT = "AGENT", _("Someone who gave me signed permission")
    ATTORNEY_IN_FACT = "ATTORNEY_IN_FACT", _("Someone whose power of attorney I hold")
    CONSERVATOR = "CONSERVATOR", _("Someone whose conservator or guardian I am")


class Party(TextChoices):
    """Who of the two is meant: the person the records are about, or who acts for them."""

    CONSUMER = "CONSUMER", _("Consumer")
    REPRESENTATIVE = "REPRESENTATIVE", _("Representative")


class ProofWay(TextChoices):
    """How a representative shows their authority, as far as they have said."""

    PAPER = "PAPER", _("A document")
    ONLINE = "ONLINE", _("Permission signed online")
    POWER = "POWER", _("A power of attorney")
    OTHER = "OTHER", _("Another way, with the team")


class ProofKind(TextChoices):
    """What shows that somebody may act for a consumer (11 CCR 7063, 7070(a)(2); Prob. Code 4121)."""

    SIGNED_PERMISSION = "SIGNED_PERMISSION", _("Signed permission")
    SIGNED_ONLINE = "SIGNED_ONLINE", _("Permission signed online")
    POWER_OF_ATTORNEY = "POWER_OF_ATTORNEY", _("Power of attorney")
    COURT_LETTERS = "COURT_LETTERS", _("Letters of the court")
    CONSENT_FORM = "CONSENT_FORM", _("Consent form signed under penalty of perjury")
    PAYMENT = "PAYMENT", _("A payment of which the account holder is told")
    TOLL_FREE_CALL = "TOLL_FREE_CALL", _("A call to the toll-free number")
    VIDEO_CALL = "VIDEO_CALL", _("A video call with trained staff")
    IN_PERSON = "IN_PERSON", _("In person, with trained staff")
    GOVERNMENT_ID = "GOVERNMENT_ID", _("A government ID, checked against a database and then deleted")
    OTHER = "OTHER", _("Another method")


class PowerItem(TextChoices):
    """What staff look for on a power of attorney, as questions; `rules.powers_of_attorney` knows what follows."""

    DATED = "1", _("Does it say on which day it was signed?")
    SIGNED = "2", _("Did the principal sign it, or another adult in their presence and as they told them to?")
    WITNESSED = "3", _("Was it acknowledged before a notary, or signed by at least two adult witnesses?")
    STATUTORY_FORM = "4", _("If it is the statutory form: is it filled in, and acknowledged before a notary?")
    SCOPE = "5", _("Does what it covers reach this request?")
    RUN_OUT = "6", _("Has it ended by its own words?")
    EVENT_DECLARED = "7", _("If it begins with an event: is there a written declaration that it has happened?")
    LATER_ONE = "8", _("Do we know of a later power of attorney that says otherwise?")
    KNOWN_END = "9", _("Do we know that it was revoked or has ended, or that the principal has died?")
    NAMED = "10", _("Is who shows it the attorney-in-fact that it names, and does it look genuine?")
    AFFIDAVIT = "11", _("Did the attorney-in-fact give us an affidavit that it is in force?")
    MADE_ELSEWHERE = "12", _("If it was made outside California: is it good where it was made?")
    HEALTH_ONLY = "13", _("Is it about health care alone?")


class ItemAnswer(TextChoices):
    """What staff found for one item of a checklist."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_APPLICABLE = "na", _("Does not apply")


class ConsumerCheck(TextChoices):
    """The one thing that a business may ask of the consumer whose agent filed (11 CCR 7063(a))."""

    IDENTITY = "IDENTITY", _("Their identity")
    PERMISSION = "PERMISSION", _("Whether they gave the permission")


class Authority(TextChoices):
    """Where the authority of whoever acts for the consumer stands, for one request."""

    NOT_NEEDED = "NOT_NEEDED", _("Not needed")
    PROOF_MISSING = "PROOF_MISSING", _("Proof is missing")
    PROOF_TO_CHECK = "PROOF_TO_CHECK", _("Proof to be checked")
    PROOF_REFUSED = "PROOF_REFUSED", _("Proof refused")
    NOT_COVERED = "NOT_COVERED", _("Not covered by the permission")
    CONSUMER_ASKED = "CONSUMER_ASKED", _("The consumer is asked")
    ESTABLISHED = "ESTABLISHED", _("Established")
    ENDED = "ENDED", _("Ended")


class AuthorityEnd(TextChoices):
    """Why a representative acts no more."""

    REVOKED = "REVOKED", _("The consumer ended it")
    NOT_ASKED = "NOT_ASKED", _("The consumer says that they did not ask for it")
    BY_STAFF = "BY_STAFF", _("Ended by staff")


class EvidenceKind(TextChoices):
    """Why we believe that the requester is the consumer."""

    CONTACT_CONFIRMED = "CONTACT_CONFIRMED", _("Contact confirmed")
    POINT_MATCHED = "POINT_MATCHED", _("Point matched")
    DECLARATION_SIGNED = "DECLARATION_SIGNED", _("Declaration signed")
    ACCOUNT_LOGIN = "ACCOUNT_LOGIN", _("Logged in to their account, and again")
    REPRESENTATIVE_PROOF = "REPRESENTATIVE_PROOF", _("Representative’s proof")


class Actor(TextChoices):
    """Who did it."""

    CONSUMER = "CONSUMER", _("Consumer")
    REPRESENTATIVE = "REPRESENTATIVE", _("Representative")
    STAFF = "STAFF", _("Staff")
    SYSTEM = "SYSTEM", _("Portal")


class Duty(TextChoices):
    """What a member of staff may be charged with; a role is a set of these."""

    LOOK = "LOOK", _("Look at requests, values masked")
    TRIAGE = "TRIAGE", _("Enter, assign and acknowledge requests, and ask for more")
    REVIEW = "REVIEW", _("Verify, decide and answer requests")
    APPROVE = "APPROVE", _("Release what another person decided")
    REVEAL = "REVEAL", _("See a masked value, with a reason")
    EXPORT = "EXPORT", _("Take records out")
    CONFIGURE = "CONFIGURE", _("Keep staff, systems and letters")
    AUDIT = "AUDIT", _("Look at what happened to accounts")

    @property
    def codename(self) -> str:
        """The Django permission that stands for it, of the app `requests_app`."""
        return f"duty_{self.value.lower()}"
