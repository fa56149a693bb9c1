"""What does every page need to know?

`portal` in a template: the business and how it is reached, the languages on offer, and where its colours are.
"""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from privacy_portal.lib.business import business
from requests_app.views.brand import stylesheet_url


def portal(request: HttpRequest | None = None) -> dict[str, Any]:
    """The context processor. Reads settings only, so that the page of an outage can call it without a request."""
    current = get_language()
    return {
        "portal": {
            **asdict(business()),
            "demo": settings.DEMO,
            "brand_css": stylesheet_url(),
            "languages": [
                {"code": code, "name": _own_name(code), "current": code == current} for code, _ in settings.LANGUAGES
            ],
        }
    }


def _own_name(code: str) -> str:
    """The language's name in that language, as its speakers look for it: “Español”, never “Spanish”."""
    name: str = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]
