"""manage.py seal_history: seal the history now, and print the lines that belong on another machine."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy_portal.lib import signing
from requests_app.models import HistorySeal
from requests_app.operations import history_seals


class Command(BaseCommand):
    help = (
        "Seal what grew since the last seal (beat does it every hour) and print the newest seal. Keep that line where "
        "nobody who administers this database can write; verify_history --anchors compares."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", help="print all seals there are, and make none")
        parser.add_argument("--everything", action="store_true", help="look through the whole history for what grew")
        parser.add_argument("--public-key", action="store_true", help="print the key that checks signatures (PEM)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["public_key"]:
            self.stdout.write(signing.public_key_pem(), ending="")
            return
        if not options["list"]:
            history_seals.seal(at=timezone.now(), everything=options["everything"])
        seals = HistorySeal.objects.order_by("number" if options["list"] else "-number")
        for seal in seals.iterator() if options["list"] else seals[:1]:
            self.stdout.write(history_seals.line(seal))
