"""May this member of staff do that? Every page and every action of theirs asks here."""

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from requests_app import staffing
from requests_app.vocabulary import Duty


def may(user: User | AnonymousUser, duty: Duty) -> bool:
    """Whether somebody is charged with a duty. Being a superuser is none (`staffing.duties_of`)."""
    return duty in staffing.duties_of(user)


def require(request: HttpRequest, duty: Duty) -> None:
    """Turn everybody away who is not charged with a duty. Raises PermissionDenied."""
    if not may(request.user, duty):
        raise PermissionDenied
