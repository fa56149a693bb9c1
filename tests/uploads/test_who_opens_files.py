"""Does anything but the child ever load what opens strangers' files?"""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from privacy_portal.embedded.profiles import BASE_DIR
from tests.architecture.sources import PRODUCT, name, python_files, tree
from tests.uploads.files.writing import page

pytestmark = pytest.mark.threat("A56")

READERS = {"PIL", "pikepdf", "pypdfium2", "pypdfium2_raw", "lxml"}
CHILD = "privacy_portal/lib/uploads/child/"

PORTAL = """
import json, os, pathlib, sys, tempfile
import django
django.setup()
import privacy_portal.urls, privacy_portal.celery, privacy_portal.wsgi
from privacy_portal.lib.uploads import cleaning
with tempfile.TemporaryDirectory() as place:
    original = pathlib.Path(place, "original")
    original.write_bytes(sys.stdin.buffer.read())
    pages = cleaning.clean(original, name="paper.pdf", workspace=pathlib.Path(place)).pages
print(json.dumps([pages, sorted({module.partition(".")[0] for module in sys.modules})]))
"""


def imports(path: Path) -> set[str]:
    """The top-level packages that a file imports."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_only_the_child_imports_what_opens_files() -> None:
    outside = [path for path in python_files(*PRODUCT) if not name(path).startswith(CHILD)]
    assert {name(path): imports(path) & READERS for path in outside if imports(path) & READERS} == {}


def test_nothing_of_the_portal_imports_the_child() -> None:
    outside = [path for path in python_files(*PRODUCT) if not name(path).startswith(CHILD)]
    assert [name(path) for path in outside if "uploads.child" in path.read_text()] == []


def test_the_child_imports_nothing_of_the_portal() -> None:
    inside = [path for path in python_files(*PRODUCT) if name(path).startswith(CHILD)]
    assert len(inside) > 5
    assert [name(path) for path in inside if imports(path) & {*PRODUCT, "django", "celery"}] == []


def test_a_process_of_the_portal_has_loaded_none_of_it_after_cleaning_a_file() -> None:
    done = subprocess.run([sys.executable, "-c", PORTAL], input=page(), capture_output=True, cwd=BASE_DIR, check=True)
    pages, modules = json.loads(done.stdout.splitlines()[-1])
    assert pages == 1
    assert "django" in modules
    assert READERS & set(modules) == set()
