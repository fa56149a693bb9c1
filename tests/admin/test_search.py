"""Searching: by reference or exact contact, and what was typed stays out of every address."""

import pytest

from tests.admin.pages import QUEUE, queue, text, url
from tests.filings import CATEGORIES, PIECES, file, only_request
from verification.models import Channel

pytestmark = pytest.mark.django_db
SEARCH = QUEUE + "search/"


def search(client, typed, **options):
    return client.post(SEARCH, {"typed": typed}, **options)


@pytest.mark.parametrize("change", [str, str.lower, lambda typed: typed.replace("-", ""), lambda typed: f"  {typed} "])
def test_a_reference_leads_to_its_request(desk, change):
    request = only_request(file())
    file(contact="other@example.com")
    assert search(desk, change(request.reference)).url == url(request)


def test_the_reference_of_a_filing_with_two_rights_leads_to_both(desk):
    submission = file(PIECES, CATEGORIES)
    file(contact="other@example.com")
    response = search(desk, str(submission), follow=True)
    assert "The requests of one filing." in text(response)
    address = response.redirect_chain[0][0]
    assert len(queue(desk, filing=str(submission.pk), state="all")) == 2
    assert str(submission.pk) in address


@pytest.mark.parametrize("typed", ["rosa@example.com", "ROSA@Example.com", " rosa@example.com "])
def test_an_exact_email_address_is_found(desk, typed):
    request = only_request(file(contact="rosa@example.com"))
    file(contact="rosa2@example.com")
    assert search(desk, typed).url == url(request)


@pytest.mark.parametrize("typed", ["+14155550132", "(415) 555-0132", "415.555.0132"])
def test_a_telephone_number_is_found_however_it_is_typed(desk, typed, settings):
    settings.DEMO = True  # numbers of fiction are none elsewhere
    request = only_request(file(contact_channel=Channel.TEXT, contact="+14155550132"))
    assert search(desk, typed).url == url(request)


def test_everything_from_one_contact_is_found(desk):
    first, second = file(contact="rosa@example.com"), file(contact="rosa@example.com")
    file(contact="other@example.com")
    response = search(desk, "rosa@example.com", follow=True)
    assert "It need not be the same person." in text(response)
    assert set(queue(desk, contact_of=str(first.pk), state="all")) == {f"{first}-1", f"{second}-1"}


@pytest.mark.parametrize("typed", ["", " ", "rosa", "example.com", "Rosa Example", "rosa@", "%", "x" * 5000, "\x00"])
def test_what_is_not_exact_finds_nothing_and_says_so(desk, typed):
    file(contact="rosa@example.com")
    words = text(search(desk, typed, follow=True))
    assert "Nothing has exactly this reference, email address or telephone number." in words


def test_what_was_typed_is_in_no_address(desk):
    for _each in range(2):
        file(contact="rosa@example.com")
    response = search(desk, "rosa@example.com", follow=True)
    assert "rosa" not in "".join(address for address, _status in response.redirect_chain)
    assert b"rosa@example.com" not in response.content


def test_a_search_in_the_address_finds_nothing(desk):
    file(contact="rosa@example.com")
    assert desk.get(SEARCH, {"typed": "rosa@example.com"}).url == QUEUE


def test_the_search_of_djangos_admin_is_off(desk):
    one, other = only_request(file()), only_request(file(contact="other@example.com"))
    assert set(queue(desk, q="rosa@example.com")) == {one.reference, other.reference}
