"""Answers that wait for a second person, for the tests of who may release what to whom."""

from requests_app.operations import answers, identity, release
from requests_app.vocabulary import Point, RequestType
from tests.filings import NOON, PIECES, file, only_request, verify

OPT_OUT: tuple[RequestType, dict[str, str]] = (RequestType.OPT_OUT_SALE_SHARE, {})
TEXT = "You ordered two lamps in May."
SENTENCE = "The same person sent forty requests in one week, all of them about the same order."
FEWER = {Point.NAME, Point.CUSTOMER_NUMBER, Point.TRANSACTION}


def verified(staff, right=PIECES, **changes):
    submission = file(right)
    verify(submission, by=staff, **changes)
    request = only_request(submission)
    if request.waits_for_deletion_confirmation:
        identity.confirm_deletion(request=request, at=NOON)
    return request


def propose(request, staff, text=TEXT, **changes):
    return answers.answer(request=request, text=text, at=NOON, by=staff, **changes)


def give(proposal, by, digest=None):
    return release.release(request=again(proposal), digest=digest or proposal.digest, at=NOON, by=by)


def again(proposal):
    return only_request(proposal.request.submission)


def correction(item, **details):
    return (RequestType.CORRECT, {"item": item, "wrong": "the old one", "right": "the new one", **details})
