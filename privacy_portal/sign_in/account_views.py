"""How does an invited person come in, and one who forgot the password back in?

A dead link shows one page, whatever it died of, and a name that nobody has is answered as any other.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from privacy_portal.lib import ratelimit as callers
from privacy_portal.lib.addresses import AddressRefused
from privacy_portal.lib.gate import limited
from privacy_portal.lib.sending import SendProblem
from privacy_portal.sign_in.forms import ForgottenForm, InviteForm, JoinForm, NewPasswordForm
from requests_app.admin import duties
from requests_app.operations import staff_accounts
from requests_app.operations.account_links import DeadLink, Purpose, read
from requests_app.vocabulary import Duty, Role


@sensitive_post_parameters()
@limited(callers.ENTER)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page of an invitation: name and password; then the person goes on to their second factor."""
    at = timezone.now()
    try:
        form = JoinForm(request.POST or None, user=read(token, Purpose.JOIN, at=at))
        if not form.is_valid():
            return _page(request, "account/join.html", form=form, email=form.user.email)
        user = staff_accounts.join(
            token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password"], at=at
        )
    except DeadLink:
        return _dead(request)
    request.session.flush()  # whatever this browser did before, it is this person's now
    record_authentication(request, user, method="password")
    return perform_login(request, Login(user=user))


@sensitive_post_parameters()
@limited(callers.ENTER)
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link to a new password. It signs nobody in: the second factor is asked for as always."""
    at = timezone.now()
    try:
        form = NewPasswordForm(request.POST or None, user=read(token, Purpose.NEW_PASSWORD, at=at))
        if not form.is_valid():
            return _page(request, "account/new_password.html", form=form)
        staff_accounts.set_new_password(token=token, password=form.cleaned_data["password"], at=at)
    except DeadLink:
        return _dead(request)
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'changed': 1})}")


@limited(callers.ASK)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to a new password. The answer is the same for every name."""
    form = ForgottenForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "account/forgotten.html", form=form)
    login = form.cleaned_data["login"].strip()
    if ratelimit.consume(request, action="reset_password", key=login.casefold()):
        staff_accounts.ask_for_new_password(staff_accounts.account_named(login))
    return _page(request, "account/forgotten_sent.html")


def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by mail. For those who keep the staff."""
    duties.require(request, Duty.CONFIGURE)
    form, at = InviteForm(request.POST or None), timezone.now()
    if form.is_valid():
        by: Any = request.user
        try:
            asked = {
                "roles": [Role(each) for each in form.cleaned_data["roles"]],
                "circle": form.cleaned_data["circle"],
            }
            user, link = staff_accounts.invite(email=form.cleaned_data["email"], at=at, by=by, **asked)
            staff_accounts.send_invitation(user, link, at=at)
        except staff_accounts.AlreadyStaff:
            form.add_error("email", _("Somebody has an account with this address already."))
        except AddressRefused:
            form.add_error("email", _("No mail can be sent to this address."))
        except SendProblem:
            form.add_error("email", _("The mail could not be sent just now. Invite the person again later."))
        else:
            messages.success(request, _("The invitation is on its way."))
            return HttpResponseRedirect(reverse("invite_staff"))
    return _page(request, "account/invite.html", form=form)


def _dead(request: HttpRequest) -> HttpResponse:
    return _page(request, "account/dead_link.html", status=HTTPStatus.GONE)


def _page(request: HttpRequest, template: str, *, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)
