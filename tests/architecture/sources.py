"""Which files are the project's own? What the tests of the codebase read."""

import ast
import functools
import subprocess
from pathlib import Path

from privacy_portal.embedded.profiles import BASE_DIR

PRODUCT = ("privacy_portal", "requests_app", "verification")
TEXT = {".css", ".csv", ".html", ".js", ".json", ".md", ".po", ".py", ".svg", ".toml", ".txt", ".yaml", ".yml", ""}


@functools.cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project: what git tracks or would add; without git, what is not generated."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listing, cwd=BASE_DIR, capture_output=True, text=True)
    if done.returncode == 0:
        paths = [BASE_DIR / name for name in done.stdout.split("\0") if name]
    else:
        generated = {
            ".venv",
            "var",
            ".git",
            "__pycache__",
            ".mypy_cache",
            ".ruff_cache",
            ".pytest_cache",
            ".hypothesis",
        }
        paths = [path for path in BASE_DIR.rglob("*") if not generated & set(path.relative_to(BASE_DIR).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files(*packages: str) -> list[Path]:
    """Python files written by people, of the given top-level directories (of all, without any)."""
    files = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    return [path for path in files if not packages or name(path).split("/")[0] in packages]


def text_files() -> list[Path]:
    """Files that people wrote as text, vendored ones left out."""
    return [path for path in tracked() if path.suffix in TEXT and "vendor" not in path.parts and path.name != "uv.lock"]


def name(path: Path) -> str:
    """The path inside the project, with forward slashes."""
    return path.relative_to(BASE_DIR).as_posix()


@functools.cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(), filename=str(path))
