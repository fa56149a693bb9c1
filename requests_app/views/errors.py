"""What does a person see when something is wrong? Plain words, other ways in, and never a stack trace."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that cannot be reached is an outage (503, try again soon); everything else is our fault (500)."""
    if _is_outage(sys.exc_info()[1]):
        return _outage(request)
    return render(request, "500.html", status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django reports a session that the database could not keep as the browser's mistake; it is an outage too."""
    if _is_outage(exception):
        return _outage(request)
    return defaults.bad_request(request, exception)


def _is_outage(error: BaseException | None) -> bool:
    """Whether the database's being away is the cause of an error, or of what it was caused by."""
    while error is not None and not isinstance(error, (OperationalError, InterfaceError)):
        error = error.__context__
    return error is not None


def _outage(request: HttpRequest) -> HttpResponse:
    response = render(request, "outage.html", status=503)
    response["Retry-After"] = "60"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: often an old tab, so say how to go on."""
    return render(request, "403_csrf.html", status=403)
