"""Does a mail leave once, to one mailbox, and is every failure known for what it is?"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from privacy_portal.lib import mail
from privacy_portal.lib.sending import SendDelayed, SendProblem, SendRefused
from tests.lib.servers import MailServer, SilentServer, free_port

TO = "jane@example.com"
HEADERS = "auto-submitted content-language content-type date from message-id mime-version subject to"
OUR_HEADERS = set(HEADERS.split())


@pytest.fixture(autouse=True)
def _smtp(settings: Any) -> Iterator[None]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Juniper & Sons <privacy@juniper.example.com>"
    yield
    mail.close()


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as running:
        settings.EMAIL_PORT = running.port
        yield running
        mail.close()


def send(**changes: str) -> str:
    return mail.send(
        **{"to": TO, "subject": "Hello", "text": "text", "html": "<p>html</p>", "language": "en", **changes}
    )


def problem_of(**changes: str) -> SendProblem:
    with pytest.raises(SendProblem) as caught:
        send(**changes)
    return caught.value


# --- delivered ------------------------------------------------------------------------------------------------------


def test_a_mail_arrives_as_text_and_html(server: MailServer) -> None:
    send(text="Plain words", html="<p>Rich words</p>")
    [message] = server.messages
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (text.get_content().strip(), html.get_content().strip()) == ("Plain words", "<p>Rich words</p>")
    assert server.recipients == [[TO]]


def test_the_message_id_returned_is_the_one_sent_and_names_our_domain(server: MailServer) -> None:
    returned = send()
    assert server.messages[0]["Message-ID"] == returned
    assert returned.endswith("@juniper.example.com>")
    assert send() != returned


def test_a_mail_says_that_a_machine_wrote_it_and_in_which_language(server: MailServer) -> None:
    send(language="es")
    headers = server.messages[0]
    assert (headers["Auto-Submitted"], headers["Content-Language"]) == ("auto-generated", "es")
    assert headers["From"] == "Juniper & Sons <privacy@juniper.example.com>"


def test_letters_beyond_ascii_arrive_whole(server: MailServer) -> None:
    send(subject="Su código: ñandú ✓", text="Señora Núñez — 日本", html="<p>¿Sí?</p>")
    [message] = server.messages
    body = message.get_body(("plain",))
    assert body is not None
    assert (message["Subject"], body.get_content().strip()) == ("Su código: ñandú ✓", "Señora Núñez — 日本")


def test_an_internationalised_domain_is_written_in_ascii_on_the_wire(server: MailServer) -> None:
    send(to="kontakt@bücher.example")
    assert server.recipients == [["kontakt@xn--bcher-kva.example"]]
    assert server.messages[0]["To"] == "kontakt@xn--bcher-kva.example"


def test_an_internationalised_domain_of_ours_is_written_in_ascii_in_the_message_id(
    server: MailServer, settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL = "privacy@bücher.example"
    assert send().endswith("@xn--bcher-kva.example>")


# --- nothing rides along --------------------------------------------------------------------------------------------


@pytest.mark.threat("A27")
def test_a_subject_cannot_add_a_header(server: MailServer) -> None:
    send(subject="Hello\r\nBcc: victim@example.com\r\n\r\nbody")
    [message] = server.messages
    assert message["Subject"] == "Hello Bcc: victim@example.com body"
    assert (message["Bcc"], server.recipients) == (None, [[TO]])


# One server for all examples: only what arrives is looked at.
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(subject=st.text(max_size=120))
@pytest.mark.threat("A27")
def test_no_subject_whatever_adds_a_header_or_a_recipient(server: MailServer, subject: str) -> None:
    server.messages.clear()
    server.recipients.clear()
    send(subject=subject)
    [message] = server.messages
    assert server.recipients == [[TO]]
    assert {name.lower() for name in message} <= OUR_HEADERS
    assert "\n" not in message["Subject"]


@pytest.mark.parametrize(
    "to",
    [
        "jane@example.com,victim@example.com",
        "jane@example.com\r\nBcc: victim@example.com",
        "Jane <jane@example.com>",
        "not an address",
        "",
    ],
)
@pytest.mark.threat("A26")
def test_an_address_that_is_not_one_mailbox_is_refused_before_the_server_sees_it(server: MailServer, to: str) -> None:
    problem = problem_of(to=to)
    assert (type(problem), problem.code) == (SendRefused, "bad_address")
    assert server.connections == set()


# --- refused and delayed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [550, 553, 521])
def test_a_recipient_refused_for_good_is_permanent(server: MailServer, code: int) -> None:
    server.on_recipient = [f"{code} {TO} unknown"]
    problem = problem_of()
    assert (type(problem), problem.code) == (SendRefused, f"smtp_{code}")


@pytest.mark.parametrize("code", [421, 450, 452])
def test_a_recipient_refused_for_now_is_temporary(server: MailServer, code: int) -> None:
    server.on_recipient = [f"{code} {TO} later"]
    problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, f"smtp_{code}")


def test_a_mail_judged_and_refused_is_permanent(server: MailServer) -> None:
    server.on_data = ["554 looks like spam"]
    problem = problem_of()
    assert (type(problem), problem.code) == (SendRefused, "smtp_554")


def test_a_server_that_is_full_is_temporary(server: MailServer) -> None:
    server.on_data = ["452 insufficient storage"]
    problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, "smtp_452")


def test_a_sender_refused_is_our_fault_and_temporary(server: MailServer) -> None:
    server.on_sender = ["530 authentication required"]
    problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, "smtp_530")


def test_a_login_that_the_server_does_not_offer_is_temporary(server: MailServer, settings: Any) -> None:
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "someone"
    problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, "smtp_not_supported")


def test_encryption_that_the_server_does_not_offer_is_temporary_and_nothing_is_sent(
    server: MailServer, settings: Any
) -> None:
    settings.EMAIL_USE_TLS = True
    problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, "smtp_not_supported")
    assert server.messages == []


def test_a_server_that_is_down_is_temporary(settings: Any) -> None:
    settings.EMAIL_PORT = free_port()
    problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, "connection_refused")


def test_a_server_that_says_nothing_is_temporary(settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    with SilentServer() as silent:
        settings.EMAIL_PORT = silent.port
        problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, "timeout")


def test_a_host_that_does_not_exist_is_temporary(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.invalid"
    problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, "host_not_found")


def test_what_the_server_said_is_neither_in_the_problem_nor_shown_behind_it(server: MailServer) -> None:
    server.on_recipient = [f"550 {TO} unknown"]
    problem = problem_of()
    assert str(problem) == "smtp_550"
    assert problem.__suppress_context__


def test_after_a_refusal_the_next_mail_goes_out(server: MailServer) -> None:
    server.on_recipient = ["550 unknown"]
    problem_of()
    server.on_data = ["451 later"]
    problem_of()
    server.on_sender = ["451 later"]
    problem_of()
    send()
    assert len(server.messages) == 1


def test_after_an_outage_the_next_mail_goes_out(settings: Any) -> None:
    settings.EMAIL_PORT = free_port()
    problem_of()
    with MailServer() as server:
        settings.EMAIL_PORT = server.port
        send()
        mail.close()
    assert len(server.messages) == 1


# --- one connection -------------------------------------------------------------------------------------------------


def test_many_mails_share_one_connection(server: MailServer) -> None:
    for _ in range(5):
        send()
    assert (len(server.messages), len(server.connections)) == (5, 1)


def test_a_connection_closed_for_idleness_is_made_anew_without_losing_or_doubling_a_mail(server: MailServer) -> None:
    first = send()
    server.hang_up()
    second = send()
    assert [message["Message-ID"] for message in server.messages] == [first, second]
    assert len(server.connections) == 2


def test_a_server_that_has_had_enough_of_a_connection_gets_a_new_one(server: MailServer) -> None:
    send()
    server.on_sender = ["421 too many messages in this connection"]
    send()
    assert (len(server.messages), len(server.connections)) == (2, 2)


def test_a_server_that_is_shutting_down_is_not_asked_a_third_time(server: MailServer) -> None:
    send()
    server.on_sender = ["421 shutting down", "421 shutting down"]
    problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, "smtp_421")


def test_a_mail_that_the_server_may_have_taken_is_not_sent_again_by_itself(server: MailServer) -> None:
    send()
    server.hang_up_after_data = True
    problem = problem_of()
    assert (type(problem), problem.code) == (SendDelayed, "disconnected")
    assert len(server.messages) == 2


def test_changed_settings_are_followed(server: MailServer, settings: Any) -> None:
    send()
    with MailServer() as other:
        settings.EMAIL_PORT = other.port
        send()
        mail.close()
    assert (len(server.messages), len(other.messages)) == (1, 1)


def test_a_forked_child_uses_a_connection_of_its_own(server: MailServer) -> None:
    send()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            send()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    send()
    assert (len(server.messages), len(server.connections)) == (3, 2)
