"""Who of the staff may do what? A duty is asked for by name; what gives somebody a duty stands here."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from requests_app.vocabulary import Duty

LOOKING = frozenset({Duty.LOOK})


def may(user: User, duty: Duty) -> bool:
    """Whether somebody is charged with a duty."""
    needed = "view_privacyrequest" if duty in LOOKING else "change_privacyrequest"
    return user.has_perm(f"requests_app.{needed}")


def require(request: HttpRequest, duty: Duty) -> None:
    """Raise PermissionDenied where whoever sent a request is not charged with a duty."""
    if not may(request.user, duty):  # type: ignore[arg-type]  # a User: the site let nobody else in
        raise PermissionDenied
