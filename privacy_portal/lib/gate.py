"""Who is turned away at the door, and how kindly?

`limited` stands on a view and counts its POSTs; looking is never limited. What is counted is the caller alone, before
anything is looked up: a refusal says nothing about a reference, a contact or an account.
"""

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from privacy_portal.lib import ratelimit
from privacy_portal.lib.business import business
from privacy_portal.lib.client_ip import caller_key
from privacy_portal.lib.crypto import blind_index
from privacy_portal.lib.ratelimit import Rule

View = Callable[..., HttpResponse]

MOST_PAGES = 64
_pages: dict[tuple[Any, ...], str] = {}

LONGEST_NAME = 254  # characters of an account's name that are counted; no account has a longer one


def limited(rule: Rule) -> Callable[[View], View]:
    """Answer 429 instead of the view when the caller has posted more than the rule allows."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not ratelimit.count((rule, caller_key(request))).within:
                return refused(request, rule)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def login_refused(request: HttpRequest) -> HttpResponse | None:
    """429 when this caller tried this account, or any accounts, too often; nobody else is locked out by that."""
    caller = caller_key(request)
    name = request.POST.get("login", "")[:LONGEST_NAME].casefold()
    pair = blind_index(f"{caller} {name}", purpose="staff login").hex()[:32]
    if ratelimit.count((ratelimit.LOGIN_PAIR, pair), (ratelimit.LOGIN, caller)).within:
        return None
    return refused(request, ratelimit.LOGIN)


def refused(request: HttpRequest, rule: Rule) -> HttpResponse:
    """The page of a limit: when to come back, the other ways in, and that nothing is lost (RFC 6585, section 4).

    It is the same for everybody of one language, so it is rendered once: refusing must cost less than what is refused.
    """
    minutes = -(-rule.seconds // 60)
    kind = (get_language(), minutes, settings.DEMO, business())
    if kind not in _pages:
        if len(_pages) >= MOST_PAGES:
            _pages.clear()
        _pages[kind] = render_to_string("429.html", {"minutes": minutes}, request)
    response = HttpResponse(_pages[kind], status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(rule.seconds)
    return response
