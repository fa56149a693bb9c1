"""The pages around the journey: the start, and whether the portal is healthy."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from requests_app.rules import clocks, limits, retention
from requests_app.views import capability

# The periods that the pages speak of. No template holds a number of the law.
TIMES = {
    "acknowledge_business_days": clocks.ACKNOWLEDGE_BUSINESS_DAYS,
    "respond_days": clocks.RESPOND_DAYS,
    "extension_days": clocks.EXTENDED_RESPOND_DAYS - clocks.RESPOND_DAYS,
    "limit_count": limits.LIMIT_COUNT,
    "limit_months": limits.LIMIT_MONTHS,
    "draft_hours": retention.DRAFT_HOURS,
    "record_months": retention.RECORD_MONTHS,
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The rights in plain words, before any field."""
    going = capability.draft(request, at=timezone.now()) is not None
    return render(request, "requests_app/home.html", {"going": going, "times": TIMES})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice at collection: what the portal itself collects, why, and for how long (11 CCR 7012)."""
    return render(request, "requests_app/privacy.html", {"times": TIMES, "back_url": reverse("home")})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the web process can serve and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
