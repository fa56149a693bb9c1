"""Can a crafted text keep one of our patterns or validators busy?"""

import ast
import importlib
import pkgutil
import re
import re._constants as ops  # type: ignore[import-not-found]  # where the library keeps a pattern's shape
import re._parser as parser  # type: ignore[import-not-found]
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import privacy_portal
import requests_app
import verification
from privacy_portal.lib import addresses, colour, log, phones, plain_text, sending
from requests_app.forms.fields import LineField, TextField
from requests_app.forms.staff import ANSWER_LENGTH
from requests_app.models import reference
from requests_app.rules import scanning
from tests.architecture.sources import PRODUCT, name, python_files, tree
from verification import derive
from verification.forms import CodeForm

pytestmark = pytest.mark.threat("A82")
ASCII = {chr(point) for point in range(128)}
CATEGORIES = {
    ops.CATEGORY_DIGIT: re.compile(r"\d"),
    ops.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    ops.CATEGORY_SPACE: re.compile(r"\s"),
    ops.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    ops.CATEGORY_WORD: re.compile(r"\w"),
    ops.CATEGORY_NOT_WORD: re.compile(r"\W"),
}
REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT}
LONG = 100_000
CALLS = {"compile", "sub", "subn", "match", "fullmatch", "search", "split", "findall", "finditer"}
# A developer's machine and a test run, never a request; and what a project is started with.
NOT_LOADED = ("privacy_portal.embedded", "privacy_portal.wsgi", ".migrations")


def modules() -> Iterator[Any]:
    for package in (privacy_portal, requests_app, verification):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in found.name for part in NOT_LOADED):
                yield importlib.import_module(found.name)


