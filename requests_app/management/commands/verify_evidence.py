"""manage.py verify_evidence FILE: is an evidence pack as the portal made it?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.management.base import BaseCommand, CommandError

from privacy_portal.lib import signing
from requests_app.operations import evidence_check

LARGEST = 1_000_000_000  # bytes of a file that is looked at


class Command(BaseCommand):
    help = (
        "Check an evidence pack without the database: every file, the chain of the history, and the portal's "
        "signature. Says in a line each what is wrong, and ends with 1 then."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--public-key", type=Path, help="of another portal: what its seal_history --public-key printed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            if path.stat().st_size > LARGEST:
                raise CommandError(f"{path} is larger than any evidence pack.")
            data = path.read_bytes()
        except OSError as trouble:
            raise CommandError(f"{path} cannot be read: {type(trouble).__name__}") from None
        key: Path | None = options["public_key"]
        found = evidence_check.problems(data, public_key=_read_key(key) if key else signing.public_key())
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} found. This is not the pack that the portal made.", returncode=1)
        self.stdout.write("Every file, the history and the signature are as the portal made them.")


def _read_key(path: Path) -> bytes:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as trouble:
        raise CommandError(f"{path} is no public key: {type(trouble).__name__}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise CommandError(f"{path} is a key of another kind.")
    return key.public_bytes_raw()
