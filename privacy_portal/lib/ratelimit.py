"""How much may one caller ask for, and what happens above that?

The rules are the table below; Redis counts, with the sliding windows of the library `limits`. Whatever one request
needs to know is asked in one round trip. Redis holds HMACs and numbers, each for two periods of its rule at most.

Redis may be away. Then nobody is counted and everything stays open: a filing must not fail because a broker is down,
what people are sent is limited per destination in PostgreSQL, and a code has its own few tries there. A failure is
noticed within TIMEOUT, Redis is then left alone for PAUSE, and the log says so once a minute.
"""

import functools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import limits
from django.conf import settings
from limits.storage import RedisStorage
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

TIMEOUT = 0.25  # seconds that a request waits for Redis at most, twice: to connect and to hear
PAUSE = 5.0  # seconds without a question after a failure
LOG_EVERY = 60.0  # seconds between two lines about the same outage
FLOOD_WINDOW = 60  # seconds
FLOOD_MEMORY = 1.0  # seconds for which one process knows of a flood without asking


class Above(Enum):
    """What happens to a caller who goes over a limit."""

    PROVE = "a proof of work, or a minute's patience"
    WAIT = "the next one a little later"
    REFUSE = "429 with Retry-After and the other ways in"


@dataclass(frozen=True)
class Rule:
    """One line of the table. `limit` is written as the library `limits` reads it."""

    name: str
    limit: str
    above: Above
    why: str

    @functools.cached_property
    def item(self) -> limits.RateLimitItem:
        return limits.parse(self.limit)

    @property
    def seconds(self) -> int:
        """After how long the caller is certainly let in again."""
        return self.item.get_expiry()


# --- the table: each rule counts one caller (an IPv4 address or an IPv6 /64) unless it says otherwise ---------------

FILE = Rule("file", "10 per hour", Above.PROVE, "A household or an office files a few; a script files thousands.")
FILE_PROVEN = Rule("file-proven", "50 per hour", Above.REFUSE, "A library or a carrier shares one address: 60 in all.")
FILE_WAITED = Rule("file-waited", "1 per minute", Above.WAIT, "The way without a script must not be the cheap one.")
FLOOD_WAITED = Rule("flood-waited", "10 per minute", Above.WAIT, "Of all callers together, while a flood lasts.")
START = Rule("start", "60 per hour", Above.REFUSE, "Each start stores a draft and a session.")
ASK = Rule("ask", "20 per hour", Above.REFUSE, "Each resend, new contact or tracking sends somebody a message.")
ENTER = Rule("enter", "60 per hour", Above.REFUSE, "Each code has five tries; this counts them over many codes.")
UPLOAD = Rule("upload", "60 per hour", Above.REFUSE, "Each may cost a worker seconds; twenty are a filing's most.")
READ = Rule("read", "30 per hour", Above.REFUSE, "Each file of many requests is read and checked row by row.")
LOGIN_PAIR = Rule("login-pair", "10 per 15 minutes", Above.REFUSE, "Of one account from one caller: others get in.")
LOGIN = Rule("login", "50 per 15 minutes", Above.REFUSE, "One caller who tries one password on many accounts.")

RULES = (FILE, FILE_PROVEN, FILE_WAITED, FLOOD_WAITED, START, ASK, ENTER, UPLOAD, READ, LOGIN_PAIR, LOGIN)
EVERYBODY = "everybody"


@dataclass(frozen=True)
class Count:
    """The answer of Redis: whether every rule was kept, and whether a flood is on."""

    within: bool = True
    flood: bool = False


def count(*uses: tuple[Rule, str], sending: bool = False) -> Count:
    """Count one use of each rule by each key, in one round trip; one that is refused is not counted.

    `sending` counts a filing of anybody as well: more than FLOOD_FILINGS_PER_MINUTE in this minute or in the one
    before are a flood. Without Redis, or with RATE_LIMIT_URL empty, everything is within its limits.
    """

    def ask(pipe: Any) -> None:
        for rule, key in uses:
            _take(pipe, rule, key)
        if sending:
            _count_filing(pipe)

    answers = _ask(ask)
    if answers is None:
        return Count()
    within = all(answers[: len(uses)])
    flood = sending and _is_flood(answers[len(uses) :])
    if flood:
        _memory.until = time.monotonic() + FLOOD_MEMORY
    return Count(within=within, flood=flood)


