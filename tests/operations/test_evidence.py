"""The evidence of one request: whole, readable alone, and nothing in it can be changed unseen."""

import io
import json
import zipfile
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from privacy_portal.lib import chain, signing
from requests_app.models import Event, ExportRecord
from requests_app.operations import evidence_check, evidence_pack
from requests_app.operations.evidence_pack import DATA, PAGE, SIGNATURE, SUMS
from requests_app.vocabulary import FilerRole
from tests.admin.conftest import logged_in
from tests.admin.pages import page
from tests.filings import CORRECTION, DELETION, NOON, PIECES, answered, confirm, established, file, only_request
from tests.uploads.sending import made_ready

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A62")]

REASON = "For the Attorney General, letter of 20 November"


@pytest.fixture(autouse=True)
def home(documents):
    """Each test has a vault of its own."""
    return documents


@pytest.fixture
def request_with_document(staff):
    submission = confirm(file(CORRECTION, PIECES))
    made_ready(submission, name="../../Rosa at home.pdf")
    return submission.requests.select_related("submission").get(ordinal=1)


@pytest.fixture
def pack(request_with_document, staff):
    return evidence_pack.make(request=request_with_document, reason=REASON, at=NOON, by=staff).data


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


def problems(data, **more):
    return evidence_check.problems(data, **{"public_key": signing.public_key(), **more})


def document_of(files):
    return next(name for name in files if name.startswith("documents/"))


def test_an_untouched_pack_is_as_the_portal_made_it(pack):
    assert problems(pack) == []
    assert sorted(members(pack)) == sorted([PAGE, DATA, SUMS, SIGNATURE, "documents/01-correction.pdf"])


def test_the_check_asks_no_database(pack, django_assert_num_queries):
    with django_assert_num_queries(0):
        problems(pack)


@pytest.mark.parametrize("place", [PAGE, DATA, SUMS, SIGNATURE, "documents/01-correction.pdf"])
def test_one_changed_byte_in_any_file_is_found(pack, place):
    files = members(pack)
    for where in {0, len(files[place]) // 3, len(files[place]) - 1}:
        changed = bytearray(files[place])
        changed[where] ^= 1
        assert problems(packed({**files, place: bytes(changed)})) != []


def test_a_byte_of_the_file_itself_is_never_changed_into_other_evidence(pack):
    """Where a flipped bit leaves what the pack says as it was (a time stamp, padding), it is no forgery."""
    whole = members(pack)
    for where in range(0, len(pack), 97):
        changed = bytearray(pack)
        changed[where] ^= 1
        if problems(bytes(changed)) == []:
            assert members(bytes(changed)) == whole


def test_a_replaced_document_is_found_although_its_digest_was_replaced_too(pack):
    files = members(pack)
    place = document_of(files)
    files[place] = b"%PDF-1.7 another"
    files[SUMS] = files[SUMS].replace(
        sha256(members(pack)[place]).hexdigest().encode(), sha256(files[place]).hexdigest().encode()
    )
    assert problems(packed(files)) == [
        f"{SIGNATURE}: is not this portal’s signature of {SUMS}",
        f"{place}: is not the document that {DATA} tells of",
    ]


def test_a_pack_that_somebody_else_signed_is_not_ours(pack, settings):
    ours = signing.public_key()
    settings.BLIND_INDEX_KEY = "of somebody else, who has read how it is done"
    files = members(pack)
    files[SIGNATURE] = signing.sign(files[SUMS])
    assert problems(packed(files), public_key=ours) == [f"{SIGNATURE}: is not this portal’s signature of {SUMS}"]


def test_a_removed_or_added_file_is_found(pack):
    files = members(pack)
    place = document_of(files)
    assert f"{place}: is missing" in problems(packed({name: data for name, data in files.items() if name != place}))
    more = problems(packed({**files, "documents/02-correction.pdf": b"x"}))
    assert f"documents/02-correction.pdf: is not named in {SUMS}" in more


@pytest.mark.parametrize("name", ["../evil.html", "/etc/passwd", "documents/../../x.pdf", "C:\\x", "a/b/c", "=cmd"])
def test_a_file_that_would_leave_its_directory_is_refused(pack, name):
    assert problems(packed({**members(pack), name: b"x"})) == [f"a file lies where none belongs: {name!r}"]


def test_a_file_that_is_in_it_twice_is_refused(pack):
    whole = io.BytesIO(pack)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(whole, "a") as archive:
        archive.writestr(PAGE, "another")
    assert problems(whole.getvalue()) == ["a file is in it twice"]


def test_a_pack_that_unpacks_to_something_huge_is_not_unpacked(pack, monkeypatch):
    monkeypatch.setattr(evidence_check, "LARGEST", 100)
    assert problems(pack) == ["it unpacks to more than an evidence pack ever holds"]


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 500])
def test_what_is_no_pack_is_said_to_be_none(data):
    (found,) = problems(data)
    assert "damaged, or no ZIP file" in found


