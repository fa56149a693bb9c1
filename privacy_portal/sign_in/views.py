"""Which pages does somebody meet on the way in, and to look after their second factor?

allauth's views with our frame, words and events. A view that is not here has no address.
"""

import json
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView
from allauth.account.views import ReauthenticateView as PasswordAgain
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgain
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from privacy_portal.lib.gate import login_refused
from privacy_portal.sign_in import standing
from privacy_portal.sign_in.factors import others
from privacy_portal.sign_in.middleware import STAFF
from requests_app.admin import duties
from requests_app.operations import staff_accounts
from requests_app.vocabulary import Duty
from requests_app.vocabulary.accounts import AccountEventKind as Kind

FROM_ALLAUTH = reauthentication_required(app="allauth.mfa")


class InFrame:
    """A page in the staff's frame."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # a mixin
        if "js_data" in context:
            # Read by a script from an attribute: nothing of ours stands inline.
            [options] = context.pop("js_data").values()
            context["options"] = json.dumps(options, cls=DjangoJSONEncoder)
        return {**admin.site.each_context(self.request), **context}


class SignIn(InFrame, LoginView):
    """Name and password. Who tries too often is turned away before a password is looked at."""

    template_name = "account/login.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return login_refused(request) or super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "ended": "ended" in self.request.GET}


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Forget a password that was right and waits for its second factor."""
    request.session.flush()
    return HttpResponseRedirect(reverse("account_login"))


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Stay signed in: the gate in front has noted that the person is here. The eight hours go on from the sign-in.

    A script reads how many seconds are left; without one, the person is led back to where they were.
    """
    at = timezone.now()
    ends = standing.ends(request.session, at=at)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(ends.left(at=at) if ends else {})
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(STAFF)
    return HttpResponseRedirect(back if safe else reverse("admin:index"))


class SecondFactor(InFrame, AuthenticateView):
    """A code or a passkey, after the password."""

    template_name = "mfa/authenticate.html"


class AgainByPassword(InFrame, PasswordAgain):
    """The password once more, of who has no second factor yet."""

    template_name = "account/reauthenticate.html"


class AgainByCode(InFrame, CodeAgain):
    """A code once more, before the second factor itself is changed."""

    template_name = "mfa/reauthenticate.html"


class AgainByPasskey(InFrame, ReauthenticateWebAuthnView):
    """A passkey once more."""

    template_name = "mfa/webauthn/reauthenticate.html"


class Factors(InFrame, IndexView):
    """What somebody signs in with; without a second factor, how to get one."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may_invite = duties.may(user, Duty.CONFIGURE)
        return {
            **super().get_context_data(**kwargs),
            "may_invite": may_invite and standing.has_shown_factor(self.request, user),
            "set_up": standing.has_factor(user),  # type: ignore[arg-type]
        }


class App(InFrame, ActivateTOTPView):
    """An authenticator app: the first one, or another in its place."""

    template_name = "mfa/totp/activate_form.html"

    @method_decorator(FROM_ALLAUTH)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Past allauth's own, which sends whoever has an app to take it away first: that would leave them without.
        return super(ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        picture = context["totp_svg"]
        return {
            **context,
            "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
            "picture": mark_safe(picture[picture.index("<svg") :]),  # noqa: S308  # nosec B308 B703 - a library drew it
        }

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        mine = Authenticator.objects.filter(user=self.request.user)
        mine.filter(type=Authenticator.Type.TOTP).delete()
        response = super().form_valid(form)
        _added(self.request, mine.get(type=Authenticator.Type.TOTP))
        return response


class AppAway(InFrame, DeactivateTOTPView):
    """Take the app away, where a passkey is left."""

    template_name = "mfa/totp/deactivate_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _event(self.request, Kind.FACTOR_REMOVED)
        return response


class NewPasskey(InFrame, AddWebAuthnView):
    """A passkey: the first one, or one more."""

    template_name = "mfa/webauthn/add_form.html"

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        made = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN).latest("pk")
        _added(self.request, made)
        return response


class PasskeyAway(InFrame, RemoveWebAuthnView):
    """Take a passkey away, where another second factor is left."""

    template_name = "mfa/webauthn/authenticator_confirm_delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        only = not others(self.object.user, self.object).exists()
        return {**super().get_context_data(**kwargs), "only": only, "name": self.object.wrap().name}

    def form_valid(self, form: Any) -> HttpResponse:
        if not others(self.object.user, self.object).exists():
            raise PermissionDenied
        response = super().form_valid(form)
        _event(self.request, Kind.FACTOR_REMOVED)
        return response


class RecoveryCodes(InFrame, ViewRecoveryCodesView):
    """The codes for the day on which the telephone is gone."""

    template_name = "mfa/recovery_codes/index.html"


class NewRecoveryCodes(InFrame, GenerateRecoveryCodesView):
    """New ones; the old ones are dead then."""

    template_name = "mfa/recovery_codes/generate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _event(self.request, Kind.CODES_MADE)
        return response


class Sessions(InFrame, ListUserSessionsView):
    """Where somebody is signed in, and an end to all but this one."""

    template_name = "usersessions/usersession_list.html"


def _added(request: HttpRequest, authenticator: Authenticator) -> None:
    standing.rise(request, authenticator)
    _event(request, Kind.FACTOR_ADDED)


def _event(request: HttpRequest, kind: Kind) -> None:
    user: Any = request.user
    staff_accounts.record(kind, account=user, at=timezone.now(), by=user)
