"""Which addresses has the portal, and how is each one called so that its view is really reached?

Everything is read from the URL resolver: an address that is added is crawled too, or fails for want of a value to
put into it. `PERMISSIONS` is the table of every address with an id: who may open it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.urls import URLResolver, get_resolver

STAFF = "staff/"


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver. `key` is its name, or its route where Django gave it none."""

    key: str
    route: str
    parameters: tuple[str, ...]

    @property
    def for_staff(self) -> bool:
        return self.route.startswith(STAFF)

    def path(self, values: Mapping[str, Any]) -> str:
        """The address with a value in each place. Raises KeyError for a parameter nobody thought of."""
        route = self.route.replace("^", "").replace("$", "")
        for parameter in self.parameters:
            start = route.index(next(mark for mark in _marks(parameter) if mark in route))
            opened = route[start]
            end = _closing(route, start) if opened == "(" else route.index(">", start) + 1
            route = route[:start] + str(values[parameter]) + route[end:]
        return "/" + route


def every_address() -> list[Address]:
    """All patterns of the present URL configuration."""
    return list(_walk(get_resolver(), route="", namespace=""))


def _walk(resolver: URLResolver, *, route: str, namespace: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            deeper = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, route=here, namespace=deeper)
        else:
            parameters = tuple(pattern.pattern.regex.groupindex)
            yield Address(f"{namespace}{pattern.name}" if pattern.name else here, here, parameters)


def _marks(parameter: str) -> tuple[str, ...]:
    kinds = ("str:", "int:", "slug:", "uuid:", "path:", "")
    return (f"(?P<{parameter}>", *(f"<{kind}{parameter}>" for kind in kinds))


def _closing(route: str, start: int) -> int:
    """The place behind the bracket that closes the one at `start`."""
    depth = 0
    for place in range(start, len(route)):
        depth += {"(": 1, ")": -1}.get(route[place], 0)
        if depth == 0:
            return place + 1
    raise ValueError(route)


class Who(Enum):
    """Who may open an address with an id."""

    # The id is a capability of 256 bits: whoever holds it. A made-up one gets the page of a dead link.
    HOLDER_OF_LINK = "holder of the link"
    # The id is a number within the filing that this browser has opened; another's cannot be written down.
    OWN_FILING = "own filing"
    # The id is of a document that the team sent to the side whose page this browser has open; another's is not there.
    OWN_THREAD = "own thread"
    # The id names a question, not a person; what is shown comes from this browser's own draft.
    OWN_DRAFT = "own draft"
    # A provider, by its signature.
    SIGNED = "signed by the provider"
    # Whoever tries the demo; outside it the address does not exist.
    DEMO = "demo only"
    # Staff who may see requests.
    LOOKER = "staff who may look"
    # Staff who may act on requests.
    ACTOR = "staff who may act"
    # Staff who may see requests see these rows, too.
    ROW = "staff who may look at what belongs to requests"
    SUPERUSER = "superusers"
    # Who keeps the staff, and auditors.
    AUDITOR = "staff who read what happened to accounts"
    # One's own second factor; a colleague's does not exist for anybody else.
    OWN_FACTOR = "own second factor"
    # Rows change through operations: not even superusers.
    NOBODY = "nobody"
    # Leads to another address of this table, which decides, or to nothing.
    ELSEWHERE = "leads elsewhere"


_REQUEST = "admin:requests_app_privacyrequest"
# Who looks at a document is in the history: looking is a change there.
LOGGED = ("message_document", *(f"{_REQUEST}_document{page}" for page in ("", "_download", "_preview")))
_TASK, _HOLDER = "admin:requests_app_holdertask", "admin:requests_app_holder"
_READ_ONLY = ("verification_challenge", "requests_app_notice", "requests_app_person", "requests_app_exportrecord")
_ACCOUNTS = ("auth_user", "auth_group")
_BARE = {model: f"{STAFF}{model.replace('auth_', 'auth/')}/<path:object_id>/" for model in _ACCOUNTS}

