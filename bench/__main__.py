"""Run the measurements and print JSON lines: `make bench`, or `make bench ARGS="filing desk"` for some."""

import argparse
import os
import platform
from collections.abc import Callable, Iterator
from typing import Any

from bench import desk, documents, drain, filing, flood, footprint
from bench.reporting import report

SUITES: dict[str, Callable[[argparse.Namespace], Iterator[dict[str, Any]]]] = {
    "footprint": footprint.measure,
    "filing": filing.measure,
    "drain": drain.measure,
    "flood": flood.measure,
    "documents": documents.measure,
    "desk": desk.measure,
}


def main() -> None:
    """Measure what is asked for, everything by default."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all when none is named")
    parser.add_argument("--filings", type=int, default=1_500, help="filings per number of connections")
    parser.add_argument("--challenges", type=int, default=3_000, help="challenges that the worker drains")
    parser.add_argument("--flood-rate", type=int, default=200, help="filings a second that the flood sends")
    parser.add_argument("--flood-seconds", type=int, default=60, help="how long the flood lasts")
    parser.add_argument("--small", type=int, default=1_000, help="requests in the small desk")
    parser.add_argument("--large", type=int, default=1_000_000, help="requests in the large desk")
    options = parser.parse_args()
    report({"cores": os.cpu_count(), "python": platform.python_version(), "machine": platform.machine()}, of="machine")
    for name in options.suites or SUITES:
        for measurement in SUITES[name](options):
            report(measurement, of=name)


if __name__ == "__main__":
    main()