@pytest.mark.parametrize(
    "change",
    [
        lambda events: events[1]["said"].update(kind="WITHDRAWN"),
        lambda events: events.pop(1),
        lambda events: events.append(events[-1]),
        lambda events: events[1].update(events[2]),
        lambda events: events[2].update(previous="00" * 32),
    ],
)
def test_a_changed_history_is_found_by_its_chain_without_any_key(pack, change):
    files = members(pack)
    told = json.loads(files[DATA])
    change(told["history"])
    files[DATA] = json.dumps(told).encode()
    assert [line for line in problems(packed(files)) if line.startswith("history:")] != []


def test_no_name_in_a_pack_is_one_that_a_sender_wrote(pack):
    assert all("Rosa" not in name and ".." not in name for name in members(pack))


def test_the_pack_tells_everything_that_is_known_of_the_request(staff):
    submission = answered(PIECES, by=staff, at=NOON)
    files = members(evidence_pack.make(request=only_request(submission), reason=REASON, at=NOON, by=staff).data)
    told, read = json.loads(files[DATA]), files[PAGE].decode()
    assert told["answer"]["text"] == "Here is what we hold about you."
    assert told["filing"]["name"] == "Rosa Example"
    for words in ("Rosa Example", "rosa@example.com", "Here is what we hold about you.", "colleague", "Fulfilled"):
        assert words in read
    assert [each["number"] for each in told["history"]] == list(range(1, len(told["history"]) + 1))
    assert told["history"][-1]["said"]["kind"] == "EVIDENCE_EXPORTED"
    assert chain.content(told["history"][-1]["said"]).hex() == told["history"][-1]["content"]


def test_the_page_runs_nothing_and_loads_nothing(staff):
    submission = confirm(file(DELETION, name='<script>alert(1)</script><img src="x">'))
    read = members(evidence_pack.make(request=only_request(submission), reason=REASON, at=NOON, by=staff).data)[
        PAGE
    ].decode()
    assert "<script" not in read
    assert "<img" not in read
    assert "default-src &#x27;none&#x27;" in read or "default-src 'none'" in read
    assert "src=" not in read.replace("&quot;", "").replace("src=x", "")


def test_what_happened_to_another_request_of_the_filing_is_a_digest_and_no_more(request_with_document, staff):
    other = request_with_document.submission.requests.get(ordinal=2)
    files = members(evidence_pack.make(request=other, reason=REASON, at=NOON, by=staff).data)
    evidence_pack.make(request=request_with_document, reason=REASON, at=NOON, by=staff)
    files = members(evidence_pack.make(request=other, reason=REASON, at=NOON, by=staff).data)
    told = json.loads(files[DATA])["history"]
    assert [("said" in each) for each in told[-3:]] == [True, False, True]
    assert problems(packed(files)) == []


def test_both_sides_of_a_filing_are_in_it(staff):
    submission = established(FilerRole.AGENT, DELETION, by=staff)
    files = members(evidence_pack.make(request=only_request(submission), reason=REASON, at=NOON, by=staff).data)
    assert json.loads(files[DATA])["representative"]["name"] == "Ana Agent"
    assert "Ana Agent" in files[PAGE].decode()


