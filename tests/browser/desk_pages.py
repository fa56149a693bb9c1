"""Which pages has the desk, each with an object on which it really opens?

Runs in the shell of a portal with data. What is there is read from the URL resolver: an address that nobody thought of
fails for want of a value to put into it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType

from requests_app.admin import case
from requests_app.admin.actions import Action
from requests_app.admin.decisions import ACTIONS, GroundAction
from requests_app.admin.task_steps import STEPS
from requests_app.models import Document, Draft, HolderTask, LetterVersion, Notice, PersonMerge, PrivacyRequest
from requests_app.operations.account_links import Purpose, token_for
from requests_app.vocabulary import DocumentState, Masked
from tests.threats.addresses import Address, every_address

REQUEST, TASK, PERSON = (f"admin:requests_app_{model}_" for model in ("privacyrequest", "holdertask", "person"))
ANSWER_PARTS = ("ground", "override_reason", "early_reason", "contact_reason", "alarm_reason", "tasks_reason")
Values = dict[str, Any]
Place = tuple[str, str]  # the key of an address, and a path of it


def places(*, at: datetime, by: User) -> list[Place]:
    """Every address of the desk for `by`; the pages of all requests, and of everything else one."""
    opening = dict(_opening(at=at, by=by)) | dict(_others(at=at, by=by))
    everything = [address for address in every_address() if address.for_staff]
    return [(address.key, path) for address in everything for path in _paths(address, opening, at=at, by=by)]


def _paths(address: Address, opening: dict[str, Values], *, at: datetime, by: User) -> Iterator[str]:
    if address.key == f"{REQUEST}change":
        yield from (address.path({"object_id": pk}) for pk in _differing())
        return
    values = opening.get(address.key) or _values(address, at=at, by=by)
    path = address.path(values)
    yield path
    for more in values.get("queries", ()):
        yield f"{path}?{more}"


def _differing() -> Iterator[Any]:
    """Of the requests whose pages have the same parts one each."""
    known: set[Any] = set()
    rows = PrivacyRequest.objects.select_related("submission", "answer", "proposal").order_by("-received_on", "pk")
    for request in rows:
        filing, answer = request.submission, getattr(request, "answer", None)
        said = [bool(getattr(answer, name)) for name in ANSWER_PARTS] if answer else []
        parts = (request.status, request.outcome, hasattr(request, "proposal"), bool(request.level_reason), *said)
        parts += (filing.filer_role, bool(filing.worker), filing.by_post, filing.documents.exists())
        parts += (filing.evidence.exclude(doubted_at=None).exists(), request.identity_asks.exists())
        parts += (request.holds.exists(), filing.messages.exists(), filing.point_asks.exists())
        if parts not in known:
            known.add(parts)
            yield request.pk


def _opening(*, at: datetime, by: User) -> Iterator[tuple[str, Values]]:
    """For each action and each step of a task something with which it is possible now, if there is any."""
    cases, known = list(_cases(at=at, by=by)), {each.request.pk: each for each in _cases(at=at, by=by)}
    for action in ACTIONS:
        for loaded in cases:
            if action.shown(loaded) and not action.against(loaded):
                yield f"{REQUEST}{action.slug}", {"pk": loaded.request.pk, "queries": _queries(action, loaded)}
                break
    tasks = list(HolderTask.objects.select_related("holder", "request"))
    for step in STEPS:
        for task in tasks:
            if step.possible(task, known[task.request_id]):
                yield f"{TASK}{step.slug}", {"pk": task.pk}
                break


def _cases(*, at: datetime, by: User) -> Iterator[case.Case]:
    for pk in PrivacyRequest.objects.order_by("-received_on", "pk").values_list("pk", flat=True):
        loaded = case.load(pk, at=at, by=by, opened=(frozenset(Masked), None))
        if loaded:
            yield loaded


def _queries(action: Action, loaded: case.Case) -> list[str]:
    """What an address of an action may say besides: that a part is withheld, and on which ground."""
    if not isinstance(action, GroundAction):
        return []
    return ["withhold=1", *(f"ground={each.value}" for each in action.choices(loaded)[:2])]


def _others(*, at: datetime, by: User) -> Iterator[tuple[str, Values]]:
    """What has other ids than those of its own model."""
    document = Document.objects.filter(state=DocumentState.READY, sent_by="CONSUMER").order_by("-received_at")[0]
    of_document = {"pk": document.submission.requests.all()[0].pk, "document": document.pk, "page": 1}
    for page in ("document", "document_download", "document_preview"):
        yield f"{REQUEST}{page}", of_document
    letter = Notice.objects.filter(by_post=True, state="OWED").select_related("submission")[0]
    yield f"{REQUEST}letter", {"pk": letter.submission.requests.all()[0].pk, "notice": letter.pk}
    letter_template = {"object_id": LetterVersion.objects.order_by("-made_at")[0].template_id}
    yield from ((f"admin:requests_app_lettertemplate_{page}", letter_template) for page in ("change", "history"))
    merge = PersonMerge.objects.filter(parted_at=None)[0]
    yield f"{PERSON}change", {"object_id": merge.into_id}
    yield f"{PERSON}merge", {"pk": merge.into_id}
    yield f"{PERSON}part", {"pk": merge.into_id, "merge": merge.pk}
    yield "mfa_remove_webauthn", {"pk": Authenticator.objects.get(user=by, type="webauthn").pk}
    invited = User.objects.filter(is_active=False)[0]
    yield "join_staff", {"token": token_for(invited, Purpose.JOIN, at=at)}
    yield "new_password", {"token": token_for(by, Purpose.NEW_PASSWORD, at=at)}


def _values(address: Address, *, at: datetime, by: User) -> Values:
    """Ids of what an address names by its model, and whatever else stands in an address."""
    request = PrivacyRequest.objects.order_by("pk")[0]
    draft = Draft.objects.filter(expires_at__gt=at).order_by("-expires_at")[0]
    values = {"pk": request.pk, "object_id": request.pk, "draft": draft.pk, "id": by.pk}
    values |= {"content_type_id": ContentType.objects.get_for_model(request).pk}
    values |= {"app_label": "requests_app", "url": "nothing/here"}
    parts = address.route.split("/")
    if "object_id" in address.parameters and "content_type_id" not in address.parameters:
        model: Any = apps.get_model(parts[1], parts[2])
        values["object_id"] = model.objects.order_by("-pk")[0].pk
    return values
