"""Which cells has the table of permissions, and what does the portal really say in each of them?

Every action of the desk and every page, in every state of a request, for every role: read from the code, so that what
is added has cells that nobody decided. `permission_matrix.csv` holds what was decided.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from privacy_portal.lib.owed import SendState
from requests_app.admin.decisions import ACTIONS
from requests_app.admin.task_steps import STEPS
from requests_app.models import Document, HolderTask, Notice, PrivacyRequest
from requests_app.operations import looking
from requests_app.vocabulary import FilerRole, Role, TaskState, WorkerKind
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE, fresh, reveal, url
from tests.admin.proofs import shown
from tests.filings import CORRECTION, NOON, PIECES, answered, confirm, file, only_request
from tests.holders import EVERY_RIGHT, holder
from tests.support.roles import TEAM, employ
from tests.threats.proposals import propose, verified
from tests.threats.scene import call
from tests.uploads.sending import made_ready

TABLE = Path(__file__).with_name("permission_matrix.csv")
ANY = "any"
PEOPLE: dict[str, tuple[tuple[Role, ...], bool]] = {
    **{role.value: ((role,), False) for role in Role},
    "superuser": ((), False),
    "reviewer in the circle": ((Role.REVIEWER,), True),
}
UNDONE: dict[str, Any] = {"state": TaskState.OPEN, "told_at": None, "told_by": None, "told_at_contact": None}
# In words that a person can check: done, refused to the person, refused in this state, as if it did not exist.
MAY, MAY_NOT, NOT_NOW, NOT_THERE = "may", "may not", "not now", "not there"


def marked(request: PrivacyRequest, by: User) -> PrivacyRequest:
    """The same request, as one of an employee."""
    kind, reason = WorkerKind.EMPLOYEE, "Works in our shop."
    looking.mark_worker(submission=request.submission, kind=kind, reason=reason, at=NOON, by=by)
    return fresh(request)


def _waiting(staff: User) -> PrivacyRequest:
    request = verified(staff)
    propose(request, staff)
    return request


STATES: dict[str, Callable[[User], PrivacyRequest]] = {
    "unconfirmed": lambda staff: only_request(file()),
    "verifying": lambda staff: only_request(confirm(file())),
    "proof to check": lambda staff: shown(FilerRole.AGENT),
    "in progress": lambda staff: verified(staff),
    "waiting for release": _waiting,
    "closed": lambda staff: only_request(answered(PIECES, by=staff, at=NOON)),
    "of a worker": lambda staff: marked(verified(staff), staff),
}
# Pages of one request, with the method that they are asked by; documents and people are there once it is verified.
PAGES = (
    *("page", "reveal", "evidence", "page of the person", "merge people"),
    *(f"document {which}" for which in ("", "as a file")),
    *("letter", "task", *(f"task: {step.slug}" for step in STEPS)),
)
LISTS = {
    "queue": QUEUE,
    "people": "/staff/requests_app/person/",
    "notices": "/staff/requests_app/notice/",
    "challenges": "/staff/verification/challenge/",
    "tasks": "/staff/requests_app/holdertask/",
    "systems and vendors": "/staff/requests_app/holder/",
    "a new system or vendor": "/staff/requests_app/holder/add/",
    "tables to take out": f"{QUEUE}export/",
    "what was taken out": "/staff/requests_app/exportrecord/",
    "intake": f"{QUEUE}intake/",
    "what to say on the telephone": f"{QUEUE}intake/script/",
    "letters to post": f"{QUEUE}intake/letters/",
    "filters to keep": f"{QUEUE}filters/",
    "letter templates": "/staff/requests_app/lettertemplate/",
    "a new letter template": "/staff/requests_app/lettertemplate/add/",
    "accounts": "/staff/auth/user/",
    "an account of one’s own": "/staff/auth/user/{me}/change/",
    "groups": "/staff/auth/group/",
    "what happened to accounts": "/staff/requests_app/accountevent/",
}


def rows() -> list[tuple[str, str]]:
    """Every thing that is done and the state in which it is, as the code has them now."""
    things = [*PAGES, *(action.slug for action in ACTIONS)]
    return [*((each, ANY) for each in LISTS), *((thing, state) for thing in things for state in STATES)]


def decided() -> dict[tuple[str, str, str], str]:
    """What is in the table, by thing, state and person."""
    with TABLE.open(newline="") as file_:
        lines = list(csv.DictReader(file_))
    return {(line["what"], line["state"], who): line[who] for line in lines for who in PEOPLE}


def browser(who: str) -> Client:
    roles, circle = PEOPLE[who]
    user = employ(f"the {who}", *roles, circle=circle)
    user.is_superuser = who == "superuser"
    user.save()
    return logged_in(user)


def found_in_lists(who: str) -> Iterator[tuple[str, str]]:
    """What each list says to somebody."""
    client = browser(who)
    me = client.session["_auth_user_id"]
    for thing, address in LISTS.items():
        yield thing, _verdict(client, "GET", address.format(me=me), thing)


# Work goes on in these: elsewhere it is not to be started yet, or nobody did.
WORKING = ("in progress", "closed", "of a worker")


def staged(state: str, staff: User) -> tuple[PrivacyRequest, Document]:
    """A request in a state, with a document that came with it, a letter that waits, and a provider who has a task."""
    employ("somebody in the circle", *TEAM, circle=True)  # without whom nothing can be marked
    request = STATES[state](staff)
    document = made_ready(confirm(file(CORRECTION, contact="papers@example.com")))
    Document.objects.filter(pk=document.pk).update(submission=request.submission)
    notice = Notice.objects.filter(submission=request.submission).first()
    assert notice
    Notice.objects.filter(pk=notice.pk).update(by_post=True, state=SendState.OWED, sent_at=None)
    line = holder(staff, types=EVERY_RIGHT)
    if state in WORKING:
        HolderTask.objects.create(
            **{f"holder_{name}": getattr(line, name) for name in ("name", "kind", "holds")},
            request=request,
            holder=line,
            tell_by=line.tell_by,
            owner=staff,
            made_at=NOON,
        )
    return request, document


def _addresses(request: PrivacyRequest, document: Document) -> dict[str, str]:
    """Where each page of a request is, if it has such a thing."""
    base, person, task = {"pk": request.pk, "document": document.pk}, request.submission.person, request.tasks.first()
    letter = Notice.objects.get(submission=request.submission, by_post=True)
    name = "admin:requests_app_privacyrequest_document"
    found = {
        "page": url(request),
        "reveal": url(request, "reveal"),
        "evidence": url(request, "evidence"),
        "document ": reverse(name, kwargs=base),
        "document as a file": reverse(f"{name}_download", kwargs=base),
        "letter": reverse("admin:requests_app_privacyrequest_letter", args=[request.pk, letter.pk]),
    }
    if person:
        found["page of the person"] = reverse("admin:requests_app_person_change", args=[person.pk])
        found["merge people"] = reverse("admin:requests_app_person_merge", args=[person.pk])
    if task:
        steps = {f"task: {step.slug}": step.slug for step in STEPS}
        found |= {
            thing: reverse(f"admin:requests_app_holdertask_{step}", args=[task.pk])
            for thing, step in {"task": "change", **steps}.items()
        }
    return found


def found(request: PrivacyRequest, document: Document, who: str) -> Iterator[tuple[str, str]]:
    """What each page and action of a request says to somebody, tried one after the other."""
    client, addresses = browser(who), _addresses(request, document)
    reveal(client, request)
    for thing in PAGES:
        method = "POST" if thing.startswith("task: ") else "GET"
        yield thing, _verdict(client, method, addresses[thing], thing) if thing in addresses else ""
        # What one of them did, the next one finds undone.
        HolderTask.objects.filter(request=request).update(**UNDONE)
    for action in ACTIONS:
        sent = _verdict(client, "POST", url(request, action.slug), action.slug)
        # Whoever may not send it may not look at its form either.
        looked = sent if sent in (MAY, NOT_NOW) else _verdict(client, "GET", url(request, action.slug), action.slug)
        yield action.slug, sent if looked == sent else f"{looked} look, {sent} send"


def _verdict(client: Client, method: str, address: str, thing: str) -> str:
    client.cookies.pop("messages", None)
    response: Any = call(client, method, address)
    refused = {403: MAY_NOT, 404: NOT_THERE}
    if response.status_code in refused:
        return refused[response.status_code]
    if response.status_code == 302:
        if "/reveal/" in response.headers["Location"]:
            return MAY
        tags = {message.level_tag for message in get_messages(response.wsgi_request)}
        return {"warning": NOT_NOW, "success": MAY}.get(next(iter(tags), ""), "led back")
    assert response.status_code == 200, (thing, response.status_code)
    return MAY
