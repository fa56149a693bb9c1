"""Who of the staff is charged with what?"""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from requests_app.vocabulary import Duty

LOOK = "requests_app.view_privacyrequest"
ACT = "requests_app.change_privacyrequest"


def may(user: User, duty: Duty) -> bool:
    """Whether this member of staff is charged with it."""
    if duty is Duty.CONFIGURE:
        return user.is_active and user.is_superuser
    return user.has_perm(LOOK if duty is Duty.LOOK else ACT)


def require(request: HttpRequest, duty: Duty) -> None:
    """Raise PermissionDenied unless who asks is charged with it."""
    user = request.user
    if not (user.is_authenticated and may(user, duty)):
        raise PermissionDenied
