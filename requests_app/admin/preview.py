"""What will the consumer read if this form is sent?

The action is done for real, in a transaction that is taken back: the same checks, the same templates, the language and
the channel of each reader. Nothing leaves, because what is owed leaves only after a commit.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from requests_app import notices, standing
from requests_app.admin import intake_words, letters
from requests_app.admin.actions import Action
from requests_app.admin.case import Case
from requests_app.models import Answer, Notice, PrivacyRequest, ProposedAnswer
from requests_app.operations import answers, decision
from requests_app.vocabulary import Masked, NoticeKind, Party
from requests_app.wording import initials

TEMPLATE = "admin/requests_app/privacyrequest/preview_words.html"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message as it will leave: to whom, how, in which language; `printed` is a part of a page, safe to show."""

    what: str
    how: str
    language: str
    language_name: str
    subject: str = ""
    text: str = ""
    printed: str = ""
    # What stands on the page of the request besides, which a message only points to.
    page: str = ""


@dataclass(frozen=True)
class Preview:
    """Everything that goes out, and whether a second person has to release it first."""

    letters: list[Letter]
    second_person: bool


def of(action: Action, case: Case, form: Any) -> Preview:
    """Try an action with a valid form and take it back. Raises what the action raises.

    The case must not be used any more: it remembers what was taken back.
    """
    known = set(case.request.submission.notices.values_list("pk", flat=True))
    with transaction.atomic():
        action.perform(case, form)
        waits = _release(case)
        owed = case.request.submission.notices.exclude(pk__in=known).order_by("pk")
        shown = [_letter(each, case) for each in owed if each.kind != NoticeKind.RECEIPT]
        transaction.set_rollback(True)
    return Preview(shown, waits)


def _release(case: Case) -> bool:
    """Let out what would wait for a second person; say whether it would."""
    proposal = ProposedAnswer.objects.filter(request=case.request, sent_back_at=None, proposed_at=case.at).first()
    if proposal is None:
        return False
    somebody = User.objects.create(username=f"preview-{uuid4()}", is_active=False)
    request = PrivacyRequest.objects.select_related("submission").get(pk=case.request.pk)
    written = decision.proposed(proposal)
    answers.carry_out(request=request, decision=written, at=case.at, by=case.by, approved_by=somebody)
    return True


def _letter(notice: Notice, case: Case) -> Letter:
    language, party = notice.reader.language, Party(notice.party)
    said = {"kind": notice.get_kind_display(), "party": party.label}
    common: dict[str, Any] = {
        "what": _("%(kind)s, to the known contact") % said
        if notice.other_contact_id
        else f"{said['kind']} ({said['party']})",
        "language": language,
        "language_name": get_language_info(language)["name_translated"],
    }
    if notice.by_post:
        return Letter(how=_("By post"), printed=_printed(notice, case), **common)
    channel, subject, text = notices.as_it_leaves(notice)
    page = "" if notice.other_contact_id else _page(notice, case, language)
    return Letter(how=str(channel.label), subject=subject, text=text, page=page, **common)


def _printed(notice: Notice, case: Case) -> str:
    """The letter on paper; name and address as far as somebody said why they read them."""
    reader, shown = notice.reader, Masked.WHO in case.open
    answer: Answer | None = getattr(notice.request, "answer", None) if notice.request else None
    told = answer if notice.party == Party.CONSUMER else None
    return intake_words.notice_part(
        "admin/requests_app/privacyrequest/letter_words.html",
        notice,
        to=reader.name if shown else initials(reader.name),
        address=reader.postal_address if shown else "",
        today=case.today,
        answer=told,
        reasons=standing.reasons(told) if told else [],
        why=letters.asked_why(notice),
    )


def _page(notice: Notice, case: Case, language: str) -> str:
    """What of it stands on the tracking page of its reader; empty where nothing is added there."""
    request = PrivacyRequest.objects.select_related("submission", "answer", "revives__submission").get(
        pk=case.request.pk
    )
    with translation.override(language):
        said = standing.standing(request, today=case.today, party=Party(notice.party))
        words = render_to_string(TEMPLATE, {"said": said})
    # As it is: what is stripped is no longer known to be safe, and its tags are shown as text.
    return words if words.strip() else ""
