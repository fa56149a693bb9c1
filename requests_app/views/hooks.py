"""What does the business's own system tell the portal? Signed messages, each let in once."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden, HttpResponseNotFound
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from privacy_portal.lib import signed_hooks
from requests_app import queries
from requests_app.operations import assurance
from verification import hooks

ACCOUNT_LOGIN = "account-login"


@csrf_exempt
@require_POST
def account_login(request: HttpRequest) -> HttpResponse:
    """Record that the consumer of a filing logged in to their account, and again for this request (11 CCR 7061(a)).

        {"reference": "K7QM-2XHR-9TRF", "contact": "rosa@example.com",
         "logged_in_at": "2026-11-23T12:00:00-08:00", "reauthenticated": true}

    `contact` is the email address or the number (E.164) of the account: a login to somebody else's account says nothing
    about this filing, so it must be the confirmed contact of the filing.

    Signed with ACCOUNT_LOGIN_KEY as `signed_hooks` says. Answers 204; 403 to what is not genuine, late or here a second
    time, before anything is looked up; 400 to what says no login for this request; 404 to a reference of nobody.
    """
    at = timezone.now()
    try:
        with transaction.atomic():
            hooks.let_in(request, hook=ACCOUNT_LOGIN, key=settings.ACCOUNT_LOGIN_KEY, at=at)
            return _report(_said(request.body), at)
    except (signed_hooks.NotGenuine, hooks.SeenBefore):
        return HttpResponseForbidden()


def _said(body: bytes) -> tuple[str, str, datetime] | None:
    """The reference, the account's contact and the moment; None when one is missing, or there was no second login."""
    try:
        said: Any = json.loads(body)
        reference, contact, at = said["reference"], said["contact"], parse_datetime(said["logged_in_at"])
        anew = said["reauthenticated"] is True
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(reference, str) or not isinstance(contact, str) or at is None or at.tzinfo is None or not anew:
        return None
    return reference, contact, at


def _report(said: tuple[str, str, datetime] | None, at: datetime) -> HttpResponse:
    if said is None:
        return HttpResponseBadRequest()
    submission = queries.submission_by_reference(said[0])
    if submission is None:
        return HttpResponseNotFound()
    if not assurance.is_account_of(submission, said[1]):
        return HttpResponseBadRequest()
    try:
        assurance.report_login(submission=submission, logged_in_at=said[2], at=at)
    except assurance.LoginNotFresh:
        return HttpResponseBadRequest()
    return HttpResponse(status=204)
