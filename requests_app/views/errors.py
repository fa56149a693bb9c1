"""What does a person see when something is wrong? Plain words, other ways in, and never a stack trace."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that cannot be reached is an outage (503, try again soon); everything else is our fault (500)."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = render(request, "outage.html", status=503)
        response["Retry-After"] = "60"
        return response
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: often an old tab, so say how to go on."""
    return render(request, "403_csrf.html", status=403)
