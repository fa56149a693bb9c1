"""How tests bring a proof of authority before staff, and send what staff answer."""

from typing import Any

from requests_app.admin.authority import AcceptProof, AskForProof, EndAuthority, RefuseProof
from requests_app.models import PrivacyRequest
from requests_app.operations import assurance, authority
from requests_app.vocabulary import (
    FilerRole,
    PowerItem,
    ProofWay,
    RequestType,
)
from tests.admin.pages import url
from tests.filings import (
    CATEGORIES,
    NOON,
    SOUND,
    THREE_POINTS,
    confirm_filer,
    file_for,
)

ROLES = [role for role in FilerRole if role != FilerRole.SELF]
SLUGS = [each.slug for each in (AcceptProof, RefuseProof, AskForProof, EndAuthority)]
OPT_OUT: Any = (RequestType.OPT_OUT_SALE_SHARE, {})


def shown(role, *rights, **changes):
    """A request whose representative has shown a proof that nobody has checked."""
    submission = confirm_filer(file_for(role, *(rights or [CATEGORIES]), **changes))
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    return first(submission)


def first(submission):
    """The first request of a filing, as it is now."""
    return PrivacyRequest.objects.select_related("submission").filter(submission=submission).order_by("ordinal")[0]


def answered_items(**changes):
    """The thirteen items as the form sends them, all in favour unless told otherwise."""
    found = {**SOUND, **{PowerItem[name]: answer for name, answer in changes.items()}}
    return {f"item_{item}": answer for item, answer in found.items()}


def accept(desk, request, kind=None, **data):
    return desk.post(url(request, "accept-proof") + (f"?kind={kind}" if kind else ""), data, follow=True)


def refuse(desk, request, kind=None, **data):
    return desk.post(url(request, "refuse-proof") + (f"?kind={kind}" if kind else ""), data, follow=True)


def match(request, staff):
    assurance.record_match(
        submission=request.submission,
        points=THREE_POINTS,
        declaration=True,
        same_person_as=None,
        at=NOON,
        by=staff,
    )