PERMISSIONS: dict[str, Who] = {
    "journey_step": Who.OWN_DRAFT,
    "batch_step": Who.OWN_DRAFT,
    "batch_link": Who.HOLDER_OF_LINK,
    "confirm_link": Who.HOLDER_OF_LINK,
    "track_link": Who.HOLDER_OF_LINK,
    "agree_link": Who.HOLDER_OF_LINK,
    "join_staff": Who.HOLDER_OF_LINK,
    "new_password": Who.HOLDER_OF_LINK,
    "mfa_remove_webauthn": Who.OWN_FACTOR,
    "message_document": Who.OWN_THREAD,
    "withdraw": Who.OWN_FILING,
    "confirm_deletion": Who.OWN_FILING,
    "not_me": Who.HOLDER_OF_LINK,
    "voice_script": Who.SIGNED,
    "demo_designed": Who.DEMO,
    f"{_REQUEST}_change": Who.LOOKER,
    f"{_REQUEST}_delete": Who.NOBODY,
    f"{_REQUEST}_history": Who.ELSEWHERE,
    f"{STAFF}requests_app/privacyrequest/<path:object_id>/": Who.ELSEWHERE,
    f"{_REQUEST}_answer": Who.ACTOR,
    f"{_REQUEST}_deny": Who.ACTOR,
    f"{_REQUEST}_extend": Who.ACTOR,
    f"{_REQUEST}_evidence": Who.ACTOR,
    f"{_REQUEST}_match": Who.ACTOR,
    f"{_REQUEST}_assign": Who.ACTOR,
    f"{_REQUEST}_take": Who.ACTOR,
    f"{_REQUEST}_answer-new-contact": Who.ACTOR,
    f"{_REQUEST}_release": Who.ACTOR,
    f"{_REQUEST}_send-back": Who.ACTOR,
    f"{_REQUEST}_set-level": Who.ACTOR,
    f"{_REQUEST}_doubt-login": Who.ACTOR,
    f"{_REQUEST}_allow-messages": Who.ACTOR,
    f"{_REQUEST}_ask-id": Who.ACTOR,
    f"{_REQUEST}_end-ask-id": Who.ACTOR,
    f"{_REQUEST}_reveal": Who.ACTOR,
    f"{_REQUEST}_mark-worker": Who.ACTOR,
    f"{_REQUEST}_unmark-worker": Who.ACTOR,
    "admin:requests_app_person_merge": Who.ACTOR,
    "admin:requests_app_person_part": Who.ACTOR,
    f"{_REQUEST}_document": Who.ACTOR,
    f"{_REQUEST}_document_download": Who.ACTOR,
    f"{_REQUEST}_document_preview": Who.ACTOR,
    f"{_REQUEST}_not-verified": Who.ACTOR,
    f"{_REQUEST}_duplicate": Who.ACTOR,
    f"{_REQUEST}_accept-proof": Who.ACTOR,
    f"{_REQUEST}_refuse-proof": Who.ACTOR,
    f"{_REQUEST}_ask-proof": Who.ACTOR,
    f"{_REQUEST}_end-authority": Who.ACTOR,
    **{f"{_REQUEST}_{name}": Who.ACTOR for name in ("spoken-receipt", "confirm-by-phone", "second-yes")},
    **{f"{_REQUEST}_{name}": Who.ACTOR for name in ("change-receipt", "posted", "letter")},
    **{f"{_REQUEST}_intake_{name}": Who.ACTOR for name in ("sheet", "check")},
    f"{_REQUEST}_start-work": Who.ACTOR,
    **{f"{_REQUEST}_{name}": Who.ACTOR for name in ("message", "note", "record-step", "ask-more", "ask-no-more")},
    **{f"{_REQUEST}_{name}": Who.ACTOR for name in ("hold", "renew-hold", "lift-hold", "reopen")},
    **{f"admin:requests_app_lettertemplate_{page}": Who.SUPERUSER for page in ("change", "history")},
    "admin:requests_app_lettertemplate_delete": Who.NOBODY,
    f"{STAFF}requests_app/lettertemplate/<path:object_id>/": Who.ELSEWHERE,
    f"{_TASK}_change": Who.LOOKER,
    f"{_TASK}_history": Who.ELSEWHERE,
    f"{_TASK}_delete": Who.NOBODY,
    f"{STAFF}requests_app/holdertask/<path:object_id>/": Who.ELSEWHERE,
    **{f"{_TASK}_{step}": Who.ACTOR for step in ("told", "acknowledged", "done", "not-applicable", "keep")},
    f"{_HOLDER}_change": Who.LOOKER,
    f"{_HOLDER}_history": Who.LOOKER,
    f"{_HOLDER}_delete": Who.NOBODY,
    f"{STAFF}requests_app/holder/<path:object_id>/": Who.ELSEWHERE,
    **{f"admin:{model}_{page}": Who.ROW for model in _READ_ONLY for page in ("change", "history")},
    **{f"admin:{model}_delete": Who.NOBODY for model in _READ_ONLY},
    **{f"admin:requests_app_accountevent_{page}": Who.AUDITOR for page in ("change", "history")},
    "admin:requests_app_accountevent_delete": Who.NOBODY,
    f"{STAFF}requests_app/accountevent/<path:object_id>/": Who.ELSEWHERE,
    f"{STAFF}verification/challenge/<path:object_id>/": Who.ELSEWHERE,
    f"{STAFF}requests_app/notice/<path:object_id>/": Who.ELSEWHERE,
    f"{STAFF}requests_app/person/<path:object_id>/": Who.ELSEWHERE,
    f"{STAFF}requests_app/exportrecord/<path:object_id>/": Who.ELSEWHERE,
    **{f"admin:{model}_{page}": Who.SUPERUSER for model in _ACCOUNTS for page in ("change", "history", "delete")},
    **dict.fromkeys(_BARE.values(), Who.ELSEWHERE),
    "admin:auth_user_password_change": Who.SUPERUSER,
    "admin:view_on_site": Who.ELSEWHERE,
    "admin:app_list": Who.ELSEWHERE,
    f"{STAFF}(?P<url>.*)$": Who.ELSEWHERE,
}
