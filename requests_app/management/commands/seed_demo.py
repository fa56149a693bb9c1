"""manage.py seed_demo: an invented business with requests in every state, for learning and for measuring."""

import os
import random
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from privacy_portal.sign_in import demo_codes
from requests_app import calendar, staffing
from requests_app.management import bulk_demo
from requests_app.management.demo_cases import Team, Teller
from requests_app.management.demo_desk import AT_THE_DESK
from requests_app.management.demo_documents import identity_asked_for
from requests_app.management.demo_ordinary import ordinary
from requests_app.management.demo_representatives import FOR_OTHERS
from requests_app.management.demo_stories import SET_PIECES
from requests_app.management.demo_vendors import on_register
from requests_app.models import PrivacyRequest, Submission
from requests_app.operations import letter_templates
from requests_app.vocabulary import Role

BULK_ABOVE = 5_000  # requests; a larger demo is copied in instead of being brought about by the operations
# By what they do; "lead" administers, too, and is in the circle.
STAFF = {"triage": [Role.TRIAGE], "reviewer": [Role.REVIEWER], "lead": [Role.REVIEWER, Role.APPROVER]}
PASSWORD_BYTES = 15  # 20 characters


class Command(BaseCommand):
    help = (
        "Fill an empty portal with the last hundred days of an invented business. Its people do not exist, and "
        "what it would have sent counts as sent. Changes nothing where there are requests already."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, default=80, help="how many requests at least (default: 80)")
        parser.add_argument("--logins-file", type=Path, help="where to write the generated passwords of the staff")
        parser.add_argument("--seed", type=int, default=1, help="another number tells other stories")
        parser.add_argument("--i-know", action="store_true", help="outside demo mode and DEBUG, too")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG or options["i_know"]):
            raise CommandError(
                "This portal is not a demo, and invented requests cannot be told from real ones. "
                "Set DEMO=1, or say --i-know if nobody real will ever use this database."
            )
        for user in User.objects.filter(username__in=STAFF):
            demo_codes.seed(user)  # of a demo that was made before there were any
        if Submission.objects.exists():
            self.stdout.write("There are requests already: nothing was changed.")
            return
        team = staff(options["logins_file"])
        on_register(team, today=calendar.business_day(timezone.now()))
        letter_templates.add_ready_made(at=timezone.now())
        dice = random.Random(options["seed"])  # noqa: S311 - stories, not secrets
        teller = Teller(now=timezone.now(), dice=dice, team=team)
        if options["size"] > BULK_ABOVE:
            bulk_demo.fill(size=options["size"], teller=teller, progress=self.stdout.write)
        else:
            tell(teller, size=options["size"])
        self.stdout.write(f"{PrivacyRequest.objects.count()} requests in {Submission.objects.count()} filings.")


def tell(teller: Teller, *, size: int) -> None:
    """Tell the set pieces, then ordinary stories until there are `size` requests; each in its own transaction."""
    for story in (*SET_PIECES, *FOR_OTHERS, *AT_THE_DESK, identity_asked_for):
        with transaction.atomic():
            story(teller)
    while PrivacyRequest.objects.count() < size:
        with transaction.atomic():
            ordinary(teller)


@transaction.atomic
def staff(logins: Path | None) -> Team:
    """Make the demo's staff, or give those there are new passwords, and write these where only the owner can read.

    Without a file nobody can log in: the passwords are known to nobody.
    """
    made: dict[str, User] = {}
    lines = []
    for name, roles in STAFF.items():
        user, _ = User.objects.get_or_create(username=name)
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user.is_staff, user.is_superuser = True, name == "lead"
        user.set_password(password if logins else None)
        user.save()
        user.groups.set([staffing.group_of(role) for role in roles])
        demo_codes.seed(user)
        if user.is_superuser:
            user.groups.add(staffing.circle_group())
        made[name] = user
        lines.append(f"{name:10} {password}\n")
    if logins:
        _write_private(logins, "".join(lines))
    return Team(**made)


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    new.replace(path)
