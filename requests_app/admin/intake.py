"""How do staff enter a request that came by telephone, email, post or in person? One page, a check, and it is filed.

The page is handed out with a signed number of its own. Under it everything typed is kept, also when the session ended
meanwhile: then nothing is filed, and the page waits behind the login as it was left. Sent twice, it is filed once.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from privacy_portal.sign_in.middleware import keeps_for_later, to_the_door
from requests_app import calendar, journey, wording
from requests_app.admin import intake_sheet, intake_words, letters, queue, request_page, reveal
from requests_app.admin.duties import may, require
from requests_app.admin.intake_sheet import HOW, Sheet
from requests_app.forms.journey import language_names
from requests_app.models import Submission
from requests_app.operations import intake
from requests_app.rules.retention import DRAFT_HOURS
from requests_app.staffing import may_know
from requests_app.vocabulary import Duty, IntakeChannel

NAME = "requests_app_privacyrequest_intake"
SALT = "requests_app.intake"
# After these nobody is on the line or at the counter to be told anything.
SPOKEN = frozenset({IntakeChannel.PHONE, IntakeChannel.IN_PERSON})


def url(name: str = "", draft: UUID | None = None) -> str:
    """The address of one of these pages. An id says nothing of anybody."""
    whole = f"{NAME}_{name}" if name else NAME
    return reverse(f"admin:{whole}", args=[draft] if draft else [])


class IntakePages:
    """The pages of intake, for the admin of requests."""

    def intake_urls(self) -> list[URLPattern]:
        guarded = self._guarded  # type: ignore[attr-defined]  # a mixin
        return [
            path("intake/", self.intake, name=NAME),
            path("intake/script/", guarded(self.intake_script), name=f"{NAME}_script"),
            path("intake/letters/", guarded(self.letters_to_post), name=f"{NAME}_letters"),
            path("intake/<uuid:draft>/", self.intake, name=f"{NAME}_sheet"),
            path("intake/<uuid:draft>/check/", guarded(self.intake_check), name=f"{NAME}_check"),
            path("<uuid:pk>/letter/<int:notice>/", guarded(self.letter), name="requests_app_privacyrequest_letter"),
        ]

    def intake_today(self, request: HttpRequest) -> dict[str, Any]:
        """What the page of today says of it, to those who may enter and post."""
        if not may(_user(request), Duty.TRIAGE):
            return {}
        return {
            "intake_url": url(),
            "letters_url": url("letters"),
            "letters_to_post": letters.waiting_count(_user(request)),
        }

    @keeps_for_later
    def intake(self, request: HttpRequest, draft: UUID | None = None) -> HttpResponse:
        """The page of questions. What a session that has ended sends is kept for after the login, and nothing else."""
        if request.method == "POST" and not self.admin_site.has_permission(request):  # type: ignore[attr-defined]
            return _kept_for_later(request)
        page: HttpResponse = self._guarded(self._intake)(request, draft)  # type: ignore[attr-defined]
        return page

    def _intake(self, request: HttpRequest, draft: UUID | None) -> HttpResponse:
        require(request, Duty.TRIAGE)
        at, by = timezone.now(), _user(request)
        if request.method == "POST":
            return self._sent(request, at=at, by=by)
        found = intake_sheet.draft_of(draft, by=by, at=at) if draft else None
        if draft and found is None:
            return _gone(request, draft)
        if found is None:
            sheet = intake_sheet.blank(at=at)
        else:
            sheet = intake_sheet.read(found.answers, at=at)
            sheet = sheet.without_errors() if "more" in request.GET else sheet
        return self._sheet(request, sheet, draft or uuid4())

    def _sheet(self, request: HttpRequest, sheet: Sheet, draft: UUID) -> HttpResponse:
        token = signing.dumps({"draft": str(draft), "by": _user(request).pk}, salt=SALT)
        context = {
            "form": sheet,
            "groups": sheet.groups(),
            "role": sheet.role.value,
            "token": token,
            "script_url": url("script"),
            "letters_url": url("letters"),
            "letters": letters.waiting_count(_user(request)),
            "hours": DRAFT_HOURS,
        }
        return self._page(request, "intake/sheet.html", context)  # type: ignore[attr-defined]

    def _sent(self, request: HttpRequest, *, at: datetime, by: User) -> HttpResponse:
        """Keep what was typed, then ask for what it wants in addition, say what is wrong, or show it for a check."""
        token = _token(request)
        if token is None or token["by"] != by.pk:
            messages.warning(request, _("This page was too old. Nothing of it was filed: please type it once more."))
            return redirect(url())
        draft = UUID(token["draft"])
        earlier = Submission.objects.filter(form_token=draft).first()
        if earlier is not None:
            return _filed_before(request, earlier)
        sheet = intake_sheet.keep(draft, request.POST, by=by.pk, at=at)
        if "show" in request.POST or request.POST.get("role") != sheet.role:
            return redirect(url("sheet", draft) + "?more=1")
        return redirect(url("check" if sheet.whole else "sheet", draft))

    def intake_check(self, request: HttpRequest, draft: UUID) -> HttpResponse:
        """Everything that would be filed, with its dates; on POST it is filed, exactly once."""
        require(request, Duty.TRIAGE)
        at, by = timezone.now(), _user(request)
        found = intake_sheet.draft_of(draft, by=by, at=at)
        if found is None:
            return _gone(request, draft)
        if request.method == "POST":
            return _file(request, draft, at=at, by=by)
        sheet = intake_sheet.read(found.answers, at=at)
        if not sheet.whole:
            return redirect(url("sheet", draft))
        filing = sheet.filing()
        context = {
            "rows": _rows(sheet, url("sheet", draft)),
            "dates": intake_words.dates(filing, at=at),
            "next": intake_words.what_follows(filing),
            "far_back": sheet.how.far_back(),
            "back_url": url("sheet", draft),
        }
        return self._page(request, "intake/check.html", context)  # type: ignore[attr-defined]

    def intake_script(self, request: HttpRequest) -> HttpResponse:
        """What is said on the telephone, in the caller's language, and what is not asked."""
        require(request, Duty.TRIAGE)
        languages = dict(language_names())
        chosen = request.GET.get("language", "")
        language = chosen if chosen in languages else translation.get_language()
        context = {
            "words": intake_words.script(language, at=timezone.now()),
            "language": language,
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "languages": [(code, name, code == language) for code, name in languages.items()],
            "back_url": url(),
        }
        return self._page(request, "intake/script.html", context)  # type: ignore[attr-defined]

    def letters_to_post(self, request: HttpRequest) -> HttpResponse:
        """Every letter that waits to be posted, the longest waiting first."""
        require(request, Duty.TRIAGE)
        today, by = calendar.business_day(timezone.now()), _user(request)
        context = {"letters": letters.waiting(on=today, to=by), "back_url": queue.url()}
        return self._page(request, "intake/letters.html", context)  # type: ignore[attr-defined]

    def letter(self, request: HttpRequest, pk: UUID, notice: int) -> HttpResponse:
        """One letter, to print, for who may read what it says and said why."""
        require(request, Duty.REVEAL)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        loaded = self._load(request, pk)  # type: ignore[attr-defined]
        found = letters.letter_of(loaded, notice)
        if not letters.reads(found) <= loaded.open:
            return redirect(reveal.url(loaded.request, then=reveal.then_letter(notice)))
        context = {**letters.printed(loaded, found), "back_url": request_page.url(loaded.request)}
        return self._page(request, "letter.html", context)  # type: ignore[attr-defined]


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # behind the staff's guard


