"""Who works at the server's own terminal?"""

import getpass

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser

from requests_app.models.account_event import LONGEST_LOGIN


def add_by(parser: CommandParser) -> None:
    """The option that names the member of staff who does it, besides the login at the operating system."""
    parser.add_argument("--by", default="", metavar="USERNAME", help="the member of staff who does this")


def server_login() -> str:
    """Who is logged in at the operating system."""
    try:
        return getpass.getuser()[:LONGEST_LOGIN]
    except (KeyError, OSError):  # a container may know no name for a number
        return "unknown"


def member_named(username: str) -> User | None:
    """The account of this name; None for no name. Raises CommandError when there is none."""
    if not username:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no account with the name {username}.")
    return user
