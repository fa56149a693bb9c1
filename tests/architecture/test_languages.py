"""Does every language have the words for everything the portal says?"""

import re
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from privacy_portal.embedded import messages
from privacy_portal.embedded.profiles import BASE_DIR

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    theirs = _catalogue(language)
    missing = [sentence.id for sentence in _sentences() if not _has_words(theirs.get(sentence.id, sentence.context))]
    assert missing == [], "make messages adds them to the catalogue"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_loses_a_placeholder(language: str) -> None:
    lost = []
    for entry in _catalogue(language):
        # The plural form has them all; one alone need not say its number ("a day").
        wanted = set(PLACEHOLDER.findall(_forms(entry.id)[-1]))
        if entry.id and not entry.pluralizable and set(PLACEHOLDER.findall(_forms(entry.string)[0])) != wanted:
            lost.append(entry.id)
        if entry.pluralizable and not set(PLACEHOLDER.findall(_forms(entry.string)[-1])) >= wanted:
            lost.append(entry.id)
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_keeps_a_sentence_that_nobody_says(language: str) -> None:
    said = {(_forms(sentence.id)[0], sentence.context) for sentence in _sentences()}
    idle = [entry.id for entry in _catalogue(language) if entry.id and (_forms(entry.id)[0], entry.context) not in said]
    assert idle == [], "make messages removes them"


def test_sentences_of_templates_and_of_python_are_both_found() -> None:
    places = {Path(place).suffix for sentence in _sentences() for place, _ in sentence.locations}
    assert {".py", ".html", ".txt"} <= places


def _catalogue(language: str) -> Catalog:
    path = BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    assert path.exists(), "make messages begins the catalogue"
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language)


def _sentences() -> list[Message]:
    return [message for message in messages.catalogue() if message.id]


def _has_words(entry: Message | None) -> bool:
    return entry is not None and not entry.fuzzy and messages.is_translated(entry.string)


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)
