"""Can a person read this colour on that one, and if not, what is the nearest shade that can be read?

The measures are those of WCAG 2.2: relative luminance and contrast ratio (definitions in its glossary),
text needs 4.5 to 1 (success criterion 1.4.3), the edges of a control 3 to 1 (1.4.11).
"""

import re
from collections.abc import Iterable

TEXT_RATIO = 4.5
EDGE_RATIO = 3.0
BLACK = "#000000"
WHITE = "#ffffff"
STEPS = 200  # from the colour itself to black or white; half a percent is finer than the eye

HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


class NotAColour(ValueError):
    """The text is not `#rgb` or `#rrggbb`."""


def canonical(text: str) -> str:
    """`#rgb` or `#rrggbb`, any case, as `#rrggbb` in lower case; raises NotAColour for everything else."""
    if not HEX.fullmatch(text):
        raise NotAColour("a colour is written #rgb or #rrggbb")
    digits = text[1:].lower()
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, whichever is the lighter (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """`share` (0 to 1) of `colour`, the rest of `other`, mixed in sRGB as CSS does with transparency."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(share * mine + (1 - share) * theirs):02x}" for mine, theirs in pairs)


def readable(colour: str, *, on: Iterable[str], ratio: float = TEXT_RATIO) -> str:
    """The shade nearest to `colour` that reaches `ratio` on every one of the backgrounds `on`.

    The colour is darkened or lightened, whichever the backgrounds need. Raises ValueError when they are so
    far apart that neither way is enough.
    """
    grounds = list(on)
    for step in range(STEPS + 1):
        for end in (BLACK, WHITE):
            shade = mix(end, colour, step / STEPS)
            if all(contrast(shade, ground) >= ratio for ground in grounds):
                return shade
    raise ValueError("no shade can be read on all of these backgrounds")


def text_on(colour: str) -> str:
    """Black or white, whichever is read better on `colour`: always at least 4.58 to 1."""
    return max(WHITE, BLACK, key=lambda text: contrast(text, colour))


def _channels(colour: str) -> tuple[int, int, int]:
    digits = canonical(colour)[1:]
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _luminance(colour: str) -> float:
    linear = [
        channel / 255 / 12.92 if channel / 255 <= 0.04045 else ((channel / 255 + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
