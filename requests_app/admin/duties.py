"""May this member of staff do what a duty covers?"""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from requests_app.vocabulary import Duty

# What is asked until duties have permissions of their own: to look, or to change.
PERMISSIONS = dict.fromkeys(Duty, "requests_app.change_privacyrequest") | {
    Duty.LOOK: "requests_app.view_privacyrequest"
}


def may(user: User, duty: Duty) -> bool:
    """Whether somebody is charged with a duty."""
    return user.has_perm(PERMISSIONS[duty])


def require(request: HttpRequest, duty: Duty) -> None:
    """Raises PermissionDenied for whoever is not charged with a duty."""
    if not may(request.user, duty):  # type: ignore[arg-type]  # a User: staff only
        raise PermissionDenied
