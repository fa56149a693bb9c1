"""What do the crawls walk through? Filings in every state, and somebody at each kind of browser."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from requests_app.models import Batch, Document, Holder, HolderTask, Person, Submission
from requests_app.operations import authority, identity
from requests_app.operations import batch as batches
from tests.filings import verify
from tests.holders import EVERY_RIGHT, holder, started
from tests.journeys import agents
from tests.journeys.walk import code_for, file, walk
from tests.threats.addresses import Address
from tests.uploads.sending import made_ready
from verification import challenges, derive
from verification.models import Challenge

MADE_UP = "A" * 64
# Rows of these change when one only looks: a session is kept alive by use.
APART = {"django_session"}
NAMED_AFTER = {"challenge": Challenge, "person": Person, "user": User, "group": Group}
NAMED_AFTER |= {"holder": Holder, "holdertask": HolderTask}


@dataclass
class Scene:
    """A filing that was verified, one that waits, a draft, an agent's batch, and the browsers they belong to."""

    browsers: dict[str, Client]
    verified: Submission
    waiting: Submission
    # Filed by an agent: its consumer is asked, and the agent's page is open.
    represented: Submission
    # One that may be looked at, of the filing that was verified.
    document: Document
    # Of an agent whose code was not entered yet; another agent's is filed.
    begun: Batch
    # Shared: a handler of its own for each browser would read the list of static files each time.
    handlers: dict[bool, ClientHandler] = field(default_factory=dict)

    def browser(self, who: str, *, checked: bool = False) -> Client:
        """A copy of somebody's browser: what happens to its cookies happens to the copy only."""
        fresh = Client(enforce_csrf_checks=checked, raise_request_exception=False)
        fresh.handler = self.handlers.setdefault(checked, fresh.handler)
        fresh.cookies = copy(self.browsers[who].cookies)
        return fresh

    def path(self, address: Address, **changes: Any) -> str:
        """The address with ids that exist and belong to this scene."""
        return address.path({**self.values(address), **changes})

    def values(self, address: Address) -> dict[str, Any]:
        request = self.verified.requests.order_by("ordinal").first()
        assert request
        values: dict[str, Any] = {
            "name": "0" * 32 if address.key == "demo_designed" else "name",
            "ordinal": request.ordinal,
            "pk": request.pk,
            "object_id": request.pk,
            "token": self.token(address.key),
            "content_type_id": ContentType.objects.get_for_model(request).pk,
            "app_label": "requests_app",
            "url": "nothing/here",
            "id": User.objects.get(username="boss").pk,
            "document": self.document.pk,
            "page": 1,
        }
        model = address.route.split("/")[2] if address.for_staff and address.route.count("/") > 3 else ""
        if model in NAMED_AFTER:
            values["object_id"] = NAMED_AFTER[model].objects.order_by("pk").first().pk  # type: ignore[attr-defined]
        if model == "holdertask":
            values["pk"] = values["object_id"]
        if model == "notice":
            values["object_id"] = self.verified.notices.order_by("pk").first().pk  # type: ignore[union-attr]
        return values

    def token(self, key: str) -> str:
        """A live token of the kind that an address wants."""
        links = {
            "track_link": (identity.TRACK, self.waiting),
            "agree_link": (authority.AGREE, self.represented),
            "batch_link": (batches.BATCH, self.begun),
        }
        purpose, subject = links.get(key, (identity.CONFIRM, self.waiting))
        challenge = challenges.newest(purpose=purpose, subject=subject.pk)
        assert challenge
        kinds = {"voice_script": derive.voice_token, "not_me": derive.not_me_token}
        return kinds.get(key, derive.link_token)(challenge)


def staged() -> Scene:
    """Set the scene: everything is made by walking through the portal."""
    browsers = {who: Client() for who in ("anonymous", "opened", "stranger", "filling", "agent")}
    group = Group.objects.create(name="team")
    people = {who: _employed(who) for who in ("nobody", "looker", "desk")}
    people["boss"] = User.objects.create_superuser("boss", password=None)
    people["customer"] = User.objects.create_user("customer", password=None)
    people["desk"].groups.add(group)
    _permit(people["looker"], "view_privacyrequest")
    _permit(people["desk"], "view_privacyrequest", "change_privacyrequest")
    for who, user in people.items():
        browsers[who] = Client()
        browsers[who].force_login(user)
    verified, waiting = _opened(browsers["opened"]), file(browsers["filling"], contact=_mailbox("waiting"))
    verify(verified, by=people["desk"], at=timezone.now(), declaration=True)
    holder(people["desk"], types=EVERY_RIGHT)
    started(verified.requests.order_by("ordinal")[0], people["desk"], at=timezone.now())
    _opened(browsers["stranger"], contact=_mailbox("stranger"))
    browsers["filling"].post("/track/", {"reference": str(waiting)})
    walk(browsers["filling"], contact=_mailbox("filling"))
    agents.filed(browsers["opened"], *agents.rows(2))
    begun = agents.begin(browsers["filling"], email="filling@agents.example.com")
    return Scene(browsers, verified, waiting, _asked(browsers["agent"]), made_ready(verified), begun)


def _opened(client: Client, **changes: Any) -> Submission:
    submission = file(client, **changes)
    client.post("/confirm/", {"code": code_for(submission)})
    return Submission.objects.get(pk=submission.pk)


def _asked(client: Client) -> Submission:
    """Filed by an agent, whose consumer is asked to sign."""
    agents = {
        "for_whom": {"for_whom": "AGENT"},
        "their_contact": {**_mailbox("asked"), "language": "en"},
        "representative": {"name": "Ana Agent", "firm": "Agents Example"},
        "permission": {"may_receive_answer": "no", "duties": ["yes"]},
        "contact": _mailbox("agent"),
    }
    submission = file(client, **agents)
    client.post("/confirm/", {"code": code_for(submission.filer)})
    client.post("/track/proof/", {"way": "ONLINE"})
    return Submission.objects.get(pk=submission.pk)


def _mailbox(name: str) -> dict[str, str]:
    return {"channel": "EMAIL", "email": f"{name}@example.com"}


def _employed(name: str) -> User:
    return User.objects.create_user(name, password=None, is_staff=True)


def _permit(user: User, *codenames: str) -> None:
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))


def call(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
    """Send one request and take back whatever it did to the database."""
    before = transaction.savepoint()
    try:
        return getattr(client, method.lower())(path, data or {})
    finally:
        transaction.savepoint_rollback(before)


def books() -> str:
    """A fingerprint of every row of every table, the sessions apart."""
    tables = sorted(set(connection.introspection.table_names()) - APART)
    each = " || ".join(
        f"(SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '-') FROM \"{table}\" t)" for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}")
        return str(cursor.fetchone()[0])


def unknown(values: dict[str, Any]) -> dict[str, Any]:
    """Ids of the same shape that belong to nothing."""
    numbers = {name: 987_654 for name in ("object_id", "id") if isinstance(values[name], int)}
    return {
        "pk": uuid4(),
        "document": uuid4(),
        "page": 77,
        "object_id": uuid4(),
        "id": 987_654,
        "token": MADE_UP,
        "ordinal": 77,
        **numbers,
    }
