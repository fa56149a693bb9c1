"""Which exact words does somebody sign on our page, and how is it known later that they were these?

The words of a version never change: who changes them makes a new folder in templates/ and names it where they are
used. They are no part of the message catalogues, because a translation may be improved, and what was signed may not.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Words:
    """The exact words, in which language and version, and their SHA-256 in hexadecimal (UTF-8)."""

    text: str
    language: str
    version: str
    sha256: str


def written(kind: str, version: str, language: str, context: Mapping[str, Any]) -> Words:
    """The words of templates/<kind>/<version>/ in a language; in English when we have none in it."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    with override(language):
        text = " ".join(render_to_string(f"{kind}/{version}/{language}.txt", context).split())
    return Words(text, language, version, hashlib.sha256(text.encode()).hexdigest())
