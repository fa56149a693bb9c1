"""How may a file be called, where people read it or save it?

The name that a sender gives is only ever shown and offered for saving; nothing is stored under it. So it has to be one
honest line: no path, no control or direction-changing characters, no name that an operating system keeps for itself.
"""

import re

from privacy_portal.lib.plain_text import clean_line

LONGEST = 100  # characters, the extension included
NAMELESS = "document"
# What the sender's extension may be; whether it is true is found by reading the file.
EXTENSIONS = (".pdf", ".jpg", ".jpeg", ".png")
OF_TYPE = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

# Not allowed in a name on some system, or read there as something else than a letter of it.
_SPECIAL = re.compile(r'[\\/:*?"<>|]')
# Names of devices on Windows, whatever their extension (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def displayed(name: str) -> str:
    """Return the name as people may read it: its last part, cleaned, at most LONGEST characters, its extension kept."""
    last = re.split(r"[\\/]", name)[-1]
    stem, dot, extension = clean_line(_SPECIAL.sub(" ", last)).rstrip(" .").rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,5}", extension):
        stem, extension = stem + dot + extension, ""
    stem = stem.strip(" .") or NAMELESS
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    ending = f".{extension}" if extension else ""
    return stem[: LONGEST - len(ending)].rstrip(" .") + ending


def saved_as(name: str, media_type: str) -> str:
    """Return the name under which a cleaned file is offered: its own, with the extension of what it truly is."""
    stem = name.rpartition(".")[0] if name.lower().endswith(EXTENSIONS) else name
    return (stem or NAMELESS) + OF_TYPE[media_type]


def may_be_taken(name: str) -> bool:
    """Whether the extension is one of those we take, so that most mistakes are told before anything is sent."""
    return name.lower().endswith(EXTENSIONS)
