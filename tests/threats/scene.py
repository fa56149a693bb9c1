"""What do the crawls walk through? Filings in every state, and somebody at each kind of browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from requests_app.models import (
    AccountEvent,
    Batch,
    Document,
    ExportRecord,
    Holder,
    HolderTask,
    LetterTemplate,
    Person,
    PersonMerge,
    PrivacyRequest,
    Submission,
)
from requests_app.operations import authority, exports, identity, letter_templates, merging, messages, staff_accounts
from requests_app.operations import batch as batches
from requests_app.operations.account_links import Purpose, token_for
from requests_app.vocabulary import ExportKind, Party, Role
from tests.admin import intake
from tests.admin.pages import reveal
from tests.filings import verify
from tests.holders import EVERY_RIGHT, holder, started
from tests.journeys import agents
from tests.journeys.walk import code_for, file, walk
from tests.support.roles import TEAM, charge
from tests.support.staff import staff_sign_in, with_every_factor
from tests.threats.addresses import Address
from tests.uploads.sending import made_ready, received, sent_by_staff
from verification import challenges, derive
from verification.models import Challenge

MADE_UP = "A" * 64
STAFF_LINKS = {"join_staff": ("invited@example.com", Purpose.JOIN), "new_password": ("boss", Purpose.NEW_PASSWORD)}
# Rows of these change when one only looks: a session is kept alive by use, and a HEAD counts as a try to sign in.
APART = {"django_session", "sign_in_tries"}
# Actions at the desk that are there for a filing by somebody else only.
OF_REPRESENTATIVES = ("-proof", "_end-authority")
OURS = (AccountEvent, Challenge, ExportRecord, Group, Holder, HolderTask, LetterTemplate, Person, User)
NAMED_AFTER = {str(each._meta.model_name): each for each in OURS}


@dataclass
class Scene:
    """A filing that was verified, one that waits, a draft, and the browsers they belong to.

    Of consumers ("opened" and "stranger") and agents ("agent" and "rival") there are two each, with filings, documents
    and batches of their own.
    """

    browsers: dict[str, Client]
    verified: Submission
    waiting: Submission
    # Filed by an agent: its consumer is asked, and the agent's page is open.
    represented: Submission
    # One that may be looked at, of the filing that was verified.
    document: Document
    # One that staff sent to the consumer of that filing.
    attachment: Document
    # Of an agent whose code was not entered yet; the two agents' are filed.
    begun: Batch
    # What each of the two consumers and two agents has.
    filings: dict[str, list[Submission]]
    # Somebody who was found to be the consumer of the filing that was verified.
    merged: PersonMerge
    # What somebody at the desk entered of a letter, and what they are typing.
    lettered: Submission
    typed: UUID
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
        subject = self.represented if address.key.endswith(OF_REPRESENTATIVES) else self.verified
        request = subject.requests.order_by("ordinal").first()
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
            "attachment": self.attachment.pk,
            "page": 1,
            "draft": self.typed,
            "notice": self.lettered.notices.get().pk,
        }
        if address.key == "admin:requests_app_privacyrequest_letter":
            values["pk"] = self.lettered.requests.get().pk
        model = address.route.split("/")[2] if address.for_staff and address.route.count("/") > 3 else ""
        if model in NAMED_AFTER:
            values["object_id"] = NAMED_AFTER[model].objects.order_by("pk").first().pk  # type: ignore[attr-defined]
        if address.key == "mfa_remove_webauthn":
            values["pk"] = Authenticator.objects.get(user__username="boss", type="webauthn").pk
        if model in ("person", "holdertask"):
            values |= {"pk": values["object_id"], "merge": self.merged.pk}
        if model == "notice":
            values["object_id"] = self.verified.notices.order_by("pk").first().pk  # type: ignore[union-attr]
        return values

    def token(self, key: str) -> str:
        """A live token of the kind that an address wants."""
        if key in STAFF_LINKS:
            username, staff_purpose = STAFF_LINKS[key]
            return token_for(User.objects.get(username=username), staff_purpose, at=timezone.now())
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
    browsers = {who: Client() for who in ("anonymous", "opened", "stranger", "filling", "agent", "rival")}
    people = {who: _employed(who) for who in ("nobody", "looker", "desk")}
    people["boss"] = with_every_factor(User.objects.create_superuser("boss", password=None))
    staff_accounts.invite(email="invited@example.com", at=timezone.now(), by=people["boss"])
    people["customer"] = User.objects.create_user("customer", password=None)
    charge(people["looker"], Role.AUDITOR)
    charge(people["desk"], *TEAM)
    charge(people["boss"], *TEAM)
    for who, user in people.items():
        browsers[who] = Client()
        staff_sign_in(browsers[who], user)
    # The example in the template of a batch is called Rosa Example, too.
    mine = {"contact": _mailbox("verified"), "name": {"name": "Rosa Verified"}}
    verified, waiting = _opened(browsers["opened"], **mine), file(browsers["filling"], contact=_mailbox("waiting"))
    person = verify(verified, by=people["desk"], at=timezone.now(), declaration=True)
    holder(people["desk"], types=EVERY_RIGHT)
    letter_templates.add_ready_made(at=timezone.now())
    started(verified.requests.order_by("ordinal")[0], people["desk"], at=timezone.now())
    olgas = _opened(browsers["stranger"], contact=_mailbox("stranger"), name={"name": "Olga Stranger"})
    received(olgas, name="lease-of-olga.pdf")
    browsers["filling"].post("/track/", {"reference": str(waiting)})
    walk(browsers["filling"], contact=_mailbox("filling"))
    begun = agents.begin(browsers["filling"], email="filling@agents.example.com")
    represented, anas = _asked(browsers["agent"], "Ana Agent"), _batch(browsers["agent"], "Ana Agent")
    ritas = [_asked(browsers["rival"], "Rita Rival"), *_batch(browsers["rival"], "Rita Rival")]
    document = made_ready(verified, name="invoice-of-rosa.pdf")
    attachment = sent_by_staff(verified, people["desk"], name="copy-for-rosa.pdf")
    # Read already: the first look at a message is on record.
    messages.opened_outside(submission=verified, party=Party.CONSUMER, at=timezone.now())
    filings = {"opened": [verified], "stranger": [olgas], "agent": [represented, *anas], "rival": ritas}
    other, by = Person.objects.create(created_at=timezone.now()), people["desk"]
    merged = merging.merge(person=other, into=person, reason="The same.", at=timezone.now(), by=by)
    lettered = intake.enter(browsers["desk"], intake.LETTER)
    exports.begin(kind=ExportKind.QUEUE, at=timezone.now(), by=people["boss"])
    # One of the staff said why they read; the others, whatever their roles, see masks.
    for request in PrivacyRequest.objects.filter(submission__in=[verified, represented, lettered]):
        reveal(browsers["boss"], request)
    typed = UUID(intake.check_of(intake.send(browsers["desk"], intake.CALL)).split("/")[-3])
    return Scene(
        browsers, verified, waiting, represented, document, attachment, begun, filings, merged, lettered, typed
    )


def _opened(client: Client, **changes: Any) -> Submission:
    submission = file(client, **changes)
    client.post("/confirm/", {"code": code_for(submission)})
    return Submission.objects.get(pk=submission.pk)


def _asked(client: Client, agent: str) -> Submission:
    """Filed by an agent, whose consumer is asked to sign, with a document."""
    own = agent.split()[0].lower()
    answers = {
        "for_whom": {"for_whom": "AGENT"},
        "name": {"name": f"Client of {agent}"},
        "their_contact": {**_mailbox(f"client-of-{own}"), "language": "en"},
        "representative": {"name": agent, "firm": f"Firm of {agent}"},
        "permission": {"may_receive_answer": "no", "duties": ["yes"]},
        "contact": _mailbox(f"{own}-for-one"),
    }
    submission = file(client, **answers)
    client.post("/confirm/", {"code": code_for(submission.filer)})
    client.post("/track/proof/", {"way": "ONLINE"})
    received(submission, name=f"letter-of-{own}.pdf", party=Party.REPRESENTATIVE)
    return Submission.objects.get(pk=submission.pk)


def _batch(client: Client, agent: str) -> list[Submission]:
    """What an agent filed for two people at once."""
    own = agent.split()[0].lower()
    rows = [
        {**row, "name": f"Client {n} of {agent}", "contact": f"client{n}-of-{own}@example.com"}
        for n, row in enumerate(agents.rows(2), start=1)
    ]
    batch = agents.filed(client, *rows, email=f"{own}-for-many@example.com", agent=agent, firm=f"Firm of {agent}")
    filings = Submission.objects.filter(representative__batch=batch)
    assert filings.count() == len(rows)
    return list(filings)


def private(filings: list[Submission]) -> set[str]:
    """The references, names, contacts and names of documents in somebody's filings, which nobody else may read."""
    words: set[str] = set()
    for filing in filings:
        sides = [filing, filing.representative] if filing.represented else [filing]
        words |= {word for side in sides for word in (side.reference, str(side), side.name, side.contact)}
        words |= {document.name or "" for document in filing.documents.all()}
        if filing.represented:
            words |= {filing.representative.firm, *_batch_words(filing.representative.batch)}
    return words - {""}


def _batch_words(batch: Batch | None) -> set[str]:
    return {batch.reference, str(batch), batch.contact} if batch else set()


def _mailbox(name: str) -> dict[str, str]:
    return {"channel": "EMAIL", "email": f"{name}@example.com"}


def _employed(name: str) -> User:
    return User.objects.create_user(name, password=None, is_staff=True)


@contextmanager
def taken_back() -> Iterator[None]:
    """Take back whatever is done to the database meanwhile."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def call(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
    """Send one request and take back whatever it did to the database."""
    with taken_back():
        return getattr(client, method.lower())(path, data or {})


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
        "attachment": uuid4(),
        "page": 77,
        "draft": uuid4(),
        "merge": uuid4(),
        "notice": 987_654,
        "object_id": uuid4(),
        "id": 987_654,
        "token": MADE_UP,
        "ordinal": 77,
        **numbers,
    }
