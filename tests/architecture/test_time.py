"""Does time come in through the front door only?

Edges (views, tasks, commands, the staff site) read the clock once and pass `at=`; everything below takes it. A function
that is a Celery task is an edge wherever it stands, because it is declared where its row is queued.
"""

import ast
from pathlib import Path
from typing import TypeGuard

from tests.architecture.sources import PRODUCT, name, python_files, tree

# Django calls `policy_check` when somebody types `check`.
# allauth calls what `accounts` says, with the request, while somebody signs in.
EDGES = {
    "views",
    "admin",
    "tasks",
    "management",
    "middleware",
    "account_views",
    "accounts",
    "policy_check",
    "admin_site",
}
# Calls that read a clock or a calendar, by the last two words of what is called.
CLOCKS = {
    ("timezone", "now"),
    ("timezone", "localtime"),
    ("timezone", "localdate"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
}
TASKS = {"shared_task", "task"}


def test_only_edges_read_the_clock() -> None:
    found = [
        f"{name(path)}:{line}"
        for path in python_files(*PRODUCT)
        if not _is_edge(path)
        for line in _lines_with_clocks(tree(path))
    ]
    assert found == []


def test_a_clock_in_an_operation_is_found() -> None:
    assert _lines_with_clocks(ast.parse("def file_request():\n    return timezone.now()\n")) == [2]


def test_a_clock_in_what_an_operation_calls_is_found() -> None:
    source = "def file_request():\n    return _today()\ndef _today():\n    return date.today()\n"
    assert _lines_with_clocks(ast.parse(source)) == [4]


def test_a_task_may_read_the_clock_and_so_may_what_only_tasks_call() -> None:
    source = (
        "@shared_task(name='x')\ndef send(pk):\n    _deliver(timezone.now())\ndef _deliver(at):\n    timezone.now()\n"
    )
    assert _lines_with_clocks(ast.parse(source)) == []


def test_converting_a_given_time_is_not_reading_the_clock() -> None:
    assert _lines_with_clocks(ast.parse("def local(at):\n    return timezone.localtime(at)\n")) == []


def _is_edge(path: Path) -> bool:
    parts = set(Path(name(path)).with_suffix("").parts)
    return bool(parts & EDGES) or "embedded" in parts


def _lines_with_clocks(module: ast.Module) -> list[int]:
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    tasks = {each for each, node in functions.items() if any(_words(by)[-1] in TASKS for by in node.decorator_list)}
    # A private helper that only tasks call is part of the task.
    private = {each for each in functions.keys() - tasks if each.startswith("_")}
    while more := {each for each in private - tasks if _callers(each, module) and _callers(each, module) <= tasks}:
        tasks |= more
    excused = {id(inner) for each in tasks for inner in ast.walk(functions[each])}
    return [node.lineno for node in ast.walk(module) if _reads_clock(node) and id(node) not in excused]


def _callers(function: str, module: ast.Module) -> set[str]:
    return {
        getattr(node, "name", "the module itself")
        for node in module.body
        if any(isinstance(inner, ast.Name) and inner.id == function for inner in ast.walk(node))
    } - {function}


def _reads_clock(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call) or tuple(_words(node.func)[-2:]) not in CLOCKS:
        return False
    converts = _words(node.func)[-1].startswith("local") and bool(node.args)
    return not converts


def _words(node: ast.AST) -> list[str]:
    """`a.b.c` as ["a", "b", "c"]; a decorator that is called counts by its name."""
    if isinstance(node, ast.Call):
        return _words(node.func)
    if isinstance(node, ast.Attribute):
        return [*_words(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [""]
