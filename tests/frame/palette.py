"""Which colours does the stylesheet name, in each scheme?"""

import re

from django.conf import settings

STYLESHEET = settings.BASE_DIR / "static" / "portal.css"


def _palettes(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """Light and dark; dark inherits what it does not name."""
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return light, {**light, **dark}


SCHEMES = _palettes(STYLESHEET.read_text())
