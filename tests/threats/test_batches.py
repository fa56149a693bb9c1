"""Can a firm drown the desk, or anybody else's mailbox, by a file? Quotas, limits, and each row once."""

import time
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from privacy_portal.lib import owed
from requests_app import batch_file, calendar, tasks
from requests_app.models import Batch, BatchFiling, Notice, Submission
from requests_app.models.reference import new_reference
from requests_app.operations import batch as operations
from requests_app.operations import batch_filing, intake
from tests.journeys import agents
from tests.journeys.agents import ROW, as_csv, rows
from tests.support.crowd import at_once, ends
from tests.threats.test_sameness import tracking_pages
from verification.models import Outgoing

pytestmark = [pytest.mark.threat("A86"), pytest.mark.django_db]
FULL = 200


def ready(client: Client, count: int, *, email: str = agents.ADDRESS) -> Batch:
    """A batch whose file is read, in that browser."""
    batch = agents.confirmed(client, email=email)
    agents.upload(client, as_csv(*rows(count)))
    return Batch.objects.get(pk=batch.pk)


def read(batch: Batch) -> dict[str, Any]:
    """What the batch's file says."""
    batch.refresh_from_db()
    assert batch.reading is not None
    return batch.reading


def order(batch: Batch) -> None:
    operations.order(batch=batch, reading=read(batch)["id"], at=timezone.now())


# --- how much --------------------------------------------------------------------------------------------------------


def test_an_agent_files_so_many_rows_in_a_day_and_no_more(settings: Settings) -> None:
    settings.BATCH_ROWS_PER_DAY = 5
    first, second = Client(), Client()
    ready(first, 3)
    assert agents.order(first).headers["Location"] == reverse("batch_filings")
    ready(second, 3, email="ANA@agents.example.com")
    assert "Today you can file 2 more" in agents.order(second).content.decode()
    agents.upload(second, as_csv(*rows(2)))
    assert agents.order(second).headers["Location"] == reverse("batch_filings")
    agents.work()
    assert Submission.objects.count() == 5


def test_the_day_ends(settings: Settings) -> None:
    settings.BATCH_ROWS_PER_DAY = 2
    order(ready(Client(), 2))
    Batch.objects.update(ordered_at=timezone.now() - timedelta(hours=25))
    order(ready(Client(), 2))


def test_another_agent_is_not_held_back_by_it(settings: Settings) -> None:
    settings.BATCH_ROWS_PER_DAY = 2
    order(ready(Client(), 2))
    order(ready(Client(), 2, email="ben@agents.example.com"))


def test_many_made_up_agents_share_a_quota_of_all(settings: Settings) -> None:
    settings.BATCH_ROWS_PER_DAY_OF_ALL = 3
    order(ready(Client(), 2))
    with pytest.raises(operations.QuotaReached) as reached:
        order(ready(Client(), 2, email="ben@agents.example.com"))
    assert reached.value.left == 1


@pytest.mark.django_db(transaction=True)
def test_batches_that_are_ordered_at_the_same_moment_do_not_share_a_place(settings: Settings) -> None:
    settings.BATCH_ROWS_PER_DAY = 7
    batches = [ready(Client(), 3) for _ in range(3)]
    Outgoing.objects.all().delete()
    acts = [partial(order, batch) for batch in batches]
    assert ends(at_once(acts, refusals=(operations.QuotaReached,))) == {"done": 2, "QuotaReached": 1}


def test_a_caller_uploads_so_many_files_in_an_hour(counting: Settings, caller: Any) -> None:
    client = caller("192.0.2.10")
    agents.confirmed(client)
    codes = Counter(agents.upload(client, as_csv(ROW)).status_code for _ in range(32))
    assert codes == {302: 30, 429: 2}


def test_a_caller_begins_so_many_batches_in_an_hour_and_an_address_gets_few_codes(
    counting: Settings, caller: Any
) -> None:
    client = caller("192.0.2.11")
    for _ in range(20):
        agents.begin(client)
    assert Outgoing.objects.filter(held="").count() == 3
    client.post(reverse("batch"))
    for step, answer in {
        "name": {"name": "A"},
        "contact": {"email": agents.ADDRESS},
        "language": {"language": "en"},
    }.items():
        client.post(reverse("batch_step", args=[step]), answer)
    assert client.post(reverse("batch_step", args=["duties"]), {"duties": "yes"}).status_code == 429


