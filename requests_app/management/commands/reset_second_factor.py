"""Let somebody who lost telephone, passkey and recovery codes set up a new second factor."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from requests_app.management.terminal import add_by, member_named, server_login
from requests_app.operations import staff_accounts

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Edge of `operations.staff_accounts.reset_second_factor`."""

    help = (
        "Takes away every second factor of an account and ends its sessions; at the next login the person sets up a "
        "new one. Make sure first that it is really them who asks: until then the password alone is enough. It is "
        "written to the history of accounts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        add_by(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        user = member_named(options["username"])
        assert user  # noqa: S101 - the argument is required
        number = staff_accounts.reset_second_factor(
            user, at=timezone.now(), by=member_named(options["by"]), server_login=server_login()
        )
        logger.warning("the second factor of account %s was reset at the server", user.pk)
        self.stdout.write(self.style.SUCCESS(f"{number} factors taken away, and all sessions ended."))