def _token(request: HttpRequest) -> dict[str, Any] | None:
    """Which page this was, and who got it; None for one that we did not hand out, or that is too old."""
    try:
        token: dict[str, Any] = signing.loads(
            request.POST.get("token", ""), salt=SALT, max_age=timedelta(hours=DRAFT_HOURS)
        )
    except signing.BadSignature:
        return None
    return token


def _kept_for_later(request: HttpRequest) -> HttpResponse:
    """Keep what was typed on a page that we handed to a member of staff, and let them log in to it."""
    token = _token(request)
    back, kept = url(), False
    if token is not None and not Submission.objects.filter(form_token=token["draft"]).exists():
        draft = UUID(token["draft"])
        intake_sheet.keep(draft, request.POST, by=token["by"], at=timezone.now())
        back, kept = url("sheet", draft) + "?more=1", True
    return to_the_door(back, ended=kept)


def _gone(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Nothing to go on with: what was filed before is shown, otherwise the page begins anew."""
    earlier = Submission.objects.filter(form_token=draft).first()
    if earlier is not None:
        return _filed_before(request, earlier)
    messages.warning(request, _("What was typed there is not kept any more. Nothing of it was filed."))
    return redirect(url())


def _filed_before(request: HttpRequest, submission: Submission) -> HttpResponse:
    if not may_know(request.user, submission):
        # Marked as of a worker meanwhile: whoever typed it hears that it is not to be typed again, and no more.
        messages.info(request, _("This was filed before, once."))
        return redirect(url())
    messages.info(request, _("This was filed before, once: %(reference)s.") % {"reference": submission})
    return redirect(request_page.url(submission.requests.order_by("ordinal")[0]))


def _file(request: HttpRequest, draft: UUID, *, at: datetime, by: User) -> HttpResponse:
    def as_filing(answers: dict[str, Any]) -> intake.Filing:
        return intake_sheet.read(answers, at=at).filing()

    try:
        submission = intake.file_draft(draft_id=draft, read=as_filing, at=at, by=by)
    except journey.Incomplete:
        return redirect(url("sheet", draft))
    except intake.AlreadyFiled as earlier:
        return _filed_before(request, earlier.submission)
    except intake.DraftGone:
        return _gone(request, draft)
    messages.success(request, _("It is filed: %(reference)s.") % {"reference": submission})
    first = submission.requests.order_by("ordinal")[0]
    return redirect(request_page.url(first, "spoken-receipt" if submission.channel in SPOKEN else "change"))


def _rows(sheet: Sheet, back: str) -> list[wording.Row]:
    """What was typed, with the way back to each question."""
    rows = []
    for form in sheet.asked():
        if form.prefix == HOW:
            rows += intake_words.how_rows(sheet)
        else:
            rows += [wording.row(label, values) for label, values in wording.chosen(form)]
    return [row | {"url": back} for row in rows]
