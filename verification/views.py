"""What does the telephone provider fetch once a key was pressed?"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotFound
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from privacy_portal.lib.sms import twilio
from verification import challenges, channels


@csrf_exempt
@require_POST
def voice_script(request: HttpRequest, token: str) -> HttpResponse:
    """Return the TwiML that reads the code out, to Twilio alone.

    The signature covers the address that this portal published, not the one a proxy may have rewritten. Without a
    valid one: 403, before anything is looked up. With one, a token that is not ours: 404.
    Source: https://www.twilio.com/docs/usage/security#validating-requests
    """
    url = settings.PORTAL_BASE_URL + request.get_full_path()
    signature = request.headers.get("X-Twilio-Signature", "")
    if not twilio.verify_signature(url, dict(request.POST.lists()), signature):
        return HttpResponseForbidden()
    try:
        challenge = challenges.read_voice(token=token)
    except challenges.Unknown:
        return HttpResponseNotFound()  # a machine asks: no page
    alive = challenges.can_be_entered(challenge, at=timezone.now())
    script = channels.call_script(challenge) if alive else channels.expired_script(challenge)
    return HttpResponse(twilio.code_twiml(script), content_type="text/xml")
