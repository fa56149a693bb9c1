"""How sure are we of the person, from what, and what is missing? As the request's page says it."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacy_portal.lib.owed import SendState
from requests_app import queries
from requests_app.admin.case import Case
from requests_app.admin.glance import Tone, Words
from requests_app.models import Comparison, Declaration, DirectoryMatch, Evidence, PrivacyRequest
from requests_app.operations import assurance
from requests_app.rules.assurance import COUNTS_ALONE, COUNTS_NO_MORE, NEVER_COUNTS, Level, Missing, missing
from requests_app.vocabulary import EvidenceKind, Masked, Point
from requests_app.wording import initials

MASK = "•••"
LEVELS = {
    Level.NONE: gettext_lazy("None"),
    Level.REASONABLE: gettext_lazy("Reasonable degree"),
    Level.REASONABLY_HIGH: gettext_lazy("Reasonably high degree"),
}


def assurance_of(case: Case) -> dict[str, Any]:
    """Everything that the page says under the heading how sure we are; what is masked stays so."""
    request = case.request
    evidence = sorted(queries.evidence_of(request), key=_told_first)
    lacking = missing(assurance.facts_about(request), Level(request.level_required))
    return {
        "required": LEVELS[Level(request.level_required)],
        "reached": LEVELS[Level(request.level_reached)],
        "enough": request.sure_enough,
        "evidence": [_evidence_words(each, case) for each in evidence],
        "missing": _missing_words(lacking),
        "level_reason": (request.level_reason or "") if Masked.WORDS in case.open else "",
        "directory": directory_words(request),
    }


def directory_words(request: PrivacyRequest) -> list[Words]:
    """What the business's records say of each point, for staff to look at; it proves nothing by itself."""
    comparison: Comparison | None = getattr(request.submission, "comparison", None)
    if comparison is not None and comparison.state == SendState.OWED:
        return [Words(_("Our records have not answered yet."), Tone.CALM)]
    if comparison is not None and comparison.state == SendState.FAILED:
        return [Words(_("Our records gave no answer. Compare by hand."), Tone.WARN)]
    return [_directory_line(match) for match in queries.directory_matches(request.submission)]


def _directory_line(match: DirectoryMatch) -> Words:
    said = {"point": match.get_point_display(), "day": date_format(localtime(match.checked_at), "DATE_FORMAT")}
    if match.agrees:
        return Words(_("%(point)s: agrees with one record (%(day)s)") % said, Tone.GOOD)
    return Words(_("%(point)s: agrees with no such record (%(day)s)") % said, Tone.WARN)


def _told_first(evidence: Evidence) -> tuple[Any, ...]:
    """What was recorded in one go is read in the vocabulary's order."""
    kinds, points = list(EvidenceKind), ["", *Point]
    return evidence.recorded_at, kinds.index(EvidenceKind(evidence.kind)), points.index(evidence.point)


def _evidence_words(evidence: Evidence, case: Case) -> dict[str, Any]:
    """One fact as a sentence. A confirmed contact is never called an identity."""
    kind = EvidenceKind(evidence.kind)
    text = f"{kind.label}: {evidence.get_point_display()}" if evidence.point else str(kind.label)
    if evidence.recorded_by:
        text = f"{text} ({evidence.recorded_by.get_full_name() or evidence.recorded_by.get_username()})"
    return {"at": evidence.recorded_at, "text": text, "detail": " ".join(_details(evidence, kind, case))}


def _details(evidence: Evidence, kind: EvidenceKind, case: Case) -> Iterator[str]:
    request, words = case.request, Masked.WORDS in case.open
    if kind is EvidenceKind.CONTACT_CONFIRMED:
        yield _("It shows who reads the messages, and does not verify who they are.")
        if evidence.by_phone:
            yield _("By a call to a number that was on file before.")
            yield (evidence.reason or "") if words else ""
    elif evidence.point and evidence.point == assurance.disputed_item(request):
        yield _("Does not count: it is the item in dispute (%(law)s).") % {"law": NEVER_COUNTS}
    elif evidence.declaration:
        yield from _signed(evidence.declaration, given=request.submission.name, shown=Masked.WHO in case.open)
    elif kind is EvidenceKind.ACCOUNT_LOGIN:
        if evidence.recorded_by is None:
            yield _("Reported by our own system.")
        elif words:
            yield evidence.reason or ""
        if evidence.doubted_at:
            yield _("Does not count: fraud is suspected (%(law)s).") % {"law": COUNTS_NO_MORE}
            yield (evidence.doubt_reason or "") if words else ""
        else:
            yield _("Enough by itself (%(law)s).") % {"law": COUNTS_ALONE}


def _signed(declaration: Declaration, *, given: str, shown: bool) -> Iterator[str]:
    signed = {
        "name": declaration.name if shown else initials(declaration.name),
        "place": declaration.place if shown else MASK,
        "day": date_format(declaration.signed_on, "DATE_FORMAT"),
        "version": declaration.text_version,
    }
    yield _("Signed on our page: %(name)s, in %(place)s, on %(day)s, words of %(version)s.") % signed
    if same_name(declaration.name, given):
        yield _("It is the name given.")
    else:
        yield _("It is not the name given, “%(given)s”: find out why.") % {"given": given if shown else initials(given)}


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, accents and spaces."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def _missing_words(lacking: Missing) -> str:
    wanted = []
    if lacking.points:
        points = ngettext("%(number)d more point that agrees", "%(number)d more points that agree", lacking.points)
        wanted.append(points % {"number": lacking.points})
    if lacking.declaration:
        wanted.append(_("the signed declaration"))
    return _("Still missing: %(list)s.") % {"list": _(" and ").join(wanted)} if wanted else ""