def test_in_a_flood_a_confirmed_agent_goes_on_within_their_quota(counting: Settings, caller: Any) -> None:
    counting.FLOOD_FILINGS_PER_MINUTE = 0
    counting.BATCH_ROWS_PER_DAY = 4
    caller("192.0.2.12").post(reverse("journey_check"))
    client = caller("192.0.2.13")
    ready(client, 3)
    assert agents.order(client).headers["Location"] == reverse("batch_filings")
    other = caller("192.0.2.14")
    ready(other, 3)
    assert "Today you can file 1 more" in agents.order(other).content.decode()


def test_consumers_whom_many_batches_name_are_written_to_by_none() -> None:
    for number in range(3):
        agents.filed(Client(), ROW, email=f"agent{number}@example.com")
    assert Submission.objects.count() == 3
    assert "rosa@example.com" not in {each.destination()[1] for each in Notice.objects.all()}


# --- load ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_full_file_is_read_and_ordered_by_few_queries_and_filed_in_a_worker(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    agents.confirmed(client)
    with django_assert_max_num_queries(25):
        agents.upload(client, as_csv(*rows(FULL, rights="KNOW_SPECIFIC;DELETE")))
        agents.order(client)
    assert not Submission.objects.exists()
    agents.work_to_the_end()
    assert Submission.objects.count() == FULL
    with django_assert_max_num_queries(15):
        assert "200 of 200 filed." in " ".join(client.get(reverse("batch_filings")).content.decode().split())


def test_the_page_of_errors_has_an_end(client: Client) -> None:
    batch = agents.confirmed(client)
    wrong = dict.fromkeys(batch_file.KNOWN, "x" * 200) | {"rights": "KNOW_SPECIFIC;DELETE;CORRECT;FORGET"}
    reading = batch_file.read(as_csv(*[wrong] * FULL), batch=batch, today=calendar.business_day(timezone.now()))
    assert (len(reading.problems), reading.rows) == (100, [])
    assert reading.more_problems > 1_000
    agents.upload(client, as_csv(*[wrong] * FULL))
    assert len(client.get(reverse("batch_check")).content) < 100_000


