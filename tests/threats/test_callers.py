"""Can a caller hide from being counted, or be counted for others? (A72)"""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from privacy_portal.lib import ratelimit
from privacy_portal.lib.client_ip import UNKNOWN, caller_key
from privacy_portal.lib.client_ip import caller as caller_of

pytestmark = pytest.mark.threat("A72")

# What a caller may write into the header; our proxy adds the true address behind it.
LIES = [
    "",
    "127.0.0.1",
    "::1",
    "10.0.0.1, 10.0.0.2",
    "unknown",
    "'; DROP TABLE",
    "1.2.3.4:80",
    ",,,",
    " ",
    "\t",
    "[::1]:1",
    "256.1.1.1",
    "for=1.2.3.4",
    "a" * 500,
    *(f"192.0.2.{number}" for number in range(43)),
    *(f"2001:db8:{number:x}::1" for number in range(43)),
]


def request(forwarded=None, remote="198.51.100.9"):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)


def starts_until_refused(clients):
    """How many of these browsers could begin a request."""
    return [each.post(reverse("journey_start")).status_code for each in clients].count(302)


@pytest.mark.parametrize(
    ("forwarded", "remote", "proxies", "expected"),
    [
        (None, "198.51.100.9", 0, "198.51.100.9"),
        ("192.0.2.1", "198.51.100.9", 0, "198.51.100.9"),  # nobody told us of a proxy: the header is the caller's
        ("192.0.2.1", "127.0.0.1", 1, "192.0.2.1"),
        ("6.6.6.6, 192.0.2.1", "127.0.0.1", 1, "192.0.2.1"),
        ("6.6.6.6, 192.0.2.1, 10.0.0.7", "127.0.0.1", 2, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", 2, "198.51.100.9"),  # came past one of our proxies
        ("192.0.2.1, garbage", "198.51.100.9", 1, "198.51.100.9"),
        ("192.0.2.1, ", "198.51.100.9", 1, "198.51.100.9"),
        ("192.0.2.1:4711", "127.0.0.1", 1, "192.0.2.1"),
        ("[2001:db8:1:2:3::4]:4711", "127.0.0.1", 1, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:3::4", "127.0.0.1", 1, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "127.0.0.1", 1, "192.0.2.1"),
        ("fe80::1%eth0", "127.0.0.1", 1, "fe80::/64"),
        ("192.0.2.1", "", 1, "192.0.2.1"),  # the proxy comes through a Unix socket
        (None, "", 1, UNKNOWN),
        ("garbage", "", 1, UNKNOWN),
        ("192.0.2.1", "127.0.0.1", -1, "127.0.0.1"),
    ],
)
def test_the_caller_is_whom_our_own_proxies_saw(settings, forwarded, remote, proxies, expected):
    settings.TRUSTED_PROXY_COUNT = proxies
    assert caller_of(request(forwarded, remote)) == expected


@pytest.mark.django_db
def test_a_hundred_false_headers_are_counted_as_one_caller(counting, caller):
    assert len(LIES) == 100
    clients = [caller(f"{lie}, 203.0.113.5") for lie in LIES]
    assert starts_until_refused(clients) == ratelimit.START.item.amount


@pytest.mark.django_db
def test_without_a_proxy_of_ours_a_hundred_headers_change_nothing(counting, caller):
    counting.TRUSTED_PROXY_COUNT = 0
    assert starts_until_refused([caller(lie) for lie in LIES]) == ratelimit.START.item.amount


@pytest.mark.django_db
def test_a_thousand_addresses_of_one_network_are_one_caller(counting):
    keys = {caller_key(request(f"2001:db8:1:2::{number:x}", "127.0.0.1")) for number in range(1_000)}
    assert len(keys) == 1
    hits = [ratelimit.count((ratelimit.START, keys.copy().pop())).within for _ in range(1_000)]
    assert hits.count(True) == ratelimit.START.item.amount


@pytest.mark.django_db
def test_two_callers_behind_one_proxy_are_told_apart(counting, caller):
    starts_until_refused([caller("203.0.113.5") for _ in range(ratelimit.START.item.amount)])
    assert caller("203.0.113.5").post(reverse("journey_start")).status_code == 429
    assert caller("203.0.113.6").post(reverse("journey_start")).status_code == 302


@pytest.mark.django_db
def test_redis_holds_no_address(counting, caller):
    address = "203.0.113.5"
    caller(address).post(reverse("journey_start"))
    caller(address).post(reverse("track"), {"reference": "K7QM-2XHR-9TRF"})
    stored = ratelimit._storage(counting.RATE_LIMIT_URL).get_connection()
    everything = [str(key) + str(stored.get(key)) for key in stored.scan_iter(f"{ratelimit.RedisStorage.PREFIX}:*")]
    assert len(everything) == 2
    assert address not in "".join(everything)
    assert all(stored.ttl(key) > 0 for key in stored.scan_iter(f"{ratelimit.RedisStorage.PREFIX}:*"))
