"""What becomes of a request, and what is said of it?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
    REPRESENTED = "REPRESENTED", _("Somebody filed for the consumer, to the consumer")
    PROOF_ASKED = "PROOF_ASKED", _("Proof of authority is missing")
    AUTHORITY_ENDED = "AUTHORITY_ENDED", _("The authority ended, to the representative")
    VERIFY_ASK = "VERIFY_ASK", _("Asked for more")
    MESSAGE = "MESSAGE", _("A message waits on the page of the request")


class AlertKind(TextChoices):
    """What the team is mailed about by the clock."""

    DIGEST = "DIGEST", _("The morning's numbers")
    OVERDUE = "OVERDUE", _("Became overdue")
    FAILED = "FAILED", _("A message could not be sent")
    CONVERSION = "CONVERSION", _("Fewer contacts are confirmed")
    POLICY = "POLICY", _("The privacy policy is old")


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
    PROOF_OFFERED = "PROOF_OFFERED", _("Proof of authority offered")
    CONSUMER_ASKED = "CONSUMER_ASKED", _("The consumer was asked")
    PERMISSION_CONFIRMED = "PERMISSION_CONFIRMED", _("The consumer confirmed the permission")
    PERMISSION_SIGNED = "PERMISSION_SIGNED", _("The consumer signed the permission online")
    PROOF_ACCEPTED = "PROOF_ACCEPTED", _("Proof of authority accepted")
    PROOF_REFUSED = "PROOF_REFUSED", _("Proof of authority refused")
    AUTHORITY_ENDED = "AUTHORITY_ENDED", _("The representative’s authority ended")
    EVIDENCE_EXPORTED = "EVIDENCE_EXPORTED", _("Evidence taken out")
    REVEALED = "REVEALED", _("Masked values read")
    WORKER_MARKED = "WORKER_MARKED", _("Marked as of a worker")
    WORKER_UNMARKED = "WORKER_UNMARKED", _("Marked as of no worker")
    PEOPLE_MERGED = "PEOPLE_MERGED", _("Counted as one person with another")
    PEOPLE_PARTED = "PEOPLE_PARTED", _("Counted as a person of their own again")
    RECEIPT_CHANGED = "RECEIPT_CHANGED", _("Time of receipt changed")
    RECEIPT_SPOKEN = "RECEIPT_SPOKEN", _("Receipt confirmed by voice")
    LETTER_POSTED = "LETTER_POSTED", _("Letter posted")
    CALLED_BACK = "CALLED_BACK", _("Called back at a number on file")
    WORK_STARTED = "WORK_STARTED", _("The work was started")
    TASK_CHANGED = "TASK_CHANGED", _("A task went on")
    TASKS_LEFT_OPEN = "TASKS_LEFT_OPEN", _("Closed with open tasks")
    MORE_ASKED = "MORE_ASKED", _("More was asked for")
    MORE_ANSWERED = "MORE_ANSWERED", _("Answered what was asked for")
    MORE_ENDED = "MORE_ENDED", _("Nothing more is asked for")
    STEP_RECORDED = "STEP_RECORDED", _("Step by telephone or post")
    HELD = "HELD", _("Held: nothing may be deleted")
    HOLD_RENEWED = "HOLD_RENEWED", _("Hold renewed")
    HOLD_LIFTED = "HOLD_LIFTED", _("Hold lifted")
    REOPENED = "REOPENED", _("Reopened by staff")
    MESSAGE_SENT = "MESSAGE_SENT", _("The team wrote a message")
    MESSAGE_RECEIVED = "MESSAGE_RECEIVED", _("The team got a message")
    MESSAGE_READ = "MESSAGE_READ", _("A message was opened")
    NOTE_WRITTEN = "NOTE_WRITTEN", _("Note written")
    DOCUMENT_FETCHED = "DOCUMENT_FETCHED", _("Document of the team downloaded")