@pytest.mark.threat("A50")
def test_a_file_that_is_too_big_is_refused_with_a_sentence_and_is_on_no_disk(
    client: Client, settings: Settings, tmp_path: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    agents.confirmed(client)
    response = agents.upload(client, b"name\n" + b"x" * 5_000_000)
    assert response.status_code == 200
    assert "The file is too big" in response.content.decode()
    assert list(tmp_path.iterdir()) == []


# --- once ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_file_each_row_once() -> None:
    client = Client()
    batch = ready(client, 12)
    results = at_once([partial(order, batch)] * 20, refusals=(operations.AlreadyOrdered,))
    assert ends(results) == {"done": 1, "AlreadyOrdered": 19}
    filing = BatchFiling.objects.get()
    at_once([partial(batch_filing.file_batch, filing.pk)] * 8)
    assert (Submission.objects.count(), BatchFiling.objects.get().state) == (12, "SENT")


@pytest.mark.django_db(transaction=True)
def test_workers_that_believe_they_have_the_batch_file_each_row_once() -> None:
    """One whose lease ran out while it was slow, and the one that took over: only one gets further."""
    batch = ready(Client(), 10)
    order(batch)
    filing = BatchFiling.objects.get()
    slow = owed.lease(BatchFiling, filing.pk, at=timezone.now())
    BatchFiling.objects.update(next_try_at=timezone.now())
    quick = owed.lease(BatchFiling, filing.pk, at=timezone.now())
    assert slow
    assert quick
    chunk = read(batch)["rows"]
    acts = [partial(batch_filing.file_rows, each, batch, chunk, at=timezone.now()) for each in [slow, quick] * 4]
    results = at_once(acts, refusals=(batch_filing.LeaseLost,))
    assert ends(results) == {"done": 4, "LeaseLost": 4}
    assert Submission.objects.count() == 10


class Killed(BaseException):
    """The worker's process is gone: nothing of its own runs any more."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [0, 1, 5, 10, 15, 24])
def test_a_worker_that_dies_between_any_two_rows_loses_and_doubles_none(after: int, monkeypatch: Any) -> None:
    order(ready(Client(), 25))
    real, done = intake.file_request, Counter[str]()

    def dying(**given: Any) -> Submission:
        if done["rows"] == after:
            raise Killed
        done["rows"] += 1
        return real(**given)

    monkeypatch.setattr(intake, "file_request", dying)
    with pytest.raises(Killed):
        agents.work()
    monkeypatch.undo()
    assert Submission.objects.count() == after // batch_filing.CHUNK * batch_filing.CHUNK
    agents.work()  # the dead one's lease holds
    assert BatchFiling.objects.get().state == "OWED"
    BatchFiling.objects.update(next_try_at=timezone.now() - owed.GRACE - timedelta(seconds=1))
    assert tasks.sweep_batches() == 1
    agents.work()
    assert (Submission.objects.count(), BatchFiling.objects.get().state) == (25, "SENT")
    lines = Submission.objects.values_list("representative__batch_line", flat=True)
    assert list(lines.order_by("representative__batch_line")) == list(range(2, 27))


@pytest.mark.django_db(transaction=True)
def test_a_slow_batch_is_handed_on_and_ends(monkeypatch: Any) -> None:
    order(ready(Client(), 25))
    monkeypatch.setattr(batch_filing, "LONGEST", -1.0)
    for expected in (10, 20, 25):
        agents.work()
        assert Submission.objects.count() == expected
    monkeypatch.undo()
    agents.work()
    assert BatchFiling.objects.get().state == "SENT"


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_files_it_while_the_page_tells_how_far_it_is(worker: Any, client: Client) -> None:
    ready(client, 30)
    agents.order(client)
    give_up = time.monotonic() + 60
    while "30 of 30 filed." not in " ".join(client.get(reverse("batch_filings")).content.decode().split()):
        assert time.monotonic() < give_up
        time.sleep(0.1)
    assert Submission.objects.count() == 30


# --- whose -----------------------------------------------------------------------------------------------------------


def test_a_batch_opens_its_own_rows_and_no_other_batchs(client: Client, client_b: Client) -> None:
    agents.filed(client, *rows(1))
    agents.filed(client_b, *rows(2), email="ben@agents.example.com")
    assert client.post(reverse("batch_open"), {"line": "3"}).headers["Location"] == reverse("batch_filings")
    assert client_b.post(reverse("batch_open"), {"line": "3"}).headers["Location"] == reverse("status")


@pytest.mark.threat("A34")
def test_what_an_agent_says_of_themselves_is_shown_in_their_own_browser_only(client: Client, client_b: Client) -> None:
    client.post(reverse("batch"))
    where = reverse("batch_step", args=["name"])
    client.post(where, {"name": "Ana Agent"})
    assert "Ana Agent" in client.get(where).content.decode()
    assert client_b.get(where).headers["Location"] == reverse("batch")
    client_b.post(reverse("batch"))
    assert "Ana Agent" not in client_b.get(where).content.decode()


@pytest.mark.threat("A23", "A25")
def test_tracking_a_batch_looks_the_same_as_tracking_nothing(client: Client) -> None:
    batch = agents.filed(client, ROW)
    assert tracking_pages(batch.reference) == tracking_pages(new_reference())


def test_the_page_of_a_batch_closes_after_a_while(client: Client) -> None:
    agents.filed(client, ROW)
    session = client.session
    session["batch"] = {**session["batch"], "idle_end": timezone.now().isoformat()}
    session.save()
    for name in ("batch_filings", "batch_csv", "batch_upload", "batch_check"):
        assert client.get(reverse(name)).headers["Location"] == reverse("track")
