"""What staff who may only look read: enough to talk about a request, and nobody's name, contact or answer in full."""

import pytest
from django.urls import reverse

from requests_app.models import Notice
from tests.admin.pages import page, unmasked
from tests.filings import CORRECTION, NOON, PIECES, answered, file, only_request
from tests.threats.proposals import propose, verified

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A12")]
SAID = "You ordered two lamps in May."
PERSONAL = ("Rosa Example", "Example", "rosa@example.com", "old@example.com", "new@example.com", SAID)


def test_a_name_is_its_initials(looker):
    words = page(looker, only_request(file(name="Rosa María Example")))
    assert "R. M. E." in words
    assert "María" not in words


def test_an_answer_is_not_shown_and_it_is_said_why(looker, staff):
    request = only_request(answered(PIECES, by=staff, at=NOON))
    words = page(looker, request)
    assert "Here is what we hold about you." not in words
    assert "Answer The words are masked." in words


def test_an_answer_that_waits_is_not_shown_and_it_is_said_why(looker, staff):
    request = verified(staff)
    propose(request, staff, text=SAID)
    words = page(looker, request)
    assert SAID not in words
    assert "Somebody wrote an answer, and somebody else has to release it." in words


def test_what_is_wrong_and_what_is_right_is_not_shown(looker):
    words = page(looker, only_request(file(CORRECTION)))
    assert "Email address on file" in words
    assert "old@example.com" not in words
    assert "new@example.com" not in words


@pytest.mark.parametrize("permission", ["privacyrequest", "notice", "person", "challenge"])
def test_no_page_that_may_only_be_looked_at_holds_anything_personal(looker, staff, permission):
    request = verified(staff, CORRECTION, points={"NAME", "CUSTOMER_NUMBER", "TRANSACTION"})
    proposal = propose(request, staff, text=SAID)
    app = "verification" if permission == "challenge" else "requests_app"
    model = {"privacyrequest": request, "person": request.submission.person}.get(permission)
    pages = [reverse(f"admin:{app}_{permission}_changelist") + "?state=all&sending=all"]
    if permission == "notice":
        model = Notice.objects.first()
    if model is not None:
        pages.append(reverse(f"admin:{app}_{permission}_change", args=[model.pk]))
    for address in pages:
        words = looker.get(address).content.decode()
        assert [each for each in PERSONAL if each in words] == []
    assert proposal


def test_who_may_act_reads_everything_after_they_said_why(desk, staff):
    request = only_request(answered(PIECES, by=staff, at=NOON))
    assert [each for each in PERSONAL if each in page(desk, request)] == []
    words = unmasked(desk, request)
    assert "Rosa Example" in words
    assert "rosa@example.com" in words
    assert "Here is what we hold about you." in words
