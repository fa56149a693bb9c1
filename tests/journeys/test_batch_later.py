"""What an agent filed for many, later: how far it is, each filing's own page, the way back, and the end of it all."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from requests_app import tasks
from requests_app.models import Batch, BatchFiling, Event, Representative, Submission
from requests_app.operations import authority
from requests_app.vocabulary import AuthorityEnd, EventKind
from tests.journeys import agents
from tests.journeys.agents import ROW, as_csv, page, rows
from verification import challenges, derive
from verification.models import Challenge

pytestmark = pytest.mark.django_db


def test_the_page_after_tells_how_far_it_is_and_every_reference(client):
    agents.confirmed(client)
    agents.upload(client, as_csv(*rows(3)))
    agents.order(client)
    assert "0 of 3 filed." in page(client, "batch_filings")
    assert "Look again" in page(client, "batch_filings")
    agents.work()
    said = page(client, "batch_filings")
    assert "3 of 3 filed." in said
    assert str(Batch.objects.get()) in said
    for acting in Representative.objects.all():
        assert str(acting) in said
        assert acting.own_reference in said
    assert "WAITING/PROOF_MISSING" in said


def test_the_list_can_be_kept_as_a_csv_that_runs_nothing(client):
    agents.filed(client, {**ROW, "own_reference": '=HYPERLINK("http://example.com")'})
    response = client.get(reverse("batch_csv"))
    (line,) = csv.DictReader(io.StringIO(response.content.decode()))
    acting = Representative.objects.get()
    assert acting.own_reference == '=HYPERLINK("http://example.com")'
    assert line == {
        "own_reference": '\'=HYPERLINK("http://example.com")',
        "reference": str(acting),
        "right": "DELETE",
        "state": "WAITING/PROOF_MISSING",
    }


def test_a_row_opens_its_filing_as_the_representative_and_the_batch_stays_open(client):
    agents.filed(client, *rows(2))
    assert client.post(reverse("batch_open"), {"line": "3"}).headers["Location"] == reverse("status")
    said = page(client, "status")
    assert str(Representative.objects.get(batch_line=3)) in said
    assert str(Submission.objects.get(representative__batch_line=3)) not in said
    assert Event.objects.filter(kind=EventKind.STATUS_VIEWED, actor="REPRESENTATIVE").count() == 1
    assert client.get(reverse("batch_filings")).status_code == 200


@pytest.mark.threat("A87")
def test_a_filing_that_has_ended_says_so_and_does_not_open(client):
    agents.filed(client, *rows(2))
    authority.end(
        submission=Submission.objects.get(representative__batch_line=2), why=AuthorityEnd.REVOKED, at=timezone.now()
    )
    Representative.objects.filter(batch_line=3).update(
        ends_on=timezone.now().date() - timedelta(days=2), starts_on=None
    )
    said = page(client, "batch_filings")
    assert said.count("Ended") == 2
    assert "WAITING" not in said
    assert "ENDED" in client.get(reverse("batch_csv")).content.decode()
    for line in ("2", "3"):
        assert client.post(reverse("batch_open"), {"line": line}).headers["Location"] == reverse("batch_filings")
    assert client.get(reverse("status")).status_code == 302


@pytest.mark.parametrize("line", ["", "1", "99", "-2", "٣", "9" * 30, "2'"])
def test_a_line_that_the_batch_does_not_have_opens_nothing(client, line):
    agents.filed(client, ROW)
    assert client.post(reverse("batch_open"), {"line": line}).headers["Location"] == reverse("batch_filings")


def test_the_reference_and_a_fresh_code_open_the_batch_elsewhere(client, client_b):
    batch = agents.filed(client, *rows(2))
    assert client_b.post(reverse("track"), {"reference": str(batch)}).headers["Location"] == reverse("track_code")
    response = client_b.post(reverse("track_code"), {"code": agents.code_of(batch, "track")})
    assert response.headers["Location"] == reverse("batch_filings")
    assert "2 of 2 filed." in page(client_b, "batch_filings")
    client_b.post(reverse("batch_open"), {"line": "2"})
    assert str(Representative.objects.get(batch_line=2)) in page(client_b, "status")


def test_the_link_of_that_message_opens_the_batch_too(client, client_b):
    batch = agents.filed(client, ROW)
    client_b.post(reverse("track"), {"reference": str(batch)})
    challenge = challenges.newest(purpose="track", subject=batch.pk)
    where = reverse("track_link", args=[challenges.link_token(challenge)])
    assert str(batch) in client_b.get(where).content.decode()
    assert client_b.post(where).headers["Location"] == reverse("batch_filings")


def test_a_batch_that_was_never_filed_ends_like_a_draft(client):
    agents.confirmed(client)
    agents.upload(client, as_csv(ROW))
    Batch.objects.update(expires_at=timezone.now())
    assert tasks.purge_drafts() == 1
    assert not Batch.objects.exists()
    assert client.get(reverse("batch_check")).status_code == 302


def test_the_file_is_forgotten_as_soon_as_all_is_filed(client):
    assert agents.filed(client, ROW).reading is None
    Batch.objects.update(expires_at=timezone.now())
    assert tasks.purge_drafts() == 0
    assert Batch.objects.exists()


def test_what_a_worker_gave_up_can_be_tried_again_and_nothing_is_filed_twice(client):
    agents.confirmed(client)
    agents.upload(client, as_csv(*rows(2)))
    agents.order(client)
    BatchFiling.objects.update(state="FAILED", failure="fault")
    assert "could not be filed" in page(client, "batch_filings")
    client.post(reverse("batch_try_again"))
    client.post(reverse("batch_try_again"))
    agents.work()
    assert "2 of 2 filed." in page(client, "batch_filings")
    assert Submission.objects.count() == 2


def test_finish_and_clear_leaves_nothing_that_was_not_filed(client):
    agents.confirmed(client)
    agents.upload(client, as_csv(ROW))
    client.post(reverse("finish"))
    assert not Batch.objects.exists()
    agents.filed(client, ROW)
    client.post(reverse("finish"))
    assert Batch.objects.exists()
    assert client.get(reverse("batch_filings")).status_code == 302


def test_the_owner_of_the_address_can_say_that_it_was_not_them(client, client_b):
    batch = agents.begin(client)
    (challenge,) = Challenge.objects.all()
    client_b.post(reverse("not_me", args=[derive.not_me_token(challenge)]))
    assert Batch.objects.get().disowned_at
    client.post(reverse("batch_code"), {"code": agents.code_of(batch)})
    assert client.get(reverse("batch_upload")).status_code == 302
