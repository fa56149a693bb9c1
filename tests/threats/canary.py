"""Words that occur nowhere else: where they are found, something has leaked."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import psycopg2
import redis
from django.contrib.sessions.backends.db import SessionStore
from psycopg2 import sql


def spellings(word: str) -> set[bytes]:
    """A word as it might stand somewhere: as it is, in lower case, escaped, in base64, a number by its digits."""
    plain = {
        word,
        word.lower(),
        word.upper(),
        quote(word),
        quote_plus(word),
        quote(word.lower()),
        json.dumps(word)[1:-1],
    }
    digits = re.sub(r"\D", "", word)
    if len(digits) >= 10:
        plain |= {digits, digits[-10:]}
    found = {each.encode() for each in plain}
    for each in (word.encode(), word.lower().encode()):
        # Base64 looks different at each of three places, and its ends depend on the neighbours.
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + each)
            found.add(encoded[4 if shift else 0 : len(encoded) // 4 * 4 - 4])
            found.add(base64.b64encode(b"\0" * shift + each, b"-_")[4 if shift else 0 : len(encoded) // 4 * 4 - 4])
        found.add(each.hex().encode())
    return {each for each in found if len(each) >= 6}


def hits(words: Iterable[str], place: str, content: bytes) -> list[str]:
    """Which words stand in what was found at a place. Six digits count only where they stand alone."""
    found = []
    for word in words:
        if re.fullmatch(r"\d{6}", word):
            if re.search(rb"(?<![0-9A-Za-z.])" + word.encode() + rb"(?![0-9A-Za-z])", content):
                found.append(f"{place}: a code")
        elif any(each in content for each in spellings(word)):
            found.append(f"{place}: {word}")
    return found


def broker(url: str) -> Iterator[tuple[str, bytes]]:
    """Everything that Redis or Valkey holds, key by key, whatever its type."""
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter():
            yield f"broker {key.decode()}", key + b" " + repr(_value(client, key)).encode() + _raw(client, key)


def _value(client: Any, key: bytes) -> Any:
    kind = client.type(key).decode()
    read = {
        "string": lambda: client.get(key),
        "list": lambda: client.lrange(key, 0, -1),
        "hash": lambda: client.hgetall(key),
        "set": lambda: client.smembers(key),
        "zset": lambda: client.zrange(key, 0, -1, withscores=True),
        "stream": lambda: client.xrange(key),
    }
    return read[kind]()


def _raw(client: Any, key: bytes) -> bytes:
    """The bodies of queued messages, taken out of their base64."""
    bodies = re.findall(rb'"body": "([A-Za-z0-9+/=]+)"', repr(_value(client, key)).encode())
    return b" ".join(base64.b64decode(body) for body in bodies)


def database(url: str) -> Iterator[tuple[str, bytes]]:
    """Every column of every row of every table, as a thief of a dump has it; sessions also as they are read."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            for (table,) in cursor.fetchall():
                cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
                names = [column.name for column in cursor.description or ()]
                for row in cursor.fetchall():
                    for name, value in zip(names, row, strict=True):
                        yield f"database {table}.{name}", _bytes(value)
                        if (table, name) == ("django_session", "session_data"):
                            yield "session", json.dumps(SessionStore().decode(value)).encode()
    finally:
        connection.close()


def _bytes(value: Any) -> bytes:
    if isinstance(value, memoryview | bytes):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).encode()
    return str(value).encode()
