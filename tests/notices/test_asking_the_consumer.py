"""The message that asks a consumer about their agent: a link by mail, a reference by telephone, nobody's words."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail

from requests_app import notices
from requests_app.models import Notice, Submission
from requests_app.operations import authority, identity
from requests_app.vocabulary import FilerRole, NoticeKind, ProofWay
from tests.filings import CATEGORIES, NOON, confirm_filer, file_for
from tests.notices.cases import CONTACTS
from tests.notices.mailbox import deliver, sent
from verification import challenges, channels
from verification.models import Channel

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]
TYPED = ("Rosa", "Ana", "Agents", "case 7")


def asked(channel: Channel, language: str):
    submission = confirm_filer(
        file_for(
            FilerRole.AGENT,
            CATEGORIES,
            contact_channel=channel,
            contact=CONTACTS[channel],
            language=language,
            acting={"firm": "Agents Example", "own_reference": "case 7"},
        )
    )
    authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=NOON)
    return submission


@pytest.mark.threat("A28")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_leads_to_the_question_and_repeats_nothing_that_the_agent_typed(language):
    submission = asked(Channel.EMAIL, language)
    challenge = challenges.newest(purpose=authority.AGREE, subject=submission.pk)
    channels.deliver(challenge)
    message = mail.outbox[-1]
    for part in (message.body, message.alternatives[0].content):
        assert f"/represented/link/{challenges.link_token(challenge)}/" in part
        assert challenges.code_of(challenge) not in part
        assert not [word for word in TYPED if word in part]


@pytest.mark.threat("A28")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", [Channel.TEXT, Channel.CALL])
def test_a_text_or_a_call_asks_and_carries_the_reference(channel, language):
    submission = asked(channel, language)
    deliver(submission.notices.get(kind=NoticeKind.REPRESENTED))
    said = sent(channel)
    spoken = " ".join(f"{sign}." for sign in submission.reference)
    assert (spoken if channel == Channel.CALL else str(submission)) in said.text
    assert not [word for word in TYPED if word in said.everything]


@pytest.mark.threat("A29", "A30")
def test_an_agent_cannot_have_a_confirmed_consumer_texted_without_limit(monkeypatch):
    phone = {"contact_channel": Channel.TEXT, "contact": "+14155550123"}
    submission = confirm_filer(file_for(FilerRole.AGENT, CATEGORIES, **phone))
    identity.open_tracking(challenge=identity.start_tracking(side=submission, at=NOON), at=NOON)
    assert Submission.objects.get().confirmed
    texts = []

    def send(notice):
        texts.append(notice.kind)
        return "id"

    monkeypatch.setattr(notices, "_send", send)
    for minute in range(20):
        at = NOON + minute * timedelta(minutes=1)
        authority.offer_proof(submission=submission, way=ProofWay.ONLINE, at=at)
        with time_machine.travel(at, tick=False):
            for notice in Notice.objects.filter(kind=NoticeKind.REPRESENTED, state="OWED"):
                notices.deliver(notice.pk)
    assert 1 <= len(texts) <= 3
