"""Does every number of the law stand once, beside the section that sets it?"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Annotated, get_args, get_origin

import pytest

from requests_app import rules
from requests_app.rules import citations, clocks, grounds, limits, retention
from requests_app.rules.assurance import CORRECTION_LEVELS, LEVELS
from requests_app.rules.citations import Citation, Ours
from requests_app.rules.fields import FIELDS

MODULES = [importlib.import_module(f"requests_app.rules.{each.name}") for each in pkgutil.iter_modules(rules.__path__)]
# How a text is searched is no law; its numbers are lengths and shapes of what is searched for.
LAW = [each for each in MODULES if not each.__name__.endswith(".scanning")]
APP = Path(rules.__file__).parents[1]
# Calls that count days or months, and so must take their numbers from the rules.
COUNTERS = {"timedelta": {"days", "weeks"}, "relativedelta": {"days", "weeks", "months", "years"}}
SECTION = re.compile(r"\d+(\.\d+)*(\([a-zA-Z0-9]+\))*(-\([a-zA-Z]\))?")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def cited(module: ModuleType) -> dict[str, tuple[object, ...]]:
    """The constants of a module that say where they come from, with what they say."""
    return {
        name: get_args(hint)[1:]
        for name, hint in getattr(module, "__annotations__", {}).items()
        if get_origin(hint) is Annotated
    }


def stray_numbers(module: ast.Module) -> Iterator[ast.Constant]:
    """Numbers from 2 on that stand in none of the cited constants, nor name the members of a class."""
    for statement in module.body:
        if isinstance(statement, ast.AnnAssign | ast.ClassDef):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in (0, 1):
                yield node


def counted_by_hand(module: ast.Module) -> Iterator[ast.Call]:
    """Calls that count days or months by a number written on the spot."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        numbers = [each.value for each in node.keywords if each.arg in COUNTERS.get(called, set())]
        numbers += node.args[:1] if called == "timedelta" else []
        if any(isinstance(each, ast.Constant) and each.value in statutory() for each in numbers):
            yield node


def statutory() -> set[int]:
    """The lengths of time that the law sets to the day or month."""
    return {
        getattr(module, name)
        for module in (clocks, limits, retention, grounds)
        for name, sources in cited(module).items()
        if name.endswith(("_DAYS", "_MONTHS")) and all(isinstance(each, Citation) for each in sources)
    }


@pytest.mark.parametrize("module", LAW, ids=lambda module: module.__name__)
def test_no_number_stands_without_its_source(module: ModuleType) -> None:
    strays = [f"line {each.lineno}: {each.value!r}" for each in stray_numbers(tree(Path(str(module.__file__))))]
    assert strays == []


@pytest.mark.parametrize("module", LAW, ids=lambda module: module.__name__)
def test_every_cited_constant_names_a_section_or_a_reason_of_ours(module: ModuleType) -> None:
    for name, sources in cited(module).items():
        assert sources, name
        assert all(isinstance(each, Citation | Ours) for each in sources), name


@pytest.mark.parametrize(
    ("module", "name", "number", "section"),
    [
        (clocks, "ACKNOWLEDGE_BUSINESS_DAYS", 10, "7021(a)"),
        (clocks, "RESPOND_DAYS", 45, "7021(b)"),
        (clocks, "EXTENDED_RESPOND_DAYS", 90, "1798.145(h)(1)"),
        (clocks, "OPT_OUT_BUSINESS_DAYS", 15, "7026(f)(1)"),
        (limits, "LIMIT_COUNT", 2, "1798.130(b)"),
        (limits, "LIMIT_MONTHS", 12, "1798.130(b)"),
        (grounds, "CORRECT_REPEAT_MONTHS", 6, "7023(g)"),
        (retention, "RECORD_MONTHS", 24, "7101(a)"),
    ],
)
def test_the_number_and_its_section_are_what_the_law_says(
    module: ModuleType, name: str, number: int, section: str
) -> None:
    assert getattr(module, name) == number
    assert section in {each.section for each in cited(module)[name] if isinstance(each, Citation)}


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (10, {"ACKNOWLEDGE_BUSINESS_DAYS"}),
        (15, {"OPT_OUT_BUSINESS_DAYS"}),
        (24, {"RECORD_MONTHS"}),
        (45, {"RESPOND_DAYS"}),
        # Two lengths of time of two sections that happen to be the same.
        (90, {"EXTENDED_RESPOND_DAYS", "POLICE_HOLD_DAYS"}),
    ],
)
def test_a_length_of_time_of_the_law_is_written_once_in_all_the_rules(number: int, names: set[str]) -> None:
    written = [
        node.target.id  # type: ignore[union-attr]
        for module in LAW
        for node in tree(Path(str(module.__file__))).body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and cited(module).keys() & {getattr(node.target, "id", "")}
        and node.value.value == number
        and any(isinstance(each, Citation) for each in cited(module)[node.target.id])  # type: ignore[union-attr]
    ]
    assert sorted(written) == sorted(names)


def test_no_other_module_counts_the_laws_days_by_hand() -> None:
    found = [
        f"{path.relative_to(APP)}:{call.lineno}"
        for path in sorted(APP.rglob("*.py"))
        if "rules" not in path.relative_to(APP).parts and "migrations" not in path.parts
        for call in counted_by_hand(tree(path))
    ]
    assert found == []


def test_the_check_sees_a_number_counted_by_hand() -> None:
    by_hand = "due = received + timedelta(days=45)\nkept = closed + relativedelta(months=24)\nlate = timedelta(90)"
    others = "later = now + timedelta(hours=24)\nsoon = timedelta(days=RESPOND_DAYS)\nweek = timedelta(days=7)"
    assert len(list(counted_by_hand(ast.parse(by_hand)))) == 3
    assert list(counted_by_hand(ast.parse(others))) == []


def test_every_citation_is_a_code_and_a_section() -> None:
    named = [each for each in vars(citations).values() if isinstance(each, Citation)]
    of_grounds = [each for rule in grounds.GROUNDS.values() for each in rule.sources]
    of_fields = [rule.source for each in FIELDS.values() for rule in each]
    of_levels = [rule.source for rule in [*LEVELS.values(), *CORRECTION_LEVELS.values()]]
    for each in [*named, *of_grounds, *of_fields, *of_levels]:
        assert each.code in {"Civ. Code", "11 CCR", "Gov. Code", "Prob. Code"}
        assert SECTION.fullmatch(each.section), each
    assert str(citations.RESPOND) == "11 CCR § 7021(b)"


def test_every_named_citation_is_used() -> None:
    names = {name for name, each in vars(citations).items() if isinstance(each, Citation)}
    used = {
        node.id
        for module in MODULES
        if module is not citations
        for node in ast.walk(tree(Path(str(module.__file__))))
        if isinstance(node, ast.Name)
    }
    assert names - used == set()


def test_the_edition_of_the_rules_is_a_day() -> None:
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", citations.RULES_VERSION)
