"""Which sentences does the portal say, and does every language have them? Keeps the catalogues up to date.

GNU gettext is not needed: Django turns a template into what an extractor can read, and Babel reads that and Python.

    python -m privacy_portal.embedded.messages        (make messages)
"""

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from django.conf import settings
from django.utils.translation.template import templatize

from privacy_portal.embedded.profiles import BASE_DIR

_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PACKAGES = ("privacy_portal", "requests_app", "verification")


def catalogue() -> Catalog:
    """Every translatable sentence of our Python files and templates, with the files that say it."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for path in _sources():
        for function, words, comments, context in _sentences(path):
            spec = _KEYWORDS[function]
            identity = words if spec and len(words) > 1 else words[0]
            found.add(identity, None, [(str(path.relative_to(BASE_DIR)), 1)], auto_comments=comments, context=context)
    return found


def update(path: Path, wanted: Catalog) -> tuple[int, int]:
    """Bring one catalogue up to date, keeping what is translated. Returns how many sentences lack words, and all."""
    language = path.parent.parent.name
    if path.exists():
        with path.open("rb") as file:
            kept = pofile.read_po(file, locale=language)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = Catalog(locale=language, project="privacy-request-portal", charset="utf-8", fuzzy=False)
    kept.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        pofile.write_po(file, kept, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    entries = [message for message in kept if message.id]
    return len([message for message in entries if not is_translated(message.string)]), len(entries)


def is_translated(string: str | Sequence[str] | None) -> bool:
    """Whether every form of a translation has words."""
    return all([string] if isinstance(string, str) else string or [""])


def _sources() -> list[Path]:
    python = [
        path for package in _PACKAGES for path in (BASE_DIR / package).rglob("*.py") if "migrations" not in path.parts
    ]
    templates = [path for path in (BASE_DIR / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml"}]
    return sorted(python + templates)


def _sentences(path: Path) -> Iterator[tuple[str, list[str], list[str], str | None]]:
    text = path.read_text()
    if path.suffix != ".py":
        # What stands before a tag would be read as Python's indentation.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
    read: Iterable[Any] = extract_python(io.BytesIO(text.encode()), _KEYWORDS, ["Translators:"], {"encoding": "utf-8"})
    for _line, function, given, comments in read:
        words = [word for word in ([given] if isinstance(given, str) else given) if word]
        if words:  # else not a literal: what it holds is found where it is written
            context = words.pop(0) if function.startswith(("pgettext", "npgettext")) else None
            yield function, words, comments, context


def main() -> int:
    """Update every catalogue under locale/ and say what is missing."""
    if not settings.configured:
        settings.configure()
    wanted = catalogue()
    paths = {*BASE_DIR.glob("locale/*/LC_MESSAGES/django.po"), BASE_DIR / "locale/es/LC_MESSAGES/django.po"}
    for path in sorted(paths):
        missing, total = update(path, wanted)
        print(f"  {path.relative_to(BASE_DIR)}: {total - missing} of {total} sentences translated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
