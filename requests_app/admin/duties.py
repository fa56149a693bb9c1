"""May this member of staff do what somebody with this duty does?"""

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from requests_app.vocabulary import Duty


def may(user: User | AnonymousUser, duty: Duty) -> bool:
    """Whether a user is charged with a duty: who may see requests looks, who may act does everything else."""
    needed = "view" if duty is Duty.LOOK else "change"
    return user.has_perm(f"requests_app.{needed}_privacyrequest")


def require(request: HttpRequest, duty: Duty) -> None:
    """Raises PermissionDenied unless who calls is charged with a duty."""
    if not may(request.user, duty):
        raise PermissionDenied
