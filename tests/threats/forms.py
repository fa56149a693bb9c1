"""Which forms has the portal, and how is each one made? A form that is added is found, and made without arguments
unless it says here what it wants."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.models import User
from django.db.models import Q
from hypothesis import strategies as st

import privacy_portal.sign_in
import requests_app.forms
import verification
from requests_app.models import Person, PrivacyRequest, Submission
from requests_app.rules import grounds
from requests_app.vocabulary import (
    DocumentPurpose,
    ExportKind,
    FilerRole,
    Ground,
    Point,
    ProofKind,
    RequestType,
    WhyNot,
)

OURS = ("requests_app.", "verification.", "privacy_portal.")
# What asks allauth whether a secret is right wants a session and somebody who has one: tests/sign_in/ sends to those.
ALLAUTHS = (LoginForm, ReauthenticateForm, BaseAuthenticateForm, ActivateTOTPForm, AddWebAuthnForm)
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
# One kind of proof for each form that there is.
BY_PROOF = (ProofKind.SIGNED_PERMISSION, ProofKind.POWER_OF_ATTORNEY, ProofKind.OTHER)
PEOPLE = {Person(pk=uuid4()): "Somebody"}


def _request() -> PrivacyRequest:
    return PrivacyRequest(pk=uuid4(), submission=Submission(pk=uuid4()), type=RequestType.DELETE)


# What the constructor of a form wants besides what was posted.
WANTS: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "TheirContactForm": lambda: [{"role": FilerRole.AGENT}, {"role": FilerRole.CONSERVATOR}],
    "RepresentativeForm": lambda: [{"role": FilerRole.AGENT}, {"role": FilerRole.PARENT_UNDER_13}],
    "PeriodForm": lambda: [{"today": TODAY}],
    "AssignForm": lambda: [{"staff": User.objects.all()}],
    "MatchForm": lambda: [
        {
            "points": list(Point),
            "declared": False,
            "logged_in": False,
            "known": None,
            "candidates": PEOPLE,
            "findable": Q(),
        },
        {
            "points": [],
            "declared": True,
            "logged_in": True,
            "known": next(iter(PEOPLE)),
            "candidates": {},
            "findable": Q(),
        },
    ],
    "GroundForm": lambda: [{"fitting": list(Ground)}],
    "PartsForm": lambda: [{"ground": ground} for ground in (None, *_by_parts())],
    "AnswerForm": lambda: [{"ground": ground, "over_limit": True} for ground in (None, *_by_parts())],
    "AskMoreForm": lambda: [{"points": list(Point), "most": 2}],
    "AnswerMoreForm": lambda: [{"points": list(Point)}],
    "StepForm": lambda: [{"at": NOW}],
    "HoldForm": lambda: [{"at": NOW}],
    "ReopenForm": lambda: [{"at": NOW}],
    "LevelForm": lambda: [{"levels": [(1, "Reasonable"), (2, "Reasonably high")]}],
    "ReleaseForm": lambda: [{"digest": "a" * 64}],
    "UnverifiedForm": lambda: [{"early_until": TODAY}, {"early_until": None}],
    "ProofKindForm": lambda: [{"kinds": list(ProofKind)}],
    "AcceptProofForm": lambda: [
        {"kind": kind, "rights": list(RequestType), "scope": kind is ProofKind.SIGNED_PERMISSION} for kind in BY_PROOF
    ],
    "RefuseProofForm": lambda: [{"kind": kind} for kind in BY_PROOF],
    "DocumentForm": lambda: [{"purposes": list(DocumentPurpose)}, {"purposes": [DocumentPurpose.CORRECTION]}],
    "ReceivedForm": lambda: [{"at": NOW}],
    "HowForm": lambda: [{"at": NOW, "begun": NOW}],
    "ChangeReceiptForm": lambda: [{"at": NOW}],
    "PostedForm": lambda: [{"letters": [("1", "Receipt")], "at": NOW}],
    "CallBackForm": lambda: [{"numbers": [("GIVEN", "The number"), ("OTHER", "Another")]}],
    "DuplicateForm": lambda: [{"request": _request(), "findable": Q()}],
    "MergeForm": lambda: [{"person": next(iter(PEOPLE)), "findable": Q()}],
    "ExportForm": lambda: [{"today": TODAY}, {"today": TODAY, "which": ExportKind.QUEUE}],
    "RevealForm": lambda: [{}, {"then": "answer"}],
    "StartForm": lambda: [{"may_keep": True}, {"may_keep": False}],
    "NotApplicableForm": lambda: [{"reasons": list(WhyNot)}],
    **dict.fromkeys(["NewPasswordForm", "JoinForm"], lambda: [{"user": User(username="somebody")}]),
}


def _by_parts() -> list[Ground]:
    """One ground for each set of parts that staff write: the others make the same form."""
    return list({(tuple(g.staff_writes), g.carve_out): ground for ground, g in grounds.GROUNDS.items()}.values())


def every_form() -> list[type[forms.BaseForm]]:
    """Every form class of our own modules, those that another one only builds on included."""
    for package in (requests_app.forms, verification, privacy_portal.sign_in):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found = {form for form in _below(forms.BaseForm) if not issubclass(form, ALLAUTHS)}
    return sorted(found, key=lambda form: form.__qualname__)


def _below(kind: type[Any]) -> Iterator[type[forms.BaseForm]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith(OURS):
            yield each
        yield from _below(each)


def made(form: type[forms.BaseForm], data: Any) -> Iterator[forms.BaseForm]:
    """The form in each way it can be made, bound to what was posted."""
    for extra in WANTS.get(form.__name__, lambda: [{}])():
        yield form(data, **extra)


NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\r\nBcc: victim@example.com",
    "\u202egro.elpmaxe\u202c",
    "\ud800",
    "\udfff\ud800",
    "\u200b\u200d\ufeff",
    "\u2028\u2029\x85\x1c",
    "\ufdd0\uffff",
    "\x1b[2J",
    "Z\u0335\u0321a\u0300" * 50,
    "'; DROP TABLE x; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% debug %}",
    "%s%n%d",
    "../../etc/passwd",
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "9999-99-99",
    "0000-00-00",
    "2024-02-30",
    "99999-01-01",
    "a" * 10_000,
    "é" * 10_000,
    "a@" * 3_000,
    "+" + "1" * 5_000,
    "👩‍👩‍👧‍👦",
    "ﷺ",
    "İıſK",
    "٣٤٥",
]
ANYTHING = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=60), st.text(alphabet="\x00\n\r\ud800\u202e@.+-0a", max_size=12)
)


def posted(form: forms.BaseForm) -> st.SearchStrategy[Any]:
    """What might be sent to a form: fields missing, repeated, nasty or offered; and one that is nobody's."""
    fields = {name: st.lists(st.one_of(ANYTHING, *_offered(field)), max_size=3) for name, field in form.fields.items()}
    return st.fixed_dictionaries({}, optional={**fields, "status": st.lists(ANYTHING, max_size=2)})


def _offered(field: forms.Field) -> list[st.SearchStrategy[str]]:
    choices = [str(value) for value, _ in getattr(field, "choices", []) if value != ""]
    return [st.sampled_from(choices)] if choices else []
