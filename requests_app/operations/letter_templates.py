"""How does a letter that staff send often get its words, and which ones come with the portal?"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from requests_app import letter_words
from requests_app.models import LetterTemplate, LetterVersion

# What comes with the portal: a folder for each letter, with a file for each language, and one with its name and, in the
# second line, when it is sent.
READY_MADE = Path(settings.BASE_DIR) / "templates" / "letters"


class UnknownVariable(Exception):
    """A text has something in braces that is no variable."""


class LanguageMissing(Exception):
    """A letter has to be written in every language of the portal."""


@transaction.atomic
def save(*, template: LetterTemplate, texts: Mapping[str, str], at: datetime, by: User | None = None) -> LetterVersion:
    """Keep a letter's name and purpose, and its words as a new version where they are others than before.

    `texts` by language. Raises LanguageMissing and UnknownVariable; nothing is kept then.
    """
    if any(not texts.get(language, "").strip() for language in letter_words.languages()):
        raise LanguageMissing
    if any(letter_words.unknown(text) for text in texts.values()):
        raise UnknownVariable
    template.save()
    # Who saves the same letter at the same moment waits here.
    locked = LetterTemplate.objects.select_for_update().get(pk=template.pk)
    newest = locked.newest
    if newest and newest.texts == dict(texts):
        return newest
    number = newest.number + 1 if newest else 1
    return LetterVersion.objects.create(template=locked, number=number, texts=dict(texts), made_at=at, made_by=by)


def add_ready_made(*, at: datetime) -> list[str]:
    """Add the letters that come with the portal and are not there by name; return the names of those added."""
    added = []
    for folder in sorted(each for each in READY_MADE.iterdir() if each.is_dir()):
        name, purpose = (folder / "about.txt").read_text(encoding="utf-8").strip().splitlines()
        if LetterTemplate.objects.filter(name=name).exists():
            continue
        texts = {code: (folder / f"{code}.txt").read_text(encoding="utf-8").strip() for code in _languages(folder)}
        save(template=LetterTemplate(name=name, purpose=purpose), texts=texts, at=at)
        added.append(name)
    return added


def _languages(folder: Path) -> list[str]:
    return [code for code in letter_words.languages() if (folder / f"{code}.txt").exists()]
