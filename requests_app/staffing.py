"""Who of the staff may do what, and which requests do they see?"""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from requests_app.models import PrivacyRequest, Submission
from requests_app.vocabulary import CIRCLE, CIRCLE_CODENAME, DUTIES, Duty, Role

CODENAMES = {duty.codename: duty for duty in Duty}
_KEPT = "_charged_with"


def duties_of(user: User | AnonymousUser) -> frozenset[Duty]:
    """What somebody is charged with, by their groups and permissions; one query, kept as long as the user object.

    A superuser keeps staff and settings, and is charged with nothing else unless a group says so: being the one who
    set the portal up is no reason to read requests.
    """
    held = frozenset(CODENAMES[name] for name in _held(user) if name in CODENAMES)
    return held | {Duty.CONFIGURE, Duty.AUDIT} if _works_here(user) and user.is_superuser else held


def in_circle(user: User | AnonymousUser) -> bool:
    """Whether somebody is named to see requests of workers."""
    return CIRCLE_CODENAME in _held(user)


def filings_open_to(user: User | AnonymousUser) -> Q:
    """The filings that somebody may know of, as a condition: those of workers are for the circle only."""
    return Q() if in_circle(user) else Q(worker="")


def filings_closed_to(user: User | AnonymousUser) -> Q:
    """The filings that somebody may not know of. Not the opposite of the above: "no condition" has none."""
    return Q(pk__in=[]) if in_circle(user) else ~Q(worker="")


def requests_open_to(user: User | AnonymousUser, through: str = "") -> Q:
    """The requests that somebody may know of, as a condition on requests, or on what leads `through` to one.

    Said as what is left out, which are few: the database looks them up once and keeps the order of its indexes.
    """
    if in_circle(user):
        return Q()
    return ~Q(**{f"{through}submission__in": Submission.objects.exclude(worker="").values("pk")})


def may_know(user: User | AnonymousUser, filing: Submission) -> bool:
    """Whether somebody may know of a filing."""
    return not filing.worker or in_circle(user)


def able_to_own(filing: Submission | None = None) -> QuerySet[User]:
    """The active staff who may take care of a request: whoever can do something about one, of a worker's the circle."""
    able = charged_with(Duty.TRIAGE, Duty.REVIEW, Duty.APPROVE)
    return able.filter(pk__in=the_circle()) if filing and filing.worker else able


def charged_with(*duties: Duty) -> QuerySet[User]:
    """The active staff with one of some duties, by name."""
    return _holding(*(duty.codename for duty in duties))


def the_circle() -> QuerySet[User]:
    """The active staff who may see requests of workers, by name."""
    return _holding(CIRCLE_CODENAME)


def groups_of(roles: Iterable[Role], *, circle: bool) -> list[Group]:
    """The groups of some roles, and the circle's where somebody is named into that."""
    return [*(group_of(role) for role in roles), *([circle_group()] if circle else [])]


def group_of(role: Role) -> Group:
    """The group of a role, made with its permissions where it is missing."""
    return _group(role.value, [duty.codename for duty in DUTIES[role]])


def circle_group() -> Group:
    """The group of those who may see requests of workers."""
    return _group(CIRCLE, [CIRCLE_CODENAME])


def _group(name: str, codenames: list[str]) -> Group:
    group, made = Group.objects.get_or_create(name=name)
    if made:
        ours = ContentType.objects.get_for_model(PrivacyRequest)
        group.permissions.set(Permission.objects.filter(content_type=ours, codename__in=codenames))
    return group


def _works_here(user: User | AnonymousUser) -> bool:
    return bool(user.is_active and user.is_staff)


def _held(user: User | AnonymousUser) -> frozenset[str]:
    if not _works_here(user):
        return frozenset()
    if _KEPT not in user.__dict__:
        theirs = Permission.objects.filter(Q(user=user.pk) | Q(group__user=user.pk))
        ours = theirs.filter(content_type__app_label="requests_app", content_type__model="privacyrequest")
        user.__dict__[_KEPT] = frozenset(ours.values_list("codename", flat=True))
    held: frozenset[str] = user.__dict__[_KEPT]
    return held


def _holding(*codenames: str) -> QuerySet[User]:
    permission = Permission.objects.filter(
        content_type__app_label="requests_app", content_type__model="privacyrequest", codename__in=codenames
    )
    holding = Q(user_permissions__in=permission) | Q(groups__permissions__in=permission)
    people = User.objects.filter(holding, is_active=True, is_staff=True).distinct()
    return people.order_by("first_name", "last_name", "username")