def patterns() -> dict[str, re.Pattern[Any]]:
    """Every compiled pattern that a module of ours holds, in itself or in a table."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in modules():
        for label, value in vars(module).items():
            for each in _compiled(value):
                found[f"{module.__name__}.{label}: {each.pattern!r}"] = each
    return found


def _compiled(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (each for inner in value.values() for each in _compiled(inner))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (each for inner in value for each in _compiled(inner))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (each for part in fields(value) for each in _compiled(getattr(value, part.name)))


def nested(pattern: Any) -> bool:
    """Whether something repeated without bound is repeated without bound itself, so that one text can be divided into
    rounds in many ways: (a+)+ and its relatives. A round that begins with a separator, which nothing repeated in it
    can match, leaves only one way: (,\\d+)*."""
    return any(
        (_endless(operation, argument) and any(_letters(_first(part)) & inner for inner in _repeated(part)))
        or nested(part)
        for operation, argument in pattern
        for part in _parts(operation, argument)
    )


def _endless(operation: Any, argument: Any) -> bool:
    return operation in REPEATS and argument[1] == ops.MAXREPEAT


def _parts(operation: Any, argument: Any) -> list[Any]:
    if operation in REPEATS or operation is ops.POSSESSIVE_REPEAT:
        return [argument[2]]
    if operation is ops.SUBPATTERN:
        return [argument[3]]
    if operation is ops.BRANCH:
        return list(argument[1])
    if operation in (ops.ASSERT, ops.ASSERT_NOT):
        return [argument[1]]
    return [argument] if operation is ops.ATOMIC_GROUP else []


def _repeated(part: Any) -> Iterator[set[str]]:
    """The letters of everything inside that is repeated without bound."""
    for operation, argument in part:
        if _endless(operation, argument):
            yield _letters([(operation, argument)])
        for inner in _parts(operation, argument):
            yield from _repeated(inner)


def _first(part: Any) -> list[Any]:
    """What a round may begin with: its elements up to the first that cannot be left out."""
    begin = []
    for operation, argument in part:
        if operation not in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):
            begin.append((operation, argument))
            if not (operation in REPEATS and argument[0] == 0):
                break
    if len(begin) == 1 and begin[0][0] is ops.SUBPATTERN:
        return _first(begin[0][1][3])
    if len(begin) == 1 and begin[0][0] is ops.BRANCH:
        return [each for branch in begin[0][1][1] for each in _first(branch)]
    return begin


def _letters(part: Any) -> set[str]:
    """The ASCII letters that may stand anywhere in what matches a part."""
    found: set[str] = set()
    for operation, argument in part:
        if operation is ops.LITERAL:
            found |= {chr(argument)} & ASCII
        elif operation is ops.NOT_LITERAL:
            found |= ASCII - {chr(argument)}
        elif operation is ops.ANY:
            found |= ASCII
        elif operation is ops.IN:
            found |= _of_set(argument)
        elif operation not in (ops.ASSERT, ops.ASSERT_NOT):
            found |= {letter for inner in _parts(operation, argument) for letter in _letters(inner)}
    return found


def _of_set(items: Any) -> set[str]:
    found: set[str] = set()
    for operation, argument in items:
        if operation is ops.LITERAL:
            found.add(chr(argument))
        elif operation is ops.RANGE:
            found |= {letter for letter in ASCII if argument[0] <= ord(letter) <= argument[1]}
        elif operation is ops.CATEGORY:
            found |= {letter for letter in ASCII if CATEGORIES[argument].match(letter)}
    return ASCII - found if (ops.NEGATE, None) in items else found & ASCII


def test_patterns_of_ours_are_found() -> None:
    assert len(patterns()) >= 8
    assert all(re.compile(each.pattern, each.flags) for each in patterns().values())


@pytest.mark.parametrize(
    "bad",
    [r"(a+)+", r"(a*)*b", r"(?:a|b+)*", r"((x+)y?)+", r"(\s*\w+)+$", r"(?:(a+)){2,}", r"(ab?\w+)*", r"(?:[a-z]\w*)+"],
)
def test_the_lint_knows_a_pattern_that_explodes(bad: str) -> None:
    assert nested(parser.parse(bad))


@pytest.mark.parametrize(
    "good", [r"a+b+", r"[a-z]{1,40}", r"(?:ab){2,9}c*", r"(?:,\d+)*", r"\d+(?:[ -]{1,3}\d+)*", r"(a{1,3}){1,3}"]
)
def test_the_lint_leaves_a_harmless_pattern_alone(good: str) -> None:
    assert not nested(parser.parse(good))


def test_no_pattern_of_ours_repeats_what_it_repeats() -> None:
    assert [where for where, each in patterns().items() if nested(parser.parse(each.pattern, each.flags))] == []


def test_no_pattern_is_hidden_in_a_call_where_the_lint_does_not_look() -> None:
    """A pattern written into re.sub and its like is read from the source."""
    found = [
        f"{name(path)}:{call.lineno}"
        for path in python_files(*PRODUCT)
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in CALLS
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
        if ast.unparse(call.func.value) == "re" and nested(parser.parse(call.args[0].value))
    ]
    assert found == []


CRAFTED = {
    "letters": "a" * LONG,
    "digits": "1" * LONG,
    "at signs": "@" * LONG,
    "an address": "a." * (LONG // 2) + "@example.com",
    "a domain": "a@" + "a." * (LONG // 2) + "com",
    "spaces": " " * LONG + "x",
    "line ends": "\r\n" * (LONG // 2),
    "accents": "a" + "\u0301" * LONG,
    "accents out of order": "a" + "\u0301\u0316" * (LONG // 2),
    "joiners": "\u200d" * LONG,
    "joined": "\u0627\u200d" * (LONG // 2),
    "directions": "\u202e" * LONG,
    "a number": "+1" + "(4" * (LONG // 2),
    "dashes": "K7QM-" * (LONG // 5),
    "ligatures": "\ufdfa" * LONG,
    "slashes": "/link/" * (LONG // 6),
    "quotes": "\"'" * (LONG // 2),
    "nearly a token": "A" * 63 + "!" + "A" * LONG,
}
VALIDATORS: dict[str, Callable[[str], Any]] = {
    "normalise_email": addresses.normalise_email,
    "index_form": addresses.index_form,
    "phones.parse": lambda text: phones.parse(text, regions=["US"]),
    "LineField": LineField(max_length=200).clean,
    "TextField": TextField().clean,
    "has_bad_characters": plain_text.has_bad_characters,
    "no_line_breaks": plain_text.no_line_breaks,
    "reference.normalised": reference.normalised,
    "id_of_link": derive.id_of_link,
    "id_of_voice": derive.id_of_voice,
    "CodeForm": lambda text: CodeForm({"code": text}).is_valid(),
    "checked_code": sending.checked_code,
    "colour.canonical": colour.canonical,
    "a log line": lambda text: log._CAPABILITY.sub("", text),
}
# Seconds of processor time. The promise is a twentieth of a second; a whole one tells an explosion from a slow machine.
ENOUGH = 1.0


@pytest.mark.parametrize("crafted", CRAFTED)
@pytest.mark.parametrize("validator", VALIDATORS)
def test_a_validator_is_done_at_once_with_a_hundred_kilobytes(validator: str, crafted: str) -> None:
    began = time.process_time()
    try:
        VALIDATORS[validator](CRAFTED[crafted])
    except ValueError:
        pass
    except Exception as refusal:
        assert type(refusal).__name__ == "ValidationError", refusal
    assert time.process_time() - began < ENOUGH


@pytest.mark.parametrize("validator", VALIDATORS)
@given(text=st.text(max_size=300) | st.text(alphabet="a1@.+-()[] \r\n\u0301\u200d\u202e\ud800", max_size=300))
def test_a_validator_answers_or_refuses_and_never_breaks(validator: str, text: str) -> None:
    try:
        VALIDATORS[validator](text)
    except ValueError:
        pass
    except Exception as refusal:
        assert type(refusal).__name__ == "ValidationError", refusal


@pytest.mark.parametrize("crafted", [*CRAFTED, "cards", "keys"])
def test_the_search_for_what_must_not_be_disclosed_is_done_at_once(crafted: str) -> None:
    """On the longest answer that staff can write."""
    text = {**CRAFTED, "cards": "4111 " * LONG, "keys": "password: " * LONG}[crafted][:ANSWER_LENGTH]
    began = time.process_time()
    list(scanning.scan(text))
    assert time.process_time() - began < 4 * ENOUGH
