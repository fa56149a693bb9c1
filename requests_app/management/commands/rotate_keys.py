"""Seal all stored personal data, and the keys of documents, with the newest keys. Can be stopped and started again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_portal.lib.rotation import DEFAULT_BATCH_SIZE, models_to_rotate, rotate_in_batches, stale
from privacy_portal.lib.sealing import Undecipherable
from privacy_portal.sign_in import secret_box


class Command(BaseCommand):
    """Edge of `privacy_portal.lib.rotation`, where the whole procedure is described."""

    help = (
        "Re-encrypts personal data with the first key of FIELD_KEYS, and the keys of documents with the first of "
        "DOCUMENT_KEYS, in batches. Keep the old keys behind them until this says that nothing is left. Safe beside "
        "running web processes and workers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--batch-size", type=int, default=DEFAULT_BATCH_SIZE, help="rows per transaction (default: %(default)s)"
        )

    def handle(self, *args: Any, batch_size: int, **options: Any) -> None:
        if batch_size < 1:
            raise CommandError("--batch-size must be at least 1.")
        failed = 0
        for model in models_to_rotate():
            total, done = stale(model).count(), 0
            if not total:
                self.stdout.write(f"{model._meta.label}: nothing to do")
            for batch in rotate_in_batches(model, batch_size=batch_size):
                done += batch.resealed
                failed += batch.failed
                self.stdout.write(f"{model._meta.label}: {done} of {total}")
        failed += self._second_factors()
        if failed:
            raise CommandError(f"{failed} rows could not be opened: see the log. Do not remove any key.")
        self.stdout.write(self.style.SUCCESS("Everything is sealed with the current key."))

    def _second_factors(self) -> int:
        """The secrets of staff's second factors, which are sealed within JSON; returns how many do not open."""
        waiting, failed = list(secret_box.stale()), 0
        for pk in waiting:
            try:
                secret_box.reseal(pk)
            except Undecipherable:
                failed += 1
        self.stdout.write(f"Second factors of staff: {len(waiting) - failed} of {len(waiting)}")
        return failed
