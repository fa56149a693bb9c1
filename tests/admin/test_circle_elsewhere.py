"""A worker's request outside its own pages: tasks and their mail, letters, intake, tables, evidence."""

import csv
import io
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from privacy_portal.lib.owed import SendState
from requests_app.models import ExportRecord, HolderTask, Notice, Submission
from requests_app.operations import evidence_pack, holder_tasks, task_mail
from requests_app.vocabulary import Party
from tests.admin import intake
from tests.admin.conftest import logged_in
from tests.admin.matrix import marked
from tests.admin.pages import QUEUE, text, url
from tests.filings import BY_LETTER, DELETION, NOON, PIECES, entered, file, only_request
from tests.holders import EVERY_RIGHT, OWN, again, holder, started
from tests.support.roles import TEAM, employ
from tests.threats.proposals import verified

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A61")]

TASKS = "/staff/requests_app/holdertask/"
TAKEN_OUT = "/staff/requests_app/exportrecord/"


@pytest.fixture
def insider(db):
    return employ("insider", *TEAM, circle=True)


@pytest.fixture
def task(staff, insider):
    """A task of a worker's request, made before it was one."""
    holder(staff, "Shop", OWN, types=EVERY_RIGHT)
    (made,) = started(verified(staff, DELETION), staff)
    return made


def table(client, which):
    """The rows of a table that somebody takes out."""
    said = {"which": which, "since": "2026-01-01", "until": "2026-12-31"}
    return list(csv.DictReader(io.StringIO(client.post(f"{QUEUE}export/", said).getvalue().decode(), newline="")))


# --- tasks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["", "everybody", "all"])
def test_no_list_of_tasks_names_it(desk, staff, insider, task, whose):
    marked(task.request, staff)
    HolderTask.objects.update(owner=staff)
    assert task.request.reference not in text(desk.get(TASKS, {"whose": whose}))
    assert task.request.reference in text(logged_in(insider).get(TASKS, {"whose": "all"}))


def test_its_task_and_each_step_of_it_are_as_if_they_did_not_exist(desk, staff, insider, task):
    marked(task.request, staff)
    for step in ("change", "told", "acknowledged", "done", "not-applicable", "keep"):
        address = reverse(f"admin:requests_app_holdertask_{step}", args=[task.pk])
        assert desk.get(address).status_code == 404
        assert desk.post(address, {"note": "Done by Rosa."}).status_code == (403 if step == "change" else 404)
    assert again(task).state == task.state


def test_marking_it_hands_its_tasks_over_to_the_circle(staff, insider, task):
    HolderTask.objects.update(owner_told_at=NOON)
    marked(task.request, staff)
    handed = again(task)
    assert (handed.owner, handed.owner_told_at) == (insider, None)


def test_its_work_is_seen_to_within_the_circle(staff, insider):
    holder(staff, types=EVERY_RIGHT)
    request = marked(verified(staff, DELETION), staff)
    holder_tasks.start(request=request, at=NOON, by=insider)
    assert HolderTask.objects.get().owner == insider


def test_no_mail_about_tasks_counts_it(staff, insider, task):
    """Even of a task that stayed with somebody, because they left the circle later."""
    insider.email = staff.email = "staff@example.com"
    insider.save()
    staff.save()
    marked(task.request, staff)
    HolderTask.objects.update(owner=staff)
    assert (task_mail.tell_owners(at=NOON), mail.outbox) == (0, [])
    assert (task_mail.remind_owners(at=NOON + timedelta(days=35)), mail.outbox) == (0, [])
    HolderTask.objects.update(owner=insider)
    assert task_mail.tell_owners(at=NOON) == 1


# --- letters and intake -----------------------------------------------------------------------------------------------


def test_no_letter_of_it_is_listed_counted_or_printed(desk, staff, insider):
    request = marked(only_request(entered(PIECES, by=staff, **BY_LETTER)), staff)
    letter = Notice.objects.get(submission=request.submission)
    assert (letter.party, letter.state) == (Party.CONSUMER, SendState.OWED)
    assert "No letter waits." in text(desk.get(f"{QUEUE}intake/letters/"))
    assert "1 letter to post" not in text(desk.get("/staff/"))
    address = reverse("admin:requests_app_privacyrequest_letter", args=[request.pk, letter.pk])
    assert desk.get(address).status_code == desk.get(url(request, "posted")).status_code == 404
    theirs = logged_in(insider)
    assert request.reference in text(theirs.get(f"{QUEUE}intake/letters/"))
    assert "1 letter to post" in text(theirs.get("/staff/"))


def test_who_entered_it_and_sends_it_again_reads_only_that_it_was_filed(desk, staff, insider):
    given = intake.page(desk)
    check = intake.check_of(intake.send(desk, intake.CALL, given=given))
    desk.post(check)
    request = marked(only_request(Submission.objects.get()), staff)
    for response in (intake.send(desk, intake.CALL, given=given), desk.post(check, follow=True)):
        assert "This was filed before, once." in text(response)
        assert request.reference not in text(response)


# --- what is taken out ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["LOG", "QUEUE"])
def test_it_is_in_no_table_but_the_circles(desk, staff, insider, which):
    request = marked(verified(staff), staff)
    other = only_request(file(contact="else@example.com"))
    assert [row["Request"] for row in table(desk, which)] == [other.reference]
    assert {row["Request"] for row in table(logged_in(insider), which)} == {request.reference, other.reference}


def test_who_takes_a_table_out_is_told_what_is_never_in_it(desk, insider):
    words = "Requests of people who work for us are never in a table that you take out"
    assert words in text(desk.get(f"{QUEUE}export/"))
    assert words not in text(logged_in(insider).get(f"{QUEUE}export/"))


def test_its_evidence_is_taken_out_by_the_circle_only(desk, staff, insider):
    request = marked(verified(staff), staff)
    assert desk.get(url(request, "evidence")).status_code == 404
    assert desk.post(url(request, "evidence"), {"reason": "A regulator asks for it."}).status_code == 404
    assert not ExportRecord.objects.exists()
    assert logged_in(insider).get(url(request, "evidence")).status_code == 200


def test_that_its_evidence_was_taken_out_is_known_to_the_circle_only(desk, staff, insider, documents):
    request = marked(verified(staff), staff)
    evidence_pack.make(request=request, reason="A regulator asks for it.", at=NOON, by=insider)
    record = ExportRecord.objects.get()
    assert str(record.pk) not in desk.get(TAKEN_OUT).content.decode()
    address = f"{TAKEN_OUT}{record.pk}/change/"
    assert desk.get(address, follow=True).redirect_chain[-1][0] == "/staff/"
    theirs = logged_in(insider)
    assert str(record.pk) in theirs.get(TAKEN_OUT).content.decode()
    assert request.reference in text(theirs.get(address)) or str(request.pk) in theirs.get(address).content.decode()