def shed() -> bool:
    """Whether to turn a filing away at once, because this process heard of a flood a moment ago. Asks nobody.

    What is turned away so is counted with the next filing that asks: a flood does not end because it is refused.
    """
    if time.monotonic() >= _memory.until:
        return False
    _memory.shed += 1
    return True


def claim(name: str, *, seconds: int) -> bool:
    """Take a name that can be taken once; False when it was taken before. True without Redis: see `proof_of_work`."""
    answers = _ask(lambda pipe: pipe.set(_storage_key(f"once/{name}"), 1, nx=True, ex=seconds))
    return answers is None or bool(answers[0])


def forget_everything() -> None:
    """Delete all counts, and ask a Redis that was away again."""
    _circuit.closed_at = _circuit.logged_at = _memory.until = 0.0
    _memory.shed = 0
    if settings.RATE_LIMIT_URL:
        _storage(settings.RATE_LIMIT_URL).reset()


class _Memory:
    """What this process knows of the flood. Threads may lose a count to each other: it is a sum of hundreds."""

    def __init__(self) -> None:
        self.until = 0.0
        self.shed = 0


_memory = _Memory()


def _take(pipe: Any, rule: Rule, key: str) -> None:
    """The sliding window of `limits`, by its own script, inside a pipeline of ours."""
    current = _storage_key("{" + rule.item.key_for(rule.name, key) + "}")
    script = RedisStorage.SCRIPT_ACQUIRE_SLIDING_WINDOW
    pipe.eval(script, 2, f"{current}/-1", current, rule.item.amount, rule.item.get_expiry(), 1)


def _count_filing(pipe: Any) -> None:
    minute = int(time.time()) // FLOOD_WINDOW
    now, before = (_storage_key(f"filings/{each}") for each in (minute, minute - 1))
    shed, _memory.shed = _memory.shed, 0
    pipe.incrby(now, 1 + shed)
    pipe.expire(now, 2 * FLOOD_WINDOW)
    pipe.get(before)


def _is_flood(answers: list[Any]) -> bool:
    now, _expires, before = answers
    return max(int(now), int(before or 0)) > int(settings.FLOOD_FILINGS_PER_MINUTE)


def _storage_key(name: str) -> str:
    return f"{RedisStorage.PREFIX}:{name}"


# --- Redis, and what happens when it is away ------------------------------------------------------------------------


class _Circuit:
    """Open after a failure: nobody asks Redis for a while, so that an outage costs no request more than the first."""

    def __init__(self) -> None:
        self.closed_at = 0.0
        self.logged_at = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.closed_at

    def open(self, trouble: RedisError) -> None:
        now = time.monotonic()
        self.closed_at = now + PAUSE
        if not self.logged_at or now - self.logged_at >= LOG_EVERY:
            self.logged_at = now
            logger.error("Redis does not answer (%s): callers are not counted for now", type(trouble).__name__)


_circuit = _Circuit()


@functools.cache
def _storage(url: str) -> RedisStorage:
    # One retry, at once: a connection that a restarted Redis has closed is no outage. A time-out is not retried.
    retry: Any = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
    options: dict[str, Any] = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT, "retry": retry}
    return RedisStorage(url, **options)


def _ask(fill: Callable[[Any], object]) -> list[Any] | None:
    """What Redis answers to the commands of `fill`, or None when nobody counts."""
    if not settings.RATE_LIMIT_URL or _circuit.is_open():
        return None
    try:
        client: Any = _storage(settings.RATE_LIMIT_URL).get_connection()
        with client.pipeline(transaction=False) as pipe:
            fill(pipe)
            return list(pipe.execute())
    except RedisError as trouble:
        _circuit.open(trouble)
        return None
