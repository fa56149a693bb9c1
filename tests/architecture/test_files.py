"""Can every file be read in one sitting, on any machine?"""

import ast
import re
from pathlib import Path

from privacy_portal.embedded.profiles import BASE_DIR
from tests.architecture.sources import name, python_files, text_files, tracked, tree

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 45  # about 30, and what a table or a signature needs


def test_no_source_file_is_longer_than_the_ceiling() -> None:
    templates_and_scripts = [path for path in text_files() if path.suffix in {".html", ".js", ""}]
    sources = [*python_files(), *templates_and_scripts]
    long = {name(path): _lines(path) for path in sources if _lines(path) > LINES_OF_A_FILE}
    assert long == {}


def test_no_function_is_longer_than_the_ceiling() -> None:
    long = {
        f"{name(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_every_module_says_which_question_it_answers() -> None:
    silent = [name(path) for path in python_files() if tree(path).body and not ast.get_docstring(tree(path))]
    excused = {"apps.py", "__init__.py"}
    assert [path for path in silent if Path(path).name not in excused] == []


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{name(path)}:{inner.lineno}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_file_is_called_utils() -> None:
    assert [name(path) for path in tracked() if path.stem in {"utils", "util", "helpers", "misc"}] == []


def test_no_path_of_a_machine_is_written_down() -> None:
    places = {str(BASE_DIR), str(Path.home())} - {"/", "/root", "/home"}
    machine = re.compile(
        "|".join(re.escape(place) + r"\b" for place in places) + r"|/(?:home|Users)/\w|(?<![\w.])[/]root/"
    )
    this = Path(__file__)
    found = [
        f"{name(path)}:{number}"
        for path in text_files()
        if path != this
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if machine.search(line)
    ]
    assert found == []


def _lines(path: Path) -> int:
    return len(path.read_text(errors="replace").splitlines())
