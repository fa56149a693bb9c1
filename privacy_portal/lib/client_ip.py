"""From which connection does a request come, so that callers can be counted apart?

The address that the web server saw, unless the operator says how many proxies of their own stand in front
(`TRUSTED_PROXY_COUNT`). Then it is what the outermost of those wrote: the n-th hop from the right of X-Forwarded-For.
Whatever stands further left was written by the caller and is never read.
"""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

from privacy_portal.lib.crypto import blind_index

# One household or one rented server has a /64 of its own (RFC 6177); counting single addresses would count nobody.
IPV6_PREFIX = 64
# What stands in for an address where there is none (a web server behind a Unix socket).
UNKNOWN = "unknown"

# Some proxies add the port: "192.0.2.1:4711", "[2001:db8::1]:4711".
_WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](?::\d+)?|(?P<v4>\d+\.\d+\.\d+\.\d+):\d+")


def caller(request: HttpRequest) -> str:
    """Return the caller's network as text: an IPv4 address, an IPv6 /64, or UNKNOWN.

    An IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2) is its IPv4 address. A hop that is missing or no address is not
    from our proxies, and REMOTE_ADDR counts.
    """
    return _network(_hop(request)) or _network(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def caller_key(request: HttpRequest) -> str:
    """Return what stands for the caller in Redis: an HMAC, so that no address is stored anywhere."""
    return blind_index(caller(request), purpose="caller").hex()[:32]


def _hop(request: HttpRequest) -> str:
    count = settings.TRUSTED_PROXY_COUNT
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return hops[-count] if 0 < count <= len(hops) else ""


def _network(text: str) -> str:
    text = text.strip()
    if found := _WITH_PORT.fullmatch(text):
        text = found["v6"] or found["v4"]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
