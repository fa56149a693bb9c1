"""Does every form take whatever is sent to it without breaking, and let only clean text through?"""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from django import forms
from django.db.models import Model
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy_portal.lib.plain_text import has_bad_characters
from requests_app.forms.fields import QuestionForm
from requests_app.forms.holders import HolderForm
from tests.threats.forms import WANTS, every_form, made, posted

pytestmark = [pytest.mark.threat("A82"), pytest.mark.django_db]
FORMS = every_form()
EXAMPLES = 30
# Names of fields whose value is compared or hashed, and neither kept nor shown: they are taken as they were typed.
COMPARED = {"login", "password", "again"}


def texts(value: Any) -> Iterator[str]:
    """Every text in what a form let through."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for each in value.values() for text in texts(each))
    elif isinstance(value, list | tuple | set):
        yield from (text for each in value for text in texts(each))
    else:
        assert value is None or isinstance(value, bool | int | date | Model), value


def unclean(form: forms.BaseForm) -> list[str]:
    """What was let through and should not have been."""
    return [
        text
        for text in texts({name: value for name, value in form.cleaned_data.items() if name not in COMPARED})
        if has_bad_characters(text)
        or "\x00" in text
        or "\r" in text
        or len(text) > 20_000
        or unicodedata.normalize("NFC", text) != text
        or text.encode("utf-8", "replace").decode() != text
    ]


def test_the_forms_are_found() -> None:
    assert {"NameForm", "ContactForm", "CodeForm", "ReferenceForm", "AnswerForm"} <= {form.__name__ for form in FORMS}
    asked = [form for form in FORMS if form.__module__.startswith("requests_app.forms") and form is not HolderForm]
    assert all(issubclass(form, QuestionForm) for form in asked)


def test_nobody_says_how_to_make_a_form_that_is_gone() -> None:
    assert WANTS.keys() <= {form.__name__ for form in FORMS}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
# The database is only read; one transaction serves all examples.
@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_a_form_takes_whatever_is_sent_and_lets_only_clean_text_through(
    form: type[forms.BaseForm], data: st.DataObject
) -> None:
    ways = list(made(form, {}))
    way = data.draw(st.integers(0, len(ways) - 1))
    sent = QueryDict(mutable=True)
    for name, values in data.draw(posted(ways[way])).items():
        sent.setlist(name, values)
    bound = list(made(form, sent))[way]
    assert not bound.is_valid() or unclean(bound) == []
    str(bound.errors)


WRONG_TYPES: list[Any] = [None, 7, -1.5, float("nan"), True, b"bytes", [], ["x"], [None], {"a": 1}, object(), 10**400]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_form_takes_values_of_the_wrong_type(form: type[forms.BaseForm]) -> None:
    for way, empty in enumerate(made(form, {})):
        for wrong in WRONG_TYPES:
            bound = list(made(form, dict.fromkeys(empty.fields, wrong)))[way]
            assert not bound.is_valid() or unclean(bound) == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("value", ["x", "1" * 100_000, "a@" * 50_000, " " * 100_000, "\u202e" * 100_000, "A" * 100_000])
def test_a_form_takes_a_hundred_kilobytes_in_every_field(form: type[forms.BaseForm], value: str) -> None:
    for way, empty in enumerate(made(form, {})):
        sent = QueryDict(mutable=True)
        for name in empty.fields:
            sent.setlist(name, [value, value])
        bound = list(made(form, sent))[way]
        assert not bound.is_valid() or unclean(bound) == []
