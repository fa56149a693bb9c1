"""How is a PostgreSQL from a wheel created and started, also by root, so that no superuser can log in?

The cluster has one role that may log in, `portal`: an ordinary one that owns the database and may create others (tests
do), with a password, on loopback only.
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
from pathlib import Path

import psycopg2

from privacy_portal.embedded.processes import Children
from privacy_portal.embedded.wheels import ServerTrouble, free_port, postgres_program

_MAJOR = "18"  # of the programs that `postgres_program` names
_ACCESS = "host all portal 127.0.0.1/32 scram-sha-256\n"


def start(home: Path, children: Children, *, password: str, durable: bool, port: int = 0) -> str:
    """Start the cluster of `home`, created on first use, without waiting. Returns its address as DATABASE_URL.

    Without `durable` it does not wait for the disk: for tests only. `port`: the one it had, to come back at the same
    address; otherwise a free one. Raises ServerTrouble.
    """
    data = home / "postgres"
    if not data.exists():
        _create_cluster(home, data, password=password)
    _refuse_other_version(data)
    _forget_dead_postmaster(data)
    port = port or free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "log_min_error_statement": "panic",  # a failed statement can hold personal data
        "jit": "off",
    }
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        # Tests let fifty do something at once, in two runs beside each other.
        options["max_connections"] = "250"
    argv = [str(postgres_program("postgres")), "-D", str(data)]
    for name, value in options.items():
        argv += ["-c", f"{name}={value}"]
    # SIGINT is PostgreSQL's fast shutdown: sessions end, data are written.
    children.start("postgres", argv, stop_signal=signal.SIGINT, wrapper=_wrapper(data))
    return f"postgres://portal:{password}@127.0.0.1:{port}/portal"


def _create_cluster(home: Path, data: Path, *, password: str) -> None:
    """A cluster in which one ordinary role, `portal`, may log in and owns one database; whole or not at all.

    `portal_app` owns nothing and cannot log in: with it the tests show what the second of two roles needs.
    """
    new = home / "postgres.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    prefix = _wrapper(new)
    program = [*prefix, str(postgres_program("initdb")), "--pgdata", str(new), "--username", "postgres"]
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run([*program, *locale, "--auth=reject", "--no-instructions"])
    sql = f"CREATE ROLE portal LOGIN CREATEDB PASSWORD '{password}'\nCREATE DATABASE portal OWNER portal\n"
    sql += "CREATE ROLE portal_app NOLOGIN\nGRANT portal_app TO portal\n"
    single = [*prefix, str(postgres_program("postgres")), "--single", "-D", str(new), "postgres"]
    _run(single, typed=sql)
    (new / "pg_hba.conf").write_text(_ACCESS)
    new.replace(data)


def _run(argv: list[str], *, typed: str = "") -> None:
    done = subprocess.run(argv, input=typed, capture_output=True, text=True, cwd="/")
    if done.returncode or "ERROR:" in done.stderr:
        raise ServerTrouble(f"PostgreSQL could not be set up ({Path(argv[0]).name}):\n{done.stdout}{done.stderr}")


def _wrapper(data: Path) -> list[str]:
    """What has to stand before PostgreSQL's programs when root starts them, for they refuse root.

    They run as who owns the data, or as nobody, who then gets them. Where a directory on the way is closed to others
    (root's home, say), they keep one right of root's, to pass: opening the directories instead would be a lasting
    change of somebody's machine. The portal's own login is no superuser and can make no use of that right.
    """
    if os.geteuid() != 0:
        return []
    owner = data.stat().st_uid
    user = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    if not owner:
        for path in [data, *data.rglob("*")]:
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    options = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    program = postgres_program("postgres").absolute()
    if not all(way.stat().st_mode & stat.S_IXOTH for way in {program, *program.parents, *data.absolute().parents}):
        # Without the first, access(2), which PostgreSQL asks about its programs, would not count the right.
        options += ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return ["setpriv", *options, "--"]


def _refuse_other_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != _MAJOR:
        raise ServerTrouble(
            f"{data} was written by PostgreSQL {found}; this one is {_MAJOR}. "
            "To begin anew with an empty demo: make clean"
        )


def _forget_dead_postmaster(data: Path) -> None:
    """Remove a lock file whose process id now belongs to something else, as after a crash of the machine."""
    lock = data / "postmaster.pid"
    if lock.exists():
        pid = lock.read_text().splitlines()[0]
        try:
            ours = data.samefile(f"/proc/{pid}/cwd")
        except OSError:
            ours = False
        if not ours:
            lock.unlink()


def login(url: str) -> None:
    """Log in and leave. Raises psycopg2.OperationalError while that is not possible."""
    psycopg2.connect(url, connect_timeout=3).close()
