"""Add the letters that come with the portal. Those that are there by name stay as they are."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from requests_app.operations import letter_templates


class Command(BaseCommand):
    """Edge of `letter_templates.add_ready_made`."""

    help = "Adds the ready-made letters in every language; administrators change them at /staff/. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        added = letter_templates.add_ready_made(at=timezone.now())
        self.stdout.write("\n".join(added) if added else "All of them are there.")
