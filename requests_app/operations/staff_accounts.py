"""How does somebody become staff, get back in without a password, or without a second factor?

An invited person has an account that cannot be used: not active, without a password. The link makes it theirs. Nobody
signs up. Each step is in the history of accounts (`AccountEvent`), which the database lets nobody change.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from allauth.mfa.models import Authenticator
from celery import shared_task
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from privacy_portal.lib import mail
from privacy_portal.lib.addresses import normalise_email
from privacy_portal.lib.business import business
from requests_app import staffing
from requests_app.models import AccountEvent
from requests_app.operations.account_links import Purpose, read, token_for
from requests_app.vocabulary import Role
from requests_app.vocabulary.accounts import AccountEventKind as Kind

logger = logging.getLogger(__name__)
# How the history of accounts names being one, among groups and permissions.
SUPERUSER = "superuser"


class AlreadyStaff(Exception):
    """Somebody works here under this address, or did."""


def record(
    kind: Kind,
    *,
    account: User,
    at: datetime,
    by: User | None = None,
    server_login: str = "",
    groups: Sequence[str] = (),
) -> None:
    """Append one event; who did it is a member of staff or whoever worked at the server. `groups`: as `held`."""
    names = list(groups)
    AccountEvent.objects.create(account=account, kind=kind, at=at, by=by, by_server_login=server_login, groups=names)


def held(account: User) -> list[str]:
    """What gives an account its duties, by name: its groups, permissions of its own, and being a superuser."""
    own = account.user_permissions.order_by("codename").values_list("codename", flat=True)
    groups = account.groups.order_by("name").values_list("name", flat=True)
    return [*groups, *own, *([SUPERUSER] if account.is_superuser else [])]


def roles_changed(account: User, *, before: Collection[str], at: datetime, by: User) -> None:
    """Note what gives an account its duties now, if it is not what did so `before`."""
    if set(held(account)) != set(before):
        note_roles(account, at=at, by=by)


def note_roles(account: User, *, at: datetime, by: User) -> None:
    """Note what gives an account its duties from now on."""
    record(Kind.ROLES_CHANGED, account=account, at=at, by=by, groups=held(account))


@transaction.atomic
def invite(
    *,
    email: str,
    at: datetime,
    roles: Collection[Role] = (),
    circle: bool = False,
    by: User | None = None,
    server_login: str = "",
    administrator: bool = False,
) -> tuple[User, str]:
    """Make an account that waits for its person, or renew one that still waits; return it and the link.

    It has its roles from now on, and they are of force when the person has taken it up; `circle` names them into those
    who see requests of workers. An older invitation of the same address is dead, and gives no role any more.

    Raises:
        AlreadyStaff: an account with this address or name has been taken up before.
        AddressRefused: this is no address.
    """
    address = normalise_email(email).lower()
    known = User.objects.select_for_update().filter(Q(email__iexact=address) | Q(username__iexact=address)).first()
    if known and (known.is_active or known.has_usable_password() or not known.is_staff):
        raise AlreadyStaff
    user = known or User(username=address, email=address, is_staff=True, is_active=False)
    user.is_superuser = administrator
    user.set_unusable_password()
    user.save()
    groups = staffing.groups_of(sorted(roles), circle=circle)
    user.groups.set(groups)
    record(Kind.INVITED, account=user, at=at, by=by, server_login=server_login, groups=[each.name for each in groups])
    return user, _link("join_staff", user, Purpose.JOIN, at=at)


def send_invitation(user: User, link: str, *, at: datetime) -> None:
    """Mail the link, in the portal's first language. Raises SendProblem."""
    _send("staff_invitation", user, link=link, until=at + settings.INVITATION_WORKS)


@transaction.atomic
def join(*, token: str, name: str, password: str, at: datetime) -> User:
    """Take up an invitation. Raises DeadLink: of two at once, the second one, too."""
    user = read(token, Purpose.JOIN, at=at, lock=True)
    user.first_name, user.is_active = name, True
    user.set_password(password)
    user.save()
    record(Kind.JOINED, account=user, at=at, by=user)
    return user


def account_named(login: str) -> User | None:
    """The account that somebody means by a name or an address, if they work here."""
    named = User.objects.filter(is_active=True, is_staff=True)
    return named.filter(username__iexact=login).first() or named.filter(email__iexact=login).first()


def ask_for_new_password(user: User | None) -> None:
    """Let a worker mail a link; for nobody, let it do nothing, so that both take as long to answer."""
    try:
        send_new_password_link.delay(user.pk if user else 0)
    except Exception as error:  # whatever is wrong with the broker must not tell who works here
        logger.warning("a new password could not be asked for: broker said %s", type(error).__name__)


@shared_task(name="requests_app.send_new_password_link")
def send_new_password_link(pk: int) -> None:
    """Mail the link to a new password to whom it belongs."""
    at = timezone.now()
    user = User.objects.filter(pk=pk, is_active=True, is_staff=True).exclude(email="").first()
    if user is None:
        return
    record(Kind.PASSWORD_ASKED, account=user, at=at)
    link = _link("new_password", user, Purpose.NEW_PASSWORD, at=at)
    _send("staff_new_password", user, link=link, until=at + settings.NEW_PASSWORD_LINK_WORKS)


@transaction.atomic
def set_new_password(*, token: str, password: str, at: datetime) -> User:
    """Replace a forgotten password. The second factor stays. Raises DeadLink.

    Every session of the account ends with it: Django holds a session to the password that it was begun with.
    """
    user = read(token, Purpose.NEW_PASSWORD, at=at, lock=True)
    user.set_password(password)
    user.save(update_fields=["password"])
    record(Kind.PASSWORD_SET, account=user, at=at, by=user)
    return user


@transaction.atomic
def reset_second_factor(user: User, *, at: datetime, by: User | None = None, server_login: str) -> int:
    """Take away every second factor and recovery code, and end every session; return how many factors there were.

    At the next sign-in the person is led to set up a new one.
    """
    factors, _ = Authenticator.objects.filter(user=user).delete()
    end_sessions(user, at=at)
    record(Kind.FACTOR_RESET, account=user, at=at, by=by, server_login=server_login)
    return factors


def end_sessions(user: User, *, at: datetime) -> int:
    """End every session of an account, those of the list of sessions and any other; return how many."""
    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=at).iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    ended, _ = Session.objects.filter(pk__in=mine).delete()
    return ended


def _link(view: str, user: User, purpose: Purpose, *, at: datetime) -> str:
    # Never from a request's Host header.
    return settings.PORTAL_BASE_URL + reverse(view, args=[token_for(user, purpose, at=at)])


def _send(kind: str, user: User, *, link: str, until: datetime) -> None:
    context = {"link": link, "until": until, "portal": business(), "zone": settings.TIME_ZONE}
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string(f"messages/{kind}/subject.txt", context).strip()
        text = render_to_string(f"messages/{kind}/email.txt", context)
    mail.send(to=user.email, subject=subject, text=text, html="", language=settings.LANGUAGE_CODE)