def test_a_document_that_is_gone_is_told_of_and_is_not_in_it(request_with_document, staff):
    request_with_document.submission.documents.all().shred(at=NOON)
    files = members(evidence_pack.make(request=request_with_document, reason=REASON, at=NOON, by=staff).data)
    (told,) = json.loads(files[DATA])["documents"]
    assert (told["state"], told["file"]) == ("PURGED", "")
    assert len(told["sha256_as_sent"]) == 64


def test_that_it_was_taken_out_is_on_record_and_in_the_history(pack, request_with_document, staff):
    record = ExportRecord.objects.get()
    assert (record.by, record.request, record.reason, record.rows) == (staff, request_with_document, REASON, 5)
    event = Event.objects.get(kind="EVIDENCE_EXPORTED")
    assert (event.staff, event.data) == (staff, {"export": str(record.pk)})
    assert REASON not in str(event.data)


# --- at the desk and at the terminal ---------------------------------------------------------------------------------


def address(request):
    return reverse("admin:requests_app_privacyrequest_evidence", args=[request.pk])


def test_the_desk_asks_why_and_then_hands_it_over(request_with_document, staff):
    desk = logged_in(staff)
    assert "Take the evidence of this request out" in page(desk, request_with_document)
    assert desk.get(address(request_with_document)).status_code == 200
    refused = desk.post(address(request_with_document), {"reason": " "})
    assert "Say for whom it is, and why" in refused.content.decode()
    assert not ExportRecord.objects.exists()
    answer = desk.post(address(request_with_document), {"reason": REASON})
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert f"evidence_{request_with_document.reference}_" in answer["Content-Disposition"]
    assert problems(answer.content) == []


def test_a_document_that_does_not_open_stops_it_and_nothing_is_on_record(request_with_document, staff, documents):
    for path in documents.rglob("*"):
        if path.is_file():
            path.unlink()
    answer = logged_in(staff).post(address(request_with_document), {"reason": REASON})
    assert "does not open now" in answer.content.decode()
    assert not ExportRecord.objects.exists()


def test_who_only_looks_takes_no_evidence_out(request_with_document, django_user_model):
    looker = django_user_model.objects.create_user("looker", is_staff=True)
    client = logged_in(looker)
    assert client.post(address(request_with_document), {"reason": REASON}).status_code == 403


def test_the_command_says_that_it_is_untouched_or_what_is_wrong(pack, tmp_path):
    path: Path = tmp_path / "evidence.zip"
    path.write_bytes(pack)
    out = StringIO()
    call_command("verify_evidence", path, stdout=out)
    assert "as the portal made them" in out.getvalue()
    path.write_bytes(packed({**members(pack), PAGE: b"<p>another</p>"}))
    with pytest.raises(CommandError) as refused:
        call_command("verify_evidence", path, stdout=out)
    assert refused.value.returncode == 1
    assert f"{PAGE}: is not what it was when the pack was made" in out.getvalue()


def test_who_has_the_public_key_alone_can_check_it(pack, tmp_path, settings):
    key, path, printed = tmp_path / "portal.pem", tmp_path / "evidence.zip", StringIO()
    call_command("seal_history", "--public-key", stdout=printed)
    key.write_text(printed.getvalue())
    path.write_bytes(pack)
    settings.BLIND_INDEX_KEY = "another machine, which has other secrets"
    call_command("verify_evidence", path, "--public-key", str(key), stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("verify_evidence", path, stdout=StringIO())


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_key_that_is_none_is_said_to_be_none(pack, tmp_path, text):
    key, path = tmp_path / "portal.pem", tmp_path / "evidence.zip"
    key.write_text(text)
    path.write_bytes(pack)
    with pytest.raises(CommandError, match="is no public key"):
        call_command("verify_evidence", path, "--public-key", str(key))
