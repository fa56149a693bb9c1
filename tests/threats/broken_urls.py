"""The portal's addresses, and some behind which something is broken as a mistake or an outage would break it."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from privacy_portal import urls
from privacy_portal.urls import handler500

__all__ = ["handler500", "urlpatterns"]


def _raising(error: Exception) -> URLPattern:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return path(f"broken/{type(error).__name__}/", view)


ERRORS = {
    "RuntimeError": 500,
    "OperationalError": 503,
    "PermissionDenied": 403,
    "SuspiciousOperation": 400,
}
urlpatterns = [
    *urls.urlpatterns,
    _raising(RuntimeError("canary@example.com")),
    _raising(OperationalError("canary@example.com")),
    _raising(PermissionDenied("canary@example.com")),
    _raising(SuspiciousOperation("canary@example.com")),
]
