"""What do providers ask of the portal, or tell it? Each proves who it is; nobody else gets past the door."""

import json

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden, HttpResponseNotFound
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from privacy_portal.lib import signed_hooks
from privacy_portal.lib.sms import twilio
from verification import challenges, channels, hooks, reports

PHONE_STATUS = "phone-status"


@csrf_exempt
@require_POST
def voice_script(request: HttpRequest, token: str) -> HttpResponse:
    """Return the TwiML that reads the code out, to Twilio alone.

    Without a valid signature: 403, before anything is looked up. With one, a token that is not ours: 404.
    """
    if not _is_twilio(request):
        return HttpResponseForbidden()
    try:
        challenge = challenges.read_voice(token=token)
    except challenges.Unknown:
        return HttpResponseNotFound()  # a machine asks: no page
    alive = challenges.can_be_entered(challenge, at=timezone.now())
    script = channels.call_script(challenge) if alive else channels.expired_script(challenge)
    return HttpResponse(twilio.code_twiml(script), content_type="text/xml")


@csrf_exempt
@require_POST
def text_status(request: HttpRequest) -> HttpResponse:
    """Hear from Twilio what became of a text. Its signature covers every field."""
    if not _is_twilio(request):
        return HttpResponseForbidden()
    reports.text(request.POST.dict(), at=timezone.now())
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def phone_status(request: HttpRequest) -> HttpResponse:
    """Hear from a gateway of the business's own what became of a text or a call.

    {"id": "…", "to": "+14155550123", "status": "failed" or "stopped"}, signed with PHONE_WEBHOOK_KEY as
    `signed_hooks` says. Answers 204; 403 to what is not genuine, late or here a second time; 400 to what is no report.
    """
    at = timezone.now()
    try:
        with transaction.atomic():
            hooks.let_in(request, hook=PHONE_STATUS, key=settings.PHONE_WEBHOOK_KEY, at=at)
            said = json.loads(request.body)
            if not isinstance(said, dict):
                return HttpResponseBadRequest()
            reports.gateway(said, at=at)
    except (signed_hooks.NotGenuine, hooks.SeenBefore):
        return HttpResponseForbidden()
    except (ValueError, RecursionError):
        return HttpResponseBadRequest()
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def mail_report(request: HttpRequest) -> HttpResponse:
    """Hear from the mail provider that a mail came back or was complained about.

    django-anymail checks the provider's signature or password and reads its format; MAIL_REPORTS_VIEW names its view.
    A provider that proves itself by nothing is not heard. Source: https://anymail.dev/en/stable/tips/securing_webhooks/
    """
    if not settings.MAIL_REPORTS_VIEW:
        return HttpResponseForbidden()
    view_class = import_string(settings.MAIL_REPORTS_VIEW)
    if view_class.warn_if_no_basic_auth and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return HttpResponseForbidden()
    view = view_class()
    try:
        view.run_validators(request)
    except SuspiciousOperation:
        return HttpResponseForbidden()
    at = timezone.now()
    for event in view.parse_events(request):
        reports.mail(event, at=at)
    return HttpResponse(status=204)


def _is_twilio(request: HttpRequest) -> bool:
    """Whether the signature is Twilio's: over the address that this portal published, not what a proxy made of it.

    Source: https://www.twilio.com/docs/usage/security#validating-requests
    """
    url = settings.PORTAL_BASE_URL + request.get_full_path()
    return twilio.verify_signature(url, dict(request.POST.lists()), request.headers.get("X-Twilio-Signature", ""))
