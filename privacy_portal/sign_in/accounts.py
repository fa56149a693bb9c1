"""What do we let allauth do with accounts? Sign staff in and confirm that it is them; nothing else."""

import logging
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.core import context
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import SUCCESS, add_message
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib import client_ip
from privacy_portal.sign_in import standing
from privacy_portal.sign_in.factors import FactorAdapter

logger = logging.getLogger(__name__)

NO_ADDRESS = "0.0.0.0"  # noqa: S104  # nosec B104 - not bound to: stands where a web server tells no address
WRONG = _("The name and the password do not belong together.")
LOCKED = _("Too many tries. Wait a quarter of an hour, then try again.")
# What is said after something was done: allauth's template, and our words.
SAID: dict[str, Any] = {
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is taken away."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is taken away."),
    "usersessions/messages/sessions_logged_out.txt": _("Your other sessions are ended."),
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's hooks. Which of its pages exist at all stands in `urls`."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": LOCKED,
        "rate_limited": LOCKED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Only staff who may still work here; for others it is as if there were no such account."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active and getattr(user, "is_staff", False) else None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            logger.warning("an account of staff is locked for a while: too many wrong passwords")
            raise

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, under a new session key (Django's), and count both limits of the session from now."""
        super().login(request, user)
        # The name that was typed is not needed any more, and sessions hold no names.
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {name: value for name, value in record.items() if name not in ("username", "email")} for record in records
        ]
        standing.begin(request.session, at=timezone.now())

    def is_safe_url(self, url: str) -> bool:
        """Only an address of this portal, written without its host."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The caller's network as `client_ip` reads it, which believes our own proxies only."""
        network = client_ip.caller(request).partition("/")[0]
        return NO_ADDRESS if network == client_ip.UNKNOWN else network

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not right after the sign-in itself, which asked for everything there is to ask for."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        request = context.request
        records = get_authentication_records(request, request.user)
        now = timezone.now().timestamp()
        return all(now - record["at"] > app_settings.REAUTHENTICATION_TIMEOUT for record in records)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """A second factor where there is one: a password that was looked at over a shoulder changes nothing."""
        if not FactorAdapter().is_mfa_enabled(user):
            return [{"id": "reauthenticate", "url": reverse("account_reauthenticate"), "description": _("Password")}]
        code = {"id": "mfa_reauthenticate", "url": reverse("mfa_reauthenticate"), "description": _("A code")}
        passkey = {
            "id": "mfa_reauthenticate:webauthn",
            "url": reverse("mfa_reauthenticate_webauthn"),
            "description": _("A passkey"),
        }
        return [code, passkey] if FactorAdapter().is_mfa_enabled(user, ["webauthn"]) else [code]

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Our words, where something was done that the next page does not show anyway."""
        if words := SAID.get(message_template or ""):
            add_message(request, SUCCESS, words)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth sends no mail of its own."""
        raise NotImplementedError(template_prefix)
