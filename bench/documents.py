"""How long does it take to clean what people upload, in how much memory, and how soon is a bad file turned away?"""

import argparse
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from privacy_portal.lib.uploads import cleaning
from privacy_portal.lib.uploads.confined import Confined, Ended
from privacy_portal.lib.uploads.refusal import FileRefused
from tests.uploads.corpus import CORPUS, REFUSED
from tests.uploads.files import ordinary, pictures

TEN_MEGABYTES = 10_000_000
DOTS = (1_275, 1_650)  # a letter at 150 an inch
LONGEST = 200  # pages
ROUNDS = 3
LOOK = 0.002  # seconds between two looks at the memory of a child

# What a hundred people send, by our guess: photographs of papers first, then scans, then forms from a computer.
MIX = [
    "photo",
    "photo",
    "photo",
    "photo",
    "scan of 3 pages",
    "scan of 3 pages",
    "scan of 12 pages",
    "form",
    "form",
    "screenshot",
]


@dataclass
class Run:
    """How one file went."""

    seconds: float
    cpu: float
    peak_mib: float
    outcome: str
    pages: int = 0


class Watched(Confined):
    """A child whose memory is looked at while it works: the kernel keeps its highest mark (VmHWM)."""

    peak_kib = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            try:
                lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
            except OSError:
                return
            Watched.peak_kib = next(
                (int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), Watched.peak_kib
            )

    def end(self) -> Ended:
        ended = super().end()
        self._over.set()
        self._watch.join()
        return ended


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The two large files of the promise, the mix, the worst refusal of the corpus. One core is busy at a time."""
    cleaning.Confined = Watched  # type: ignore[misc]  # measured in the place of the real one
    _clean(_form(), "form.pdf")  # warm: the readers are in the kernel's cache
    for what, data, name in (
        ("a PDF of 200 scanned pages", _long_scan(), "scan.pdf"),
        ("a PDF of 200 pages of text", _long_text(), "text.pdf"),
        ("a photograph of 12 megapixels", pictures.large(), "photo.jpg"),
    ):
        runs = [_clean(data, name) for _ in range(ROUNDS)]
        yield {"what": what, "bytes": len(data), "outcome": runs[0].outcome, "pages": runs[0].pages, **_summary(runs)}
    yield _mix()
    yield from _worst()


def _summary(runs: list[Run]) -> dict[str, float]:
    """Time by the clock, and of the processor alone, which other work on the machine hardly changes."""
    seconds = sorted(run.seconds for run in runs)
    return {
        "seconds": seconds[len(seconds) // 2],
        "worst_s": seconds[-1],
        "cpu_s": sum(run.cpu for run in runs) / len(runs),
        "peak_mib": max(run.peak_mib for run in runs),
    }


def _clean(data: bytes, name: str) -> Run:
    with tempfile.TemporaryDirectory() as place:
        original = Path(place) / "original"
        original.write_bytes(data)
        Watched.peak_kib = 0
        began, worked = time.monotonic(), _cpu_of_children()
        outcome, pages = "CLEAN", 0
        try:
            pages = cleaning.clean(original, name=name, workspace=Path(place)).pages
        except FileRefused as refused:
            outcome = refused.code.value
        took, work = time.monotonic() - began, _cpu_of_children() - worked
        return Run(took, work, Watched.peak_kib / 1_024, outcome, pages)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _mix() -> dict[str, Any]:
    files = {
        "photo": (pictures.large(), "photo.jpg"),
        "scan of 3 pages": (ordinary.scanned(3, 60, *DOTS), "scan.pdf"),
        "scan of 12 pages": (ordinary.scanned(12, 60, *DOTS), "scan.pdf"),
        "form": (_form(), "form.pdf"),
        "screenshot": (pictures.saved(pictures.scene(1_170, 2_532), "PNG"), "screen.png"),
    }
    runs = [_clean(*files[what]) for _ in range(ROUNDS) for what in MIX]
    assert {run.outcome for run in runs} == {"CLEAN"}
    per_minute = 60 * len(runs) / sum(run.seconds for run in runs)
    return {
        "what": "documents of a mix, one worker process",
        "documents": len(runs),
        "per_minute": per_minute,
        **_summary(runs),
    }


def _worst() -> Iterator[dict[str, Any]]:
    runs = {case.name: _clean(case.make(), case.name) for case in REFUSED}
    for what, by in (("the longest", "seconds"), ("the largest", "peak_mib")):
        name = max(runs, key=lambda name: getattr(runs[name], by))  # used at once
        run = runs[name]
        yield {
            "what": f"{what} refusal of the corpus",
            "files": len(CORPUS),
            "refused": len(runs),
            "file": name,
            "outcome": run.outcome,
            "seconds": run.seconds,
            "cpu_s": run.cpu,
            "peak_mib": run.peak_mib,
        }


def _form() -> bytes:
    return ordinary.filled()


def _long_text() -> bytes:
    """200 pages of 60 lines."""
    return ordinary.written(LONGEST, 60)


def _long_scan() -> bytes:
    """200 pages of 150 dots an inch, as many bytes as one file may have."""
    quality = next(q for q in range(95, 0, -1) if len(ordinary.scanned(1, q, *DOTS)) * LONGEST < TEN_MEGABYTES)
    return ordinary.scanned(LONGEST, quality, *DOTS)
