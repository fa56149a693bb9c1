"""Is a document called clean only when a real scanner said exactly that?"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.scanner import Verdict, address_of, scan
from tests.lib.servers import free_port
from tests.support.clamd import EICAR, MARK, STREAM_LIMIT, Clamd, needed_program

Conversation = Callable[[socket.socket], None]


@contextmanager
def somebody(conversation: Conversation) -> Iterator[str]:
    """A server that takes one connection and does `conversation` with it; the value of CLAMD that leads there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):  # the portal gave up first
                conversation(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(10)
        assert not thread.is_alive()


def hear_all(connection: socket.socket) -> bytes:
    """Take the whole question, up to the chunk of nothing at its end."""
    heard = b""
    while not heard.endswith(b"\0\0\0\0"):
        heard += connection.recv(65536)
    return heard


def saying(answer: bytes) -> Conversation:
    def converse(connection: socket.socket) -> None:
        hear_all(connection)
        connection.sendall(answer)

    return converse


def waiting_until_it_closes(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


# --- with ClamAV itself ----------------------------------------------------------------------------------------------


def test_a_harmless_document_is_clean(clamd: str) -> None:
    assert scan([b"a power of attorney", b" of two pages"]) == Verdict.CLEAN


def test_a_document_without_a_byte_is_clean(clamd: str) -> None:
    assert scan([]) == Verdict.CLEAN


@pytest.mark.threat("A51")
@pytest.mark.parametrize("chunks", [[EICAR], [EICAR[:10], b"", EICAR[10:]], [b"%PDF-1.7 ", MARK, b" %%EOF"]])
def test_malware_is_found(clamd: str, chunks: list[bytes]) -> None:
    assert scan(chunks) == Verdict.INFECTED


@pytest.mark.threat("A51")
def test_malware_that_is_split_over_chunks_is_found(clamd: str) -> None:
    assert scan([b"x" * 70_000 + MARK[:5], MARK[5:] + b"y" * 70_000]) == Verdict.INFECTED


@pytest.mark.threat("A51")
def test_a_scanner_over_tcp_says_the_same(clamd_server: Clamd, settings: Any) -> None:
    settings.CLAMD = clamd_server.tcp
    assert (scan([b"harmless"]), scan([EICAR])) == (Verdict.CLEAN, Verdict.INFECTED)


@pytest.mark.threat("A51")
def test_the_largest_document_that_may_be_sent_is_scanned_to_its_end(clamd: str) -> None:
    chunks = [b"\0" * 65536] * 159 + [b"\0" * 65000, MARK]  # 10 MiB, as docs/running.md allows one document
    assert scan(chunks) == Verdict.INFECTED
    assert scan(chunks[:-1]) == Verdict.CLEAN


@pytest.mark.threat("A51")
def test_what_is_longer_than_the_scanner_takes_is_unscanned(clamd: str) -> None:
    assert scan(b"x" * 65536 for _ in range(STREAM_LIMIT // 65536 + 2)) == Verdict.UNSCANNED


@pytest.mark.threat("A51")
def test_a_document_is_scanned_as_it_comes_out_of_the_vault(clamd: str, documents: Path) -> None:
    key = vault.new_key()
    stored = vault.put([EICAR], key=key)
    assert scan(vault.read(stored.name, key=key)) == Verdict.INFECTED


@pytest.mark.threat("A51")
def test_a_document_that_breaks_off_while_it_is_read_is_unscanned(clamd: str) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"the harmless beginning"
        raise vault.Unreadable

    assert scan(breaking()) == Verdict.UNSCANNED


@pytest.mark.threat("A51")
def test_a_scanner_that_was_stopped_leaves_everything_unscanned(settings: Any) -> None:
    server = Clamd(needed_program())
    server.start()
    for settings.CLAMD in (server.unix, server.tcp):
        assert scan([b"harmless"]) == Verdict.CLEAN
    server.stop()
    for settings.CLAMD in (server.unix, server.tcp):
        assert scan([b"harmless"]) == Verdict.UNSCANNED


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give away")
def test_the_scanner_of_the_tests_does_not_run_as_root(clamd_server: Clamd) -> None:
    pid = clamd_server._process.pid
    assert Path(f"/proc/{pid}").stat().st_uid != 0


# --- with nobody, and with somebody who is not what he should be -----------------------------------------------------


@pytest.mark.threat("A51")
def test_without_a_scanner_nothing_is_claimed(settings: Any) -> None:
    settings.CLAMD = ""
    assert scan([EICAR]) == Verdict.OFF


@pytest.mark.threat("A51")
@pytest.mark.parametrize(
    "address", ["x", "tcp://", "tcp://127.0.0.1", "http://127.0.0.1:3310", "unix://", "unix:relative"]
)
def test_an_address_that_leads_nowhere_leaves_it_unscanned(settings: Any, address: str) -> None:
    assert address_of(address) is None
    settings.CLAMD = address
    assert scan([b"harmless"]) == Verdict.UNSCANNED


def test_addresses_of_both_kinds_are_understood() -> None:
    assert address_of("unix:///run/clamav/clamd.ctl") == "/run/clamav/clamd.ctl"
    assert address_of("tcp://127.0.0.1:3310") == ("127.0.0.1", 3310)
    assert address_of("tcp://[::1]:3310") == ("::1", 3310)
    assert address_of("tcp://127.0.0.1:three") is None


@pytest.mark.threat("A51")
def test_a_port_on_which_nobody_listens_leaves_it_unscanned(settings: Any) -> None:
    settings.CLAMD = f"tcp://127.0.0.1:{free_port()}"
    assert scan([b"harmless"]) == Verdict.UNSCANNED


def test_the_question_is_what_clamd_documents(settings: Any) -> None:
    heard: list[bytes] = []

    def listen(connection: socket.socket) -> None:
        heard.append(hear_all(connection))
        connection.sendall(b"stream: OK\0")

    with somebody(listen) as settings.CLAMD:
        assert scan([b"abc", b"", b"de"]) == Verdict.CLEAN
    assert heard == [b"zINSTREAM\0" + b"\0\0\0\3abc" + b"\0\0\0\2de" + b"\0\0\0\0"]


@pytest.mark.threat("A51")
@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",
        b"stream: ",
        b"stream: OK\n",
        b"stream: OK\0stream: OK\0",
        b"stream: OK\0 ",
        b" stream: OK\0",
        b"stream: ok\0",
        b"1: stream: OK\0",
        b"stream: Eicar FOUND",
        b"stream: FOUND\0",
        b"stream: Eicar FOUND\0 ",
        b"?stream: Eicar FOUND\0",
        b"stream:  FOUND\0",
        b"stream: Eic\0ar FOUND\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\xff" * 100,
        b"x" * 20_000,
        b"stream: " + b"x" * 5_000 + b" FOUND\0",
    ],
)
def test_whatever_is_not_exactly_an_answer_is_none(settings: Any, answer: bytes) -> None:
    with somebody(saying(answer)) as settings.CLAMD:
        assert scan([b"harmless"]) == Verdict.UNSCANNED


@pytest.mark.threat("A51")
@examples(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=st.binary(max_size=40) | st.text("stream: OKFUND\0", max_size=14).map(str.encode))
def test_no_garbage_is_ever_taken_for_clean(settings: Any, answer: bytes) -> None:
    with somebody(saying(answer)) as settings.CLAMD:
        assert (scan([b"harmless"]) == Verdict.CLEAN) == (answer == b"stream: OK\0")


def test_an_answer_in_two_pieces_is_an_answer(settings: Any) -> None:
    def slowly(connection: socket.socket) -> None:
        hear_all(connection)
        connection.sendall(b"stream: Some.Thing-1 FO")
        connection.sendall(b"UND\0")

    with somebody(slowly) as settings.CLAMD:
        assert scan([b"harmless"]) == Verdict.INFECTED


@pytest.mark.threat("A51")
def test_a_scanner_that_says_clean_before_it_has_heard_all_is_not_believed(settings: Any) -> None:
    def hasty(connection: socket.socket) -> None:
        connection.recv(10)
        connection.sendall(b"stream: OK\0")

    with somebody(hasty) as settings.CLAMD:
        assert scan(b"x" * 1_000_000 for _ in range(20)) == Verdict.UNSCANNED


@pytest.mark.threat("A51")
def test_a_scanner_that_hangs_up_in_the_middle_leaves_it_unscanned(settings: Any) -> None:
    with somebody(lambda connection: connection.recv(10)) as settings.CLAMD:
        assert scan(b"x" * 1_000_000 for _ in range(20)) == Verdict.UNSCANNED


@pytest.mark.threat("A51")
def test_a_silent_scanner_is_given_up(settings: Any) -> None:
    settings.CLAMD_SECONDS = 0.3
    with somebody(waiting_until_it_closes) as settings.CLAMD:
        assert scan([b"harmless"]) == Verdict.UNSCANNED


@pytest.mark.threat("A51")
def test_a_scanner_that_takes_nothing_is_given_up(settings: Any) -> None:
    settings.CLAMD_SECONDS = 0.3
    over = threading.Event()
    with somebody(lambda _: over.wait(10) and None) as settings.CLAMD:
        assert scan(b"x" * 1_000_000 for _ in range(50)) == Verdict.UNSCANNED
        over.set()


@pytest.mark.threat("A51")
def test_a_scanner_that_dribbles_its_answer_is_given_up(settings: Any) -> None:
    settings.CLAMD_SECONDS = 0.3
    over = threading.Event()

    def dribble(connection: socket.socket) -> None:
        hear_all(connection)
        while not over.wait(0.05):
            connection.sendall(b"s")

    with somebody(dribble) as settings.CLAMD:
        assert scan([b"harmless"]) == Verdict.UNSCANNED
        over.set()


def test_a_path_where_nobody_listens_is_left_at_once(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD = f"unix://{tmp_path}/clamd.ctl"
    assert scan([b"harmless"]) == Verdict.UNSCANNED


def test_no_trouble_gets_out_and_no_content_gets_into_the_log(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    def failing() -> Iterator[bytes]:
        yield b""
        raise RuntimeError("Rosa Alvarez, 123-45-6789")

    with somebody(waiting_until_it_closes) as settings.CLAMD:
        assert scan(failing()) == Verdict.UNSCANNED
    assert [record.getMessage() for record in caplog.records] == ["scanner: no answer: RuntimeError"]
    assert caplog.records[0].exc_info is None
