"""Invite somebody to work here; the first administrator comes in this way."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from privacy_portal.lib.addresses import AddressRefused
from privacy_portal.lib.sending import SendProblem
from requests_app.management.terminal import add_by, member_named, server_login
from requests_app.operations import staff_accounts
from requests_app.vocabulary import Role


class Command(BaseCommand):
    """Edge of `operations.staff_accounts.invite`."""

    help = (
        "Mails a link that works once, for three days: its owner chooses name and password there and sets up a second "
        "factor. Run it again to send a new link; the old one is dead then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="where the link goes, and the name to log in with")
        parser.add_argument("--administrator", action="store_true", help="may do everything, and invite others")
        parser.add_argument("--role", action="append", choices=Role.values, default=[], help="may be given repeatedly")
        parser.add_argument("--circle", action="store_true", help="may see requests of workers")
        parser.add_argument("--show-link", action="store_true", help="print the link instead of mailing it")
        add_by(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            user, link = staff_accounts.invite(
                email=options["email"],
                at=at,
                by=member_named(options["by"]),
                server_login=server_login(),
                administrator=options["administrator"],
                roles=[Role(each) for each in options["role"]],
                circle=options["circle"],
            )
            if options["show_link"]:
                self.stdout.write(link)
                return
            staff_accounts.send_invitation(user, link, at=at)
        except staff_accounts.AlreadyStaff:
            raise CommandError("Somebody has an account with this address already.") from None
        except AddressRefused:
            raise CommandError("No mail can be sent to this address.") from None
        except SendProblem as problem:
            raise CommandError(f"The mail did not leave ({problem}). Say --show-link and hand it over.") from None
        self.stdout.write(self.style.SUCCESS("The invitation is on its way."))
