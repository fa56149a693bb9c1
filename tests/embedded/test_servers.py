"""Are the embedded servers safe to run on a machine with other people, and do they survive a crash?"""

import os
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from privacy_portal.embedded import profiles, servers
from privacy_portal.embedded.processes import Children
from privacy_portal.embedded.wheels import ServerTrouble

# Both engines start in about a second, the cluster's creation included: one home for the module.


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def urls(home: Path) -> Iterator[dict[str, str]]:
    claim = servers.Claim(home)
    assert claim.take("a test")
    with servers.own(claim, given={}, durable=False) as urls:
        yield urls


def ask(url: str, statement: str) -> object:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def test_the_portal_is_no_superuser_of_postgres(urls: dict[str, str]) -> None:
    assert ask(urls["DATABASE_URL"], "SELECT current_setting('is_superuser')") == "off"


def test_the_portal_may_create_databases_for_tests(urls: dict[str, str]) -> None:
    ask(urls["DATABASE_URL"], "CREATE DATABASE another")


def test_nobody_logs_in_to_postgres_without_the_password(urls: dict[str, str]) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(urls["DATABASE_URL"].replace(urlsplit(urls["DATABASE_URL"]).password or "", "guess"))


def test_the_superuser_of_postgres_cannot_log_in_at_all(urls: dict[str, str]) -> None:
    with pytest.raises(psycopg2.OperationalError, match="no pg_hba"):
        psycopg2.connect(urls["DATABASE_URL"].replace("portal:", "postgres:", 1))


def test_valkey_answers_nobody_without_the_password(urls: dict[str, str]) -> None:
    address = urlsplit(urls["REDIS_URL"])
    client = redis.Redis(host=address.hostname or "", port=address.port or 0)
    with client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_passwords_are_in_no_argument_of_a_process(urls: dict[str, str]) -> None:
    passwords = [(urlsplit(url).password or "").encode() for url in urls.values()]
    for arguments in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            shown = arguments.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        assert not any(password in shown for password in passwords)


def test_only_the_owner_reads_secrets_and_addresses(urls: dict[str, str], home: Path) -> None:
    for name in ("secrets.env", "servers.json"):
        assert (home / name).stat().st_mode & 0o077 == 0


def test_a_second_process_borrows_the_running_servers(urls: dict[str, str], home: Path) -> None:
    with servers.running(home, given={}) as borrowed:
        assert borrowed == urls
    assert ask(urls["DATABASE_URL"], "SELECT 1") == 1


def test_a_claimed_home_cannot_be_claimed_again_and_says_by_whom(urls: dict[str, str], home: Path) -> None:
    claim = servers.Claim(home)
    assert not claim.take("another test")
    assert claim.holder() == f"a test (process {os.getpid()})"
    claim.give_back()


def test_each_test_run_gets_a_home_of_its_own(tmp_path: Path) -> None:
    claims = [servers.claim_free_home(tmp_path) for _ in range(2)]
    names = [claim.home.name for claim in claims]
    for claim in claims:
        claim.give_back()
    assert names == ["0", "1"]


def test_addresses_that_are_given_are_used(tmp_path: Path) -> None:
    children = Children(register=tmp_path / "processes.json", logs=tmp_path / "log")
    given = {"DATABASE_URL": "postgres://elsewhere/portal", "REDIS_URL": "redis://elsewhere/0"}
    assert servers.start(tmp_path, children, given=given, durable=False) == given
    assert children.first_dead() is None
    assert not (tmp_path / "postgres").exists()


def test_a_server_that_does_not_answer_is_named_by_its_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_PATIENCE", 0)
    children = Children(register=tmp_path / "processes.json", logs=tmp_path / "log")
    nowhere = {"DATABASE_URL": "postgres://portal:x@127.0.0.1:1/portal", "REDIS_URL": "redis://127.0.0.1:1/0"}
    with pytest.raises(ServerTrouble, match="DATABASE_URL does not answer"):
        servers.wait_until_ready(nowhere, children)


def test_data_survive_a_crash_of_all_servers(tmp_path: Path) -> None:
    with claimed(tmp_path) as urls:
        ask(urls["DATABASE_URL"], "CREATE TABLE kept AS SELECT 42 AS answer")
        postmaster = int((tmp_path / "postgres/postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)
        lock = (tmp_path / "postgres/postmaster.pid").read_text()
    # After a crash of the machine the number in the lock file may belong to any other process: to this one, say.
    (tmp_path / "postgres/postmaster.pid").write_text(lock.replace(str(postmaster), str(os.getpid()), 1))
    with claimed(tmp_path) as urls:
        assert ask(urls["DATABASE_URL"], "SELECT answer FROM kept") == 42


def test_data_without_their_keys_are_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with pytest.raises(profiles.SecretsLost, match="make clean"):
        profiles.kept_secrets(tmp_path)


def test_secrets_are_made_once(tmp_path: Path) -> None:
    assert profiles.kept_secrets(tmp_path) == profiles.kept_secrets(tmp_path)


def claimed(home: Path) -> AbstractContextManager[dict[str, str]]:
    claim = servers.Claim(home)
    assert claim.take("a test")
    return servers.own(claim, given={})
