"""What is said of a request that is being entered: its dates, what happens when it is filed, and what to say aloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from privacy_portal.lib.business import business
from requests_app import calendar, wording
from requests_app.admin.intake_sheet import Sheet
from requests_app.models import Notice, Submission
from requests_app.notice_words import notice_context
from requests_app.operations.intake import Filing
from requests_app.rules import clocks, disclosure, limits
from requests_app.rules.authority import RULES
from requests_app.vocabulary import FilerRole, IntakeChannel, NoticeKind, Party, RequestType

FOLDER = "admin/requests_app/privacyrequest/intake"


@dataclass(frozen=True)
class Dates:
    """The dates of one right as it would be filed; `late`: one of them has passed before it is."""

    right: str
    acknowledge_by: date | None
    respond_by: date
    late: bool


def dates(filing: Filing, *, at: datetime) -> list[Dates]:
    """When each right of a filing has to be acknowledged and answered, if it is filed now."""
    received, today = calendar.business_day(filing.received_at or at), calendar.business_day(at)
    found = []
    for kind, _details in filing.rights:
        clock = calendar.deadlines(kind, received)
        due = [day for day in (clock.acknowledge_by, clock.respond_by) if day]
        found.append(Dates(str(RequestType(kind).label), clock.acknowledge_by, clock.respond_by, late=min(due) < today))
    return found


def what_follows(filing: Filing) -> list[str]:
    """What happens when it is filed, a sentence each."""
    acting = filing.representative
    by_post = (acting or filing).postal_address
    said = [_("It starts as not verified, like everything else that is filed.")]
    if by_post:
        said.append(_("No code can be sent. Call back a number that was on file before, or verify by points."))
        said.append(_("The receipt is a letter: print it, post it, and record when. Or read it to them now."))
    else:
        said.append(_("A code goes to their contact at once, to show that it is theirs."))
        said.append(_("The receipt follows in writing. You can read it to them as well."))
    if acting is not None:
        asks = RULES[filing.filer_role].asks_consumer
        said.append(
            _("The person it is about is asked one thing.") if asks else _("The person it is about is asked nothing.")
        )
    if any(kind == RequestType.DELETE for kind, _details in filing.rights):
        said.append(_("Nothing is deleted before they say yes a second time."))
    if not filing.california_resident and not settings.SERVE_EVERYONE:
        said.append(
            _("They do not live in California, so we may have to say no. It is filed and answered all the same.")
        )
    return said


def how_rows(sheet: Sheet) -> list[wording.Row]:
    """How and when it came, in words."""
    how = sheet.how.cleaned_data
    received = date_format(localtime(how["received_at"]), "DATETIME_FORMAT")
    return [
        wording.row(_("Came by"), [str(IntakeChannel(how["channel"]).label)]),
        wording.row(_("Received"), [received]),
    ]


def script(language: str, *, at: datetime) -> SafeString:
    """What is said on the telephone in a language, as a part of a page."""
    today = calendar.business_day(at)
    context: dict[str, Any] = {
        "portal": business(),
        "floor": disclosure.RANGE_FLOOR,
        "months": disclosure.PERIOD_MONTHS,
        "respond_days": clocks.RESPOND_DAYS,
        "longest_days": clocks.EXTENDED_RESPOND_DAYS,
        "answer_by": clocks.respond_by(today),
        "limit_count": limits.LIMIT_COUNT,
        "limit_months": limits.LIMIT_MONTHS,
    }
    return _in(language, f"{FOLDER}/script_words.html", context)


def receipt(submission: Submission, *, at: datetime) -> SafeString:
    """The acknowledgement of a filing as it is read to whoever filed it, in their language."""
    party = Party.REPRESENTATIVE if submission.filer_role != FilerRole.SELF else Party.CONSUMER
    notice = Notice(submission=submission, kind=NoticeKind.RECEIPT, party=party, queued_at=at, by_post=True)
    return notice_part(f"{FOLDER}/receipt_words.html", notice)


def second_yes(language: str) -> SafeString:
    """The question that is asked before a deletion."""
    return _in(language, f"{FOLDER}/second_yes_words.html", {})


def notice_part(template: str, notice: Notice, **more: Any) -> SafeString:
    """A part of a page that says what a notice says, in its reader's language; safe to put into a page."""
    language = notice.reader.language
    with translation.override(language):
        words = f"messages/{notice.kind.lower()}/words.txt"
        subject = f"messages/{notice.kind.lower()}/subject.txt"
        return render_to_string(template, {**notice_context(notice), "words": words, "subject_of": subject, **more})


def _in(language: str, template: str, context: dict[str, Any]) -> SafeString:
    with translation.override(language):
        return render_to_string(template, context)


def listed(letters: Sequence[Notice]) -> list[tuple[str, Any]]:
    """Letters as choices of a form."""
    return [(str(each.pk), f"{each.get_kind_display()} ({Party(each.party).label})") for each in letters]
