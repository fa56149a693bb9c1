"""What must be made from the sources before the portal can answer, and has it changed since?

Two things: message catalogues (.mo from .po) and the collected static files with their hashed names. Each is made
only when its sources are newer.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from babel.messages import mofile, pofile

from privacy_portal.embedded.profiles import BASE_DIR


class BuildFailed(RuntimeError):
    """Something could not be made from its sources; the message is the tool's own."""


def everything(env: Mapping[str, str]) -> None:
    """Bring catalogues and static files up to date for a portal that starts with `env`."""
    compile_catalogues()
    collect_static(env)


def compile_catalogues() -> int:
    """Write each .mo that is older than its .po, without GNU gettext. Returns how many were written."""
    written = 0
    for source in sorted(BASE_DIR.glob("locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = pofile.read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        new = target.with_name(f".{target.name}.{os.getpid()}")
        with new.open("wb") as file:
            mofile.write_mo(file, catalogue)
        new.replace(target)
        written += 1
    return written


def collect_static(env: Mapping[str, str]) -> bool:
    """Run collectstatic when a static file or the set of installed packages changed. Returns whether it ran."""
    root = Path(env.get("STATIC_ROOT") or Path(env["VAR_DIR"]) / "static")
    root.parent.mkdir(parents=True, exist_ok=True)
    mark = root.with_name(f"{root.name}.fingerprint")
    with root.with_name(f"{root.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # test runs side by side share one directory
        fingerprint = _fingerprint()
        if root.exists() and mark.exists() and mark.read_text() == fingerprint:
            return False
        argv = [sys.executable, str(BASE_DIR / "manage.py"), "collectstatic", "--noinput", "--verbosity=0"]
        done = subprocess.run(argv, env=env, capture_output=True, text=True, cwd=BASE_DIR)
        if done.returncode:
            raise BuildFailed(f"Static files could not be collected:\n{done.stdout}{done.stderr}")
        mark.write_text(fingerprint)
    return True


def _fingerprint() -> str:
    state = hashlib.sha256((BASE_DIR / "uv.lock").read_bytes())
    for path in sorted((BASE_DIR / "static").rglob("*")):
        if path.is_file():
            facts = path.stat()
            state.update(f"{path.relative_to(BASE_DIR)}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return state.hexdigest()
