"""How sure are we of the person behind a filing, and who made us so?"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from requests_app import audit, calendar, declarations, lifecycle, representation
from requests_app.models import Declaration, Evidence, Person, PersonContact, PrivacyRequest, Submission
from requests_app.models.submission import contact_index
from requests_app.rules import assurance
from requests_app.rules.authority import declares_for_consumer
from requests_app.vocabulary import Actor, EventKind, EvidenceKind, Point, RequestType, Status
from verification.models import Channel


class NothingMatched(Exception):
    """Recording a match needs at least one point, the signed declaration or an account login."""


class ReasonMissing(Exception):
    """This step needs a written reason."""


class NoSuchChoice(Exception):
    """The law fixes the degree for this right, or it is this degree already."""


class NotAsked(Exception):
    """No declaration is asked for: it is signed, or the filing does not need one."""


class OtherWords(Exception):
    """What the consumer read is not what would be signed now."""


class NoLogin(Exception):
    """No account login counts for this filing."""


class LoginNotFresh(Exception):
    """The login is too old to be one for this request, or lies in the future."""


@transaction.atomic
def record_match(
    *,
    submission: Submission,
    points: Collection[Point],
    declaration: bool,
    same_person_as: Person | None,
    at: datetime,
    by: User,
    login_reason: str = "",
) -> Person:
    """Record which points of a filing agree with the business's records, and who the person therefore is.

    `declaration`: one on paper is at hand. `login_reason`: the consumer logged in to their account and again (11 CCR
    7061(a)), and how staff know. `same_person_as` ties the filing to a person already known, so that answers are
    counted together; None makes a new one unless the filing has one. Every request whose assurance now suffices
    goes in progress. Raises NothingMatched.
    """
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    reported = submission.evidence.filter(kind=EvidenceKind.ACCOUNT_LOGIN)
    if not (points or declaration or login_reason or reported.exists()):
        raise NothingMatched
    _add_evidence(submission, points, declaration=declaration, login_reason=login_reason, at=at, by=by)
    audit.record(
        EventKind.MATCH_RECORDED,
        submission=submission,
        at=at,
        staff=by,
        points=sorted(str(point) for point in points),
        declaration=declaration,
        login=bool(login_reason),
    )
    # What they were asked for was compared: the result stays, and what they typed goes.
    submission.point_asks.filter(answered_at__isnull=False).forget(at=at)
    person = _settle_person(submission, same_person_as, at)
    recompute(submission=submission, at=at, by=by)
    return person


def _add_evidence(
    submission: Submission, points: Collection[Point], *, declaration: bool, login_reason: str, at: datetime, by: User
) -> None:
    """Record what is not recorded yet: each fact counts once."""
    known = set(submission.evidence.values_list("kind", "point"))
    facts: list[tuple[EvidenceKind, str]] = [(EvidenceKind.POINT_MATCHED, point) for point in sorted(points)]
    if declaration:
        facts.append((EvidenceKind.DECLARATION_SIGNED, ""))
    if login_reason:
        facts.append((EvidenceKind.ACCOUNT_LOGIN, ""))
    Evidence.objects.bulk_create(
        Evidence(
            submission=submission,
            kind=kind,
            point=point,
            reason=login_reason if kind is EvidenceKind.ACCOUNT_LOGIN else None,
            recorded_at=at,
            recorded_by=by,
        )
        for kind, point in facts
        if (kind, point) not in known
    )


def _settle_person(submission: Submission, same_person_as: Person | None, at: datetime) -> Person:
    person = same_person_as or submission.person or Person.objects.create(created_at=at)
    if submission.person_id != person.pk:
        submission.person = person
        submission.save(update_fields=["person"])
    if contact_on_file(submission):
        # Confirmed and found in the records afterwards: only then is the contact known to be this person's.
        PersonContact.objects.get_or_create(
            person=person,
            contact_index=submission.contact_index,
            defaults={"contact": submission.contact, "known_since": at},
        )
    return person


@transaction.atomic
def sign_declaration(
    *, submission: Submission, name: str, place: str, language: str, read: str, at: datetime
) -> Declaration:
    """Record what the consumer signed on our page under penalty of perjury (11 CCR 7062(c)).

    `read` is the hash of the words that were shown. Raises NotAsked and OtherWords.
    """
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    if not declarations.is_asked(submission):
        raise NotAsked
    words = declarations.words(submission, language)
    if words.sha256 != read:
        raise OtherWords
    declaration = Declaration.objects.create(
        submission=submission,
        name=name,
        place=place,
        signed_at=at,
        signed_on=calendar.business_day(at),
        language=words.language,
        text_version=words.version,
        text_sha256=words.sha256,
    )
    Evidence.objects.create(
        submission=submission, kind=EvidenceKind.DECLARATION_SIGNED, declaration=declaration, recorded_at=at
    )
    audit.record(EventKind.DECLARATION_SIGNED, submission=submission, at=at, version=words.version)
    recompute(submission=submission, at=at)
    return declaration


def is_account_of(submission: Submission, contact: str) -> bool:
    """Whether an account with this contact is the filer's, as far as they have shown: it is the confirmed contact."""
    index = submission.contact_index
    return submission.confirmed and index is not None and bytes(index) == contact_index(contact.strip())


@transaction.atomic
def report_login(*, submission: Submission, logged_in_at: datetime, at: datetime) -> None:
    """Record that the consumer logged in anew to their account, as the business's own system reports it.

    Reported twice, it counts once; a login that was doubted stays doubted. Raises LoginNotFresh.
    """
    oldest = at - timedelta(hours=assurance.LOGIN_HOURS)
    if not oldest <= logged_in_at <= at + timedelta(minutes=5):
        raise LoginNotFresh
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    if submission.evidence.filter(kind=EvidenceKind.ACCOUNT_LOGIN).exists():
        return
    Evidence.objects.create(submission=submission, kind=EvidenceKind.ACCOUNT_LOGIN, recorded_at=at)
    audit.record(EventKind.ACCOUNT_LOGIN, submission=submission, at=at, actor=Actor.SYSTEM)
    recompute(submission=submission, at=at)


