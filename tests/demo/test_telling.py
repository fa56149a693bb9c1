"""A story of the demo goes on to its end, whatever its dice say."""

import random
from collections.abc import Iterator

import pytest
from django.utils import timezone

from requests_app.management.commands.seed_demo import staff
from requests_app.management.demo_cases import Teller
from requests_app.management.demo_words import CORRECTIONS
from requests_app.models import PrivacyRequest
from requests_app.vocabulary import RequestType, Status
from tests.demo.conftest import Undone
from verification.models import Channel

pytestmark = pytest.mark.django_db
STORIES = 30


@pytest.fixture(scope="module", autouse=True)
def told(undone: Undone) -> Iterator[None]:
    """Thirty who want a copy and a correction at once, by mail and by text, all answered."""
    with undone():
        teller = Teller(now=timezone.now(), dice=random.Random(3), team=staff(None))
        for number in range(STORIES):
            by = Channel.TEXT if number % 2 else Channel.EMAIL
            case = teller.file(RequestType.KNOW_SPECIFIC, RequestType.CORRECT, days_ago=30, by=by)
            case.confirmed().wait(days=1).matched().wait(days=2).answered()
        yield


def test_the_dice_chose_every_correction():
    corrections = PrivacyRequest.objects.filter(type=RequestType.CORRECT)
    assert {each.details["item"] for each in corrections} == {item for item, _wrong, _right in CORRECTIONS}


def test_a_copy_is_answered_also_where_the_contact_itself_is_to_be_corrected():
    assert set(PrivacyRequest.objects.values_list("status", flat=True)) == {Status.CLOSED}
