"""Which colours does the business lend to the pages?

The stylesheet of the portal is one file for everybody; this small one puts the business's accent into it. An accent
that could not be read is darkened or lightened until it can: a business chooses its colour, not the contrast.
"""

import hashlib
import logging
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from privacy_portal.lib import colour

logger = logging.getLogger(__name__)

# The backgrounds of static/portal.css on which the accent stands as text: page, surface, sunken.
LIGHT_GROUNDS = ("#faf6f0", "#fffdfa", "#f1eae0")
DARK_GROUNDS = ("#191714", "#23201c", "#2c2823")
TINT = 0.09  # share of the accent in the background of a chosen option
HOVER = 0.14  # how far a button moves away from the colour of its own text

A_YEAR = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """`/brand.css?v=…`: kept by browsers for a year when asked for by its present version, else for five minutes.

    With an accent in the settings that is no hex colour it is empty, and the portal's own accent stays.
    """
    css = _css(settings.BUSINESS_ACCENT, settings.BUSINESS_ACCENT_DARK)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = A_YEAR if request.GET.get("v") == _version(css) else BRIEFLY
    return response


def stylesheet_url() -> str:
    """The address of the stylesheet; it changes when the colours do."""
    css = _css(settings.BUSINESS_ACCENT, settings.BUSINESS_ACCENT_DARK)
    return f"{reverse('brand')}?v={_version(css)}"


def _version(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:12]


@lru_cache(maxsize=4)
def _css(light: str, dark: str) -> str:
    try:
        on_light = _properties(light, grounds=LIGHT_GROUNDS)
        on_dark = _properties(dark, grounds=DARK_GROUNDS)
    except colour.NotAColour:
        logger.error("BUSINESS_ACCENT and BUSINESS_ACCENT_DARK must be hex colours; the portal's own accent is used")
        return ""
    return f":root{{{on_light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{on_dark}}}}}\n"


def _properties(accent: str, *, grounds: tuple[str, ...]) -> str:
    """The custom properties of one colour scheme. The tint is a background too: the accent is read on it as well."""
    surface = grounds[1]
    tint = colour.mix(colour.canonical(accent), surface, TINT)
    shade = colour.readable(colour.canonical(accent), on=(*grounds, tint))
    text = colour.text_on(shade)
    hover = colour.mix(colour.WHITE if text == colour.BLACK else colour.BLACK, shade, HOVER)
    return f"--accent:{shade};--accent-hover:{hover};--on-accent:{text};--accent-tint:{tint}"
