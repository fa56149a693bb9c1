"""Who gets to a page of the staff? Nobody without a second factor, whatever the page.

The gate stands in front of every address under /staff/ and knows the few that are open by name; an address that is
added is shut. A view may keep what somebody typed whose session ended while they did (`keeps_for_later`); strangers get
to it, too, and it has to tell the two apart. Django's admin asks once more (`admin_site.StaffSite.has_permission`).
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

from csp.constants import SELF
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from privacy_portal.sign_in.standing import Standing, seen, standing

View = TypeVar("View", bound=Callable[..., HttpResponse])

STAFF = "/staff/"
METHODS = ("GET", "HEAD", "POST")
# For whoever is not signed in: the way in, and the pages that links in our mails lead to.
OPEN = frozenset(
    {"account_login", "login_again", "mfa_authenticate", "forgotten_password", "new_password", "join_staff"}
)
# For whoever is signed in and has no second factor yet: how to get one, and the way out.
SET_UP = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "admin:logout"})
KEEPS = "_keeps_for_later"  # the mark of a view


class StaffGate:
    """Middleware. Stands behind CsrfViewMiddleware, so that a forged form is refused before anybody is led anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(STAFF):
            # The warning before a session ends tells the portal, and nobody else, that the person is still here.
            response._csp_update = {"connect-src": [SELF]}  # type: ignore[attr-defined]  # django-csp's
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let through, or lead to where the person has to go first."""
        if not request.path_info.startswith(STAFF):
            return None
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        name = request.resolver_match.view_name if request.resolver_match else ""
        at = timezone.now()
        where = standing(request, at=at)
        if where in (Standing.IN, Standing.SETTING_UP):
            seen(request.session, at=at)
        if where is Standing.IN:
            return None
        if where is Standing.SETTING_UP:
            return None if name in SET_UP | OPEN else HttpResponseRedirect(reverse("mfa_index"))
        if request.user.is_authenticated:
            logout(request)
        if name in OPEN or (request.method == "POST" and getattr(view, KEEPS, False)):
            return None
        return to_the_door(request.get_full_path(), ended=where is Standing.ENDED)


def keeps_for_later(view: View) -> View:
    """Mark a view that keeps what is sent to it for after the login, and does nothing else for who is not signed in."""
    setattr(view, KEEPS, True)
    return view


def to_the_door(back: str, *, ended: bool) -> HttpResponse:
    """Lead to the login, and `back` after it; `ended` says there that the session did."""
    query = {"next": back}
    if ended:
        query["ended"] = "1"
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode(query)}", status=HTTPStatus.FOUND)
