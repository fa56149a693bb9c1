"""Which attacks do we know, and which tests show that they are answered?

The register is a table (register.csv). A test says which rows it proves by `@pytest.mark.threat("A13")`, on itself, on
its class or on its module (`pytestmark`). The sources are read, not run, so that this works in a second and without
a database, and so that a test which was renamed or deleted cannot be claimed any longer.
"""

import ast
import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.sources import name, python_files, tree

PROVEN, OPEN, NOT_APPLICABLE = "proven", "open", "not applicable"
REGISTER = Path(__file__).with_name("register.csv")
MARK = "threat"


class NotReadable(ValueError):
    """A mark whose ids are not plain words in the source."""


@dataclass(frozen=True)
class Threat:
    """One row: an attack, what we promise against it, and how far we are."""

    id: str
    area: str
    attack: str
    promise: str
    standing: str
    reason: str


def threats() -> list[Threat]:
    """Every row of the register, in its order."""
    with REGISTER.open(newline="") as file:
        return [Threat(**row) for row in csv.DictReader(file)]


def proofs() -> dict[str, list[str]]:
    """The tests that prove each id, as pytest names them without their parameters."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in python_files("tests"):
        if path.name.startswith("test_"):
            for test, ids in marked(tree(path)):
                for each in ids:
                    found[each].append(f"{name(path)}::{test}")
    return dict(found)


def marked(module: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """The collected tests of a module that carry the mark, each with its ids. Raises NotReadable."""
    of_module = [each for node in module.body for each in _pytestmark(node)]
    yield from _tests(module.body, prefix="", inherited=of_module)


def _tests(body: list[ast.stmt], *, prefix: str, inherited: list[str]) -> Iterator[tuple[str, list[str]]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            of_class = [each for inner in node.body for each in _pytestmark(inner)]
            ids = [*inherited, *of_class, *_ids(node.decorator_list)]
            yield from _tests(node.body, prefix=f"{node.name}::", inherited=ids)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            ids = [*inherited, *_ids(node.decorator_list)]
            if ids:
                yield prefix + node.name, ids


def _pytestmark(node: ast.stmt) -> list[str]:
    assigned = isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
    )
    if not assigned:
        return []
    value = node.value  # type: ignore[attr-defined]
    return _ids(value.elts if isinstance(value, ast.List | ast.Tuple) else [value])


def _ids(marks: list[ast.expr]) -> list[str]:
    return [_word(argument) for mark in marks if _is_ours(mark) for argument in mark.args]  # type: ignore[attr-defined]


def _is_ours(mark: ast.expr) -> bool:
    called = isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == MARK
    if not called and isinstance(mark, ast.Attribute) and mark.attr == MARK:
        raise NotReadable(f"line {mark.lineno}: the mark names no threat")
    return called


def _word(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise NotReadable(f"line {argument.lineno}: write the id of the threat as a plain word")
