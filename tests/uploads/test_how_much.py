"""How much may be sent? Each limit is kept to the byte, to the file and to the try, also when all comes at once."""

from functools import partial

import pytest
from django.core.files.uploadhandler import StopUpload

from privacy_portal.lib import ratelimit
from privacy_portal.lib.uploads.receiving import ToVault
from privacy_portal.lib.uploads.refusal import Refusal
from requests_app.models import Document, Submission
from requests_app.operations import documents as operations
from requests_app.rules import documents as limits
from requests_app.views import documents as view
from tests.filings import CORRECTION, confirm, file
from tests.support.crowd import at_once, ends
from tests.uploads.sending import BOUNDARY, END, PAGE, Slow, files, opened, part, post, received, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


@pytest.fixture
def counted(settings):
    """Callers are counted, from zero, in the broker's Redis."""
    settings.RATE_LIMIT_URL = settings.CELERY_BROKER_URL
    ratelimit.forget_everything()
    yield
    ratelimit.forget_everything()


@pytest.mark.threat("A50")
@pytest.mark.parametrize(("size", "taken"), [(limits.FILE_BYTES, True), (limits.FILE_BYTES + 1, False)])
def test_a_file_has_at_most_ten_megabytes(client, home, size, taken):
    opened(client)
    response = send(client, b"x" * size)
    document = Document.objects.get()
    if taken:
        assert (response.status_code, document.state, document.size) == (302, "RECEIVED", size)
        return
    assert response.context["form"].errors["file"] == ["The selected file must be smaller than 10 MB"]
    assert (document.state, document.refusal, document.sha256) == ("REFUSED", "TOO_BIG", "")
    assert files(home) == []


@pytest.mark.threat("A50")
def test_what_is_too_long_by_its_own_account_is_not_read(client, home):
    opened(client)
    body = Slow(part("file", b"x", "a.pdf"))
    response = client.generic(
        "POST",
        PAGE,
        b"",
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(view.MOST_BYTES + 1)},
    )
    assert response.status_code == 413
    assert body.taken == 0
    assert response.context["form"].errors["file"] == ["The selected file must be smaller than 10 MB"]
    assert not Document.objects.exists()


@pytest.mark.threat("A50")
def test_a_file_over_the_limit_is_not_read_on(rf):
    handler = ToVault(None, field="file", most=100)
    handler.new_file("file", "a.pdf", "application/pdf", 0)
    handler.receive_data_chunk(b"x" * 100, 0)
    with pytest.raises(StopUpload) as stopped:
        handler.receive_data_chunk(b"x", 100)
    assert stopped.value.connection_reset
    assert handler.refused is Refusal.TOO_BIG


@pytest.mark.threat("A50")
@pytest.mark.parametrize(
    "parts",
    [
        b"".join(part("file", b"x", f"{number}.pdf") for number in range(1000)),
        b"".join(part(f"field{number}", b"x") for number in range(1000)),
        part("file", b"x", "a.pdf") + part("file", b"y", "b.pdf"),
    ],
    ids=["a thousand files", "a thousand fields", "two files"],
)
def test_a_body_of_a_thousand_parts_or_of_two_files_is_a_bad_request(client, home, parts):
    opened(client)
    assert post(client, parts + END).status_code == 400
    assert not Document.objects.exists()
    assert files(home) == []


@pytest.mark.threat("A50")
def test_a_filing_has_at_most_five_files_and_refused_ones_do_not_count(client, home):
    submission = opened(client)
    send(client, b"x", "wrong.exe")
    for _number in range(limits.FILES):
        assert send(client, b"x").status_code == 302
    assert send(client, b"x").context["form"].errors["file"] == [
        "You have sent 5 files, and we take no more with one request"
    ]
    assert submission.documents.counting().count() == limits.FILES
    assert len(files(home)) == limits.FILES
    assert 'type="file"' not in client.get(PAGE).content.decode()


@pytest.mark.threat("A50")
def test_a_filing_has_at_most_25_megabytes(home):
    submission = confirm(file(CORRECTION))
    for size in (limits.FILE_BYTES, limits.FILE_BYTES, limits.FILING_BYTES - 2 * limits.FILE_BYTES - 1):
        received(submission, content=b"x" * size)
    with pytest.raises(operations.NoRoom) as refusal:
        received(submission, content=b"xx")
    assert refusal.value.why is limits.Full.BYTES
    assert len(files(home)) == 3
    received(submission, content=b"x")


@pytest.mark.threat("A50")
def test_after_twenty_tries_a_filing_takes_no_more(client):
    opened(client)
    for _number in range(limits.ATTEMPTS):
        send(client, b"x", "wrong.exe")
    assert send(client).context["form"].errors["file"] == [
        "We take no more files here after so many tries. Send it by post or email"
    ]
    assert Document.objects.count() == limits.ATTEMPTS


@pytest.mark.threat("A50")
@pytest.mark.django_db(transaction=True)
def test_what_comes_in_at_the_same_moment_does_not_pass_the_limits(home):
    submission = confirm(file(CORRECTION))
    come = [partial(_receive, submission.pk) for _number in range(12)]
    told = at_once(come, refusals=(operations.NoRoom,))
    assert ends(told) == {"done": limits.FILES, "NoRoom": 12 - limits.FILES}
    assert len(files(home)) == limits.FILES


def _receive(submission_id):
    received(Submission.objects.get(pk=submission_id), content=b"x")


@pytest.mark.threat("A50")
def test_one_caller_sends_so_many_an_hour(client, counted, home):
    opened(client)
    for _number in range(ratelimit.UPLOAD.item.amount):
        client.post(PAGE, {})
    response = send(client)
    assert response.status_code == 429
    assert files(home) == []
