"""May what was read in the records go where a filing is answered?"""

from datetime import datetime

from requests_app import calendar, representation
from requests_app.models import Submission
from requests_app.operations.assurance import contact_on_file


def reaches_right_person(submission: Submission, *, at: datetime) -> bool:
    """Whether what is read in the records may go where this filing is answered, without a reason for it.

    To a contact of the consumer that is on file; where there is none at all, to who stands in the consumer's place.
    """
    if submission.reachable:
        return contact_on_file(submission)
    return submission.filer.confirmed and representation.receives(submission, on=calendar.business_day(at))
