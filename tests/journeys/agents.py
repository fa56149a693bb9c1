"""An agent who files for many, without a browser: Django's own test client walks the pages."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app import batch_file
from requests_app.models import Batch, BatchFiling
from requests_app.operations import batch as operations
from requests_app.operations import batch_filing
from verification import challenges

ADDRESS = "ana@agents.example.com"
ROW = {
    "own_reference": "A-1",
    "name": "Rosa Example",
    "contact_channel": "EMAIL",
    "contact": "rosa@example.com",
    "language": "en",
    "rights": "DELETE",
    "california": "yes",
}


def rows(count: int, **changes: str) -> list[dict[str, str]]:
    """So many rows that differ in person and reference."""
    return [
        {**ROW, "own_reference": f"A-{n}", "name": f"Rosa {n}", "contact": f"rosa{n}@example.com", **changes}
        for n in range(1, count + 1)
    ]


def as_csv(*lines: dict[str, str], columns: list[str] | None = None) -> bytes:
    """A file of an agent, as a spreadsheet writes it."""
    columns = columns or batch_file.KNOWN
    table = [columns, *([line.get(column, "") for column in columns] for line in lines)]
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n" for cells in table)
    return text.encode()


def begin(client: Client, *, email: str = ADDRESS, agent: str = "Ana Agent", firm: str = "Agents Example LLC") -> Batch:
    """Give the agent's details; a code leaves."""
    where = client.post(reverse("batch")).headers["Location"]
    answers: dict[str, Any] = {
        "name": {"name": agent, "firm": firm},
        "contact": {"email": email},
        "language": {"language": "en"},
        "duties": {"duties": "yes"},
    }
    for step, answer in answers.items():
        assert where == reverse("batch_step", args=[step])
        response = client.post(where, answer)
        assert response.status_code == 302, response.context["form"].errors
        where = response.headers["Location"]
    assert where == reverse("batch_code")
    return Batch.objects.get(pk=client.session["batch_waiting"])


def code_of(batch: Batch, purpose: str = operations.BATCH) -> str:
    """The code of the newest message to the agent."""
    challenge = challenges.newest(purpose=purpose, subject=batch.pk)
    assert challenge is not None
    return challenges.code_of(challenge)


def confirmed(client: Client, **who: str) -> Batch:
    """Begin, and enter the code."""
    batch = begin(client, **who)
    response = client.post(reverse("batch_code"), {"code": code_of(batch)})
    assert response.headers["Location"] == reverse("batch_upload")
    return Batch.objects.get(pk=batch.pk)


def upload(client: Client, content: bytes) -> Any:
    """Upload a file."""
    return client.post(reverse("batch_upload"), {"file": SimpleUploadedFile("people.csv", content)})


def order(client: Client) -> Any:
    """Press the button that files what was read."""
    batch = Batch.objects.get(pk=client.session["batch"]["batch"])
    assert batch.reading is not None
    return client.post(reverse("batch_check"), {"reading": batch.reading["id"]})


def work() -> None:
    """Do what a worker does with every batch that is owed."""
    for filing in BatchFiling.objects.filter(state="OWED"):
        batch_filing.file_batch(filing.pk)


def work_to_the_end() -> None:
    """Do what workers do, of whom a slow one hands on to the next."""
    while BatchFiling.objects.filter(state="OWED", next_try_at__lte=timezone.now()).exists():
        work()


def filed(client: Client, *lines: dict[str, str], **who: str) -> Batch:
    """The whole way: a batch whose rows are filed."""
    batch = confirmed(client, **who)
    assert upload(client, as_csv(*lines)).headers["Location"] == reverse("batch_check")
    assert order(client).headers["Location"] == reverse("batch_filings")
    work()
    return Batch.objects.get(pk=batch.pk)


def page(client: Client, name: str) -> str:
    """What a page says, without its line breaks."""
    response = client.get(reverse(name))
    assert response.status_code == 200, response.headers
    return " ".join(response.content.decode().split())
