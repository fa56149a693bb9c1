"""Two callers, and how one of them uses up what it may do."""

from privacy_portal.lib import ratelimit
from privacy_portal.lib.crypto import blind_index
from privacy_portal.lib.ratelimit import Rule

ADDRESS, OTHER_ADDRESS = "203.0.113.5", "203.0.113.6"


def key_of(address: str) -> str:
    """What stands for an address in Redis."""
    return blind_index(address, purpose="caller").hex()[:32]


def use_up(rule: Rule, address: str = ADDRESS) -> None:
    """As if this caller had done that as often as it may."""
    while ratelimit.count((rule, key_of(address))).within:
        pass
