"""Read the business's records, so that filings can be compared with them (settings.DIRECTORY, .table.Directory)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app.management import directory_file

MOST_ERRORS = 20


class Command(BaseCommand):
    """Edge of `requests_app.management.directory_file`, where the shape of the file is described."""

    help = (
        "Replaces the table of blind indexes with the records of a CSV file (UTF-8). Nothing of the file is kept in "
        "the clear. With an error nothing changes, unless --skip-bad says to leave those lines out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--skip-bad", action="store_true", help="load the rest when some lines are wrong")

    def handle(self, *args: Any, file: Path, skip_bad: bool, **options: Any) -> None:
        try:
            with file.open("rb") as lines:
                result = directory_file.load(lines, skip_bad=skip_bad)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except directory_file.NotLoaded as refusal:
            for line in refusal.errors[:MOST_ERRORS]:
                self.stderr.write(str(line))
            more = len(refusal.errors) - MOST_ERRORS
            raise CommandError(f"Nothing was loaded.{f' {more} more errors.' if more > 0 else ''}") from None
        for line in result.errors[:MOST_ERRORS]:
            self.stderr.write(str(line))
        said = f"{result.records} records, {result.entries} values, {len(result.errors)} left out."
        self.stdout.write(self.style.SUCCESS(said))
