"""Does the time of an answer tell whether a reference exists, or a contact gets messages?

The rank test of Mann and Whitney over 200 + 200 interleaved requests: it needs no idea of how the times are
distributed, and a burst of other work falls on both alike. Where both are the same, |z| stays under 4.5 but for one run
in 150,000; a difference of two milliseconds shows in nearly every run.
"""

import math
import time
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.models.reference import new_reference
from requests_app.operations import suppression
from tests.filings import file
from verification.models import Challenge

pytestmark = [pytest.mark.django_db(transaction=True)]

PAIRS = 200
LOUDEST = 4.5
_callers = count(1)


def z_of(ones, others):
    """The standardised U of Mann and Whitney (1947), average ranks for ties."""
    ranks = sorted([(value, 0) for value in ones] + [(value, 1) for value in others])
    total, place = 0.0, 0
    while place < len(ranks):
        same = place
        while same < len(ranks) and ranks[same][0] == ranks[place][0]:
            same += 1
        average = (place + same + 1) / 2
        total += average * sum(1 for _value, group in ranks[place:same] if group == 0)
        place = same
    n, m = len(ones), len(others)
    u = total - n * (n + 1) / 2
    return (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)


def seconds(reference):
    """How long one caller, new each time, waits for the answer to a reference."""
    number = next(_callers)
    client = Client(REMOTE_ADDR=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
    began = time.perf_counter()
    response = client.post(reverse("track"), {"reference": reference})
    took = time.perf_counter() - began
    assert response.status_code == 302
    return took


def compare(known):
    for reference in known[:10]:  # connections, templates, plans
        seconds(reference)
        seconds(new_reference())
    times: dict[bool, list[float]] = {True: [], False: []}
    for place in range(PAIRS):
        for exists in (True, False) if place % 2 else (False, True):
            times[exists].append(seconds(known[place % len(known)] if exists else new_reference()))
    return z_of(times[True], times[False])


def test_the_measure_finds_a_difference_of_two_milliseconds_in_twenty_and_none_where_there_is_none():
    wave = [0.020 + 0.004 * math.sin(place * 12.9898) for place in range(PAIRS)]
    assert abs(z_of(wave, [value + 0.002 for value in wave])) > LOUDEST
    assert abs(z_of(wave, wave[::-1])) < 0.1


@pytest.mark.soak
@pytest.mark.threat("A24")
def test_a_reference_that_exists_takes_as_long_as_one_that_does_not():
    known = [file(contact=f"c{place}@example.com", at=timezone.now()).reference for place in range(70)]
    assert abs(compare(known)) < LOUDEST


@pytest.mark.soak
@pytest.mark.threat("A24")
def test_a_contact_that_is_stopped_takes_as_long_as_nobody():
    known = []
    for place in range(70):
        submission = file(contact=f"s{place}@example.com", at=timezone.now())
        suppression.disown(challenge=Challenge.objects.get(subject=submission.pk), at=timezone.now())
        known.append(submission.reference)
    assert abs(compare(known)) < LOUDEST
