"""manage.py verify_history: is the history as it was written?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app.operations import history_check


class Command(BaseCommand):
    help = (
        "Walk the whole history and say in a line each what was changed, removed, added or swapped. Ends with 1 if "
        "anything was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchors", type=Path, help="a file with lines of seal_history, kept on another machine")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["anchors"]
        try:
            anchors = path.read_text().splitlines() if path else []
        except (OSError, UnicodeDecodeError) as trouble:
            raise CommandError(f"{path} cannot be read: {type(trouble).__name__}") from None
        checked, found = history_check.Checked(), 0
        for line in history_check.problems(anchors=anchors, checked=checked):
            self.stdout.write(line)
            found += 1
        looked = f"{checked.events} events in {checked.filings} filings, {checked.seals} seals"
        if found:
            raise CommandError(f"{looked}: {found} found. The history is not as it was written.", returncode=1)
        self.stdout.write(f"{looked}: as they were written.")
