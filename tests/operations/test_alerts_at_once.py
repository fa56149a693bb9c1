"""Two beats, or two workers, at the same moment: every mail to the team is owed once and leaves once."""

from functools import partial

import pytest
import time_machine
from django.core import mail

from privacy_portal.lib.owed import SendState
from requests_app.models import AlertSent, PrivacyRequest
from requests_app.operations import alerts
from requests_app.vocabulary import AlertKind
from tests.filings import NOON, file
from tests.operations.mails_to_the_team import TEAM_ADDRESSES, ago, codes, fail
from tests.support import crowd

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("broker_url"),
]


@pytest.fixture(autouse=True)
def everything_is_owed(settings):
    settings.STAFF_ALERT_EMAILS = TEAM_ADDRESSES
    settings.POLICY_UPDATED = "2025-01-01"
    for number in range(12):
        file(at=ago(50 + number), contact=f"p{number}@example.com")
    fail(PrivacyRequest.objects.all()[0].submission.notices.get(), at=ago(0.1))
    codes(80, answered=80, at=ago(20))
    codes(40, answered=3, at=ago(4))


def test_four_beats_at_once_owe_each_mail_once_and_note_each_request_once():
    owed = crowd.at_once([partial(alerts.queue_due, at=NOON)] * 4)
    assert sum(owed) == AlertSent.objects.count() == len(AlertKind) * len(TEAM_ADDRESSES)
    assert PrivacyRequest.objects.filter(overdue_noted_on=NOON.date()).count() == 12


def test_four_workers_at_once_send_each_mail_once():
    alerts.queue_due(at=NOON)
    pks = list(AlertSent.objects.values_list("pk", flat=True))
    with time_machine.travel(NOON, tick=False):
        crowd.at_once([partial(alerts.deliver, pk) for pk in pks for _worker in range(4)][:24])
        for pk in pks:
            alerts.deliver(pk)
    assert set(AlertSent.objects.values_list("state", flat=True)) == {SendState.SENT}
    assert len(mail.outbox) == len(pks)