@transaction.atomic
def doubt_login(*, submission: Submission, reason: str, at: datetime, by: User) -> None:
    """Let an account login count no more, because fraud is suspected on the account (11 CCR 7061(b)).

    What rested on it alone has to be verified another way; the clocks run on. Raises ReasonMissing and NoLogin.
    """
    if not reason.strip():
        raise ReasonMissing
    submission = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    login = submission.evidence.filter(kind=EvidenceKind.ACCOUNT_LOGIN, doubted_at=None).first()
    if login is None:
        raise NoLogin
    login.doubted_at, login.doubt_reason = at, reason
    login.save(update_fields=["doubted_at", "doubt_reason"])
    audit.record(EventKind.LOGIN_DOUBTED, submission=submission, at=at, staff=by)
    recompute(submission=submission, at=at, by=by)


@transaction.atomic
def set_level(*, request: PrivacyRequest, level: assurance.Level, reason: str, at: datetime, by: User) -> None:
    """Ask for a higher or a lower degree than before, within what the rule allows, for a written reason.

    Raises ReasonMissing, NoSuchChoice, and lifecycle.MoveRefused when the request is closed.
    """
    if not reason.strip():
        raise ReasonMissing
    submission = Submission.objects.select_for_update(no_key=True).get(pk=request.submission_id)
    current = submission.requests.get(pk=request.pk)
    if current.closed:
        raise lifecycle.MoveRefused
    if level not in other_levels(current):
        raise NoSuchChoice
    was = current.level_required
    current.level_required, current.level_reason = level, reason
    current.save(update_fields=["level_required", "level_reason"])
    audit.record(EventKind.LEVEL_SET, submission=submission, request=current, at=at, staff=by, level=level, was=was)
    recompute(submission=submission, at=at, by=by)
    request.refresh_from_db(fields=["status", "level_required", "level_reached"])


def other_levels(request: PrivacyRequest) -> list[assurance.Level]:
    """The degrees that staff may choose instead of the one asked for now."""
    rule = assurance.level_rule(RequestType(request.type), disputed=disputed_item(request))
    return [level for level in rule.may_be if level != request.level_required]


def recompute(*, submission: Submission, at: datetime, by: User | None = None) -> None:
    """Compute anew how sure we are of each request of a filing that is locked, and whether its filer may act.

    What suffices goes in progress, what no longer does goes back to be checked. `by` is who recorded the reason; None
    stands for the consumer or the business's own system.
    """
    for request in submission.requests.exclude(status=Status.CLOSED):
        reached, authority = assurance.level(facts_about(request)), representation.state(request)
        if (reached, authority) != (request.level_reached, request.authority):
            request.level_reached, request.authority = reached, authority
            request.save(update_fields=["level_reached", "authority"])
        enough = reached >= request.level_required and request.authorised
        if enough and request.status == Status.OPEN:
            lifecycle.move(request, Status.IN_PROGRESS, at=at)
            audit.record(
                EventKind.VERIFIED,
                submission=submission,
                request=request,
                at=at,
                staff=by,
                actor=None if by else Actor.SYSTEM,
                level=reached,
            )
        elif not enough and request.status == Status.IN_PROGRESS:
            lifecycle.move(request, Status.OPEN, at=at)


def facts_about(request: PrivacyRequest) -> list[assurance.Fact]:
    """The evidence of a request's filing as the rules read it; the disputed item is marked (11 CCR 7060(h)).

    The proof of a representative is among it where it stands for the consumer's own declaration.
    """
    disputed = disputed_item(request)
    evidence = list(request.submission.evidence.select_related("challenge"))
    if not declares_for_consumer(representation.facts(request.submission), representation.setting()):
        evidence = [each for each in evidence if each.kind != EvidenceKind.REPRESENTATIVE_PROOF]
    on_file = {each.point for each in evidence if each.kind == EvidenceKind.POINT_MATCHED}
    return [_fact(each, disputed, on_file) for each in evidence]


def _fact(evidence: Evidence, disputed: Point | None, on_file: set[str]) -> assurance.Fact:
    point = Point(evidence.point) if evidence.point else None
    if evidence.challenge:
        # Control of the contact; whether that contact is on file is for staff to match, as the same point.
        point = Point.EMAIL if evidence.challenge.channel == Channel.EMAIL else Point.PHONE
    elif evidence.by_phone:
        point = Point.PHONE
    return assurance.Fact(
        kind=EvidenceKind(evidence.kind),
        point=point,
        on_file=point is not None and point in on_file,
        disputed=point is not None and point == disputed,
        doubted=evidence.doubted_at is not None,
    )


def disputed_item(request: PrivacyRequest) -> Point | None:
    """The item that a correction is about."""
    item = request.details.get("item")
    return Point(item) if item else None


def own_point(submission: Submission) -> Point:
    """The point that the contact of a filing is, if it is in the records."""
    return Point.EMAIL if submission.contact_channel == Channel.EMAIL else Point.PHONE


def contact_on_file(submission: Submission) -> bool:
    """Whether the filing's contact is confirmed, and staff found that very contact in the records afterwards."""
    if submission.contact_confirmed_at is None:
        return False
    found = submission.evidence.filter(kind=EvidenceKind.POINT_MATCHED, point=own_point(submission))
    # What was matched before the confirmation may have been a contact that was corrected since.
    return found.filter(recorded_at__gte=submission.contact_confirmed_at).exists()
