"""Are documents in a store that speaks S3 kept as they are on a disk: sealed, private, never written over?"""

import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.files.storage import storages

from privacy_portal.embedded.profiles import BASE_DIR
from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.refusal import FileRefused, Refusal
from privacy_portal.lib.uploads.stream import CHUNK, HEADER_BYTES, TAG_BYTES
from tests.lib.servers import free_port
from tests.support.s3 import BUCKET, ENVIRONMENT, Store, running_store, use_store
from tests.uploads.kept import files, kept, whole


@pytest.fixture(scope="module")
def server() -> Iterator[Store]:
    with running_store() as running:
        yield running


@pytest.fixture
def store(server: Store, monkeypatch: pytest.MonkeyPatch, settings: Any, documents: Path) -> Store:
    """An empty store in which this test keeps its documents."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    server.empty()
    use_store(settings, server)
    return server


@pytest.mark.threat("A54")
@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 10 * 1024 * 1024])
def test_what_was_written_is_read_and_lies_sealed_in_the_bucket(store: Store, documents: Path, size: int) -> None:
    key, data = vault.new_key(), os.urandom(size)
    stored = vault.put([data], key=key)
    assert whole(stored.name, key) == data
    [(name, sealed)] = store.objects().items()
    pieces = max(1, -(-size // CHUNK))
    assert (name, len(sealed)) == (stored.name, HEADER_BYTES + size + pieces * TAG_BYTES)
    assert size < 16 or data[:16] not in sealed
    assert files(documents) == []  # nothing stays on the machine


def test_a_deleted_document_is_missing_and_can_be_deleted_again(store: Store) -> None:
    key = vault.new_key()
    name = kept(b"data", key)
    vault.delete(name)
    vault.delete(name)
    assert store.objects() == {}
    with pytest.raises(vault.Missing):
        vault.read(name, key=key)


def test_an_abandoned_document_never_reaches_the_bucket(store: Store, documents: Path) -> None:
    with vault.create(vault.new_key()) as writer:
        writer.write(os.urandom(3 * CHUNK))
    assert (store.objects(), files(documents)) == ({}, [])


@pytest.mark.threat("A54")
def test_nobody_can_fetch_a_document_from_the_store_itself(store: Store) -> None:
    name = kept(b"data", vault.new_key())
    assert httpx.get(store.address(name)).status_code == 403
    # The store would hand out what is public, so the refusal above is of this document's own.
    store.s3.put_object(Bucket=BUCKET, Key="public", Body=b"public", ACL="public-read")
    assert httpx.get(store.address("public")).content == b"public"


@pytest.mark.threat("A54")
def test_a_document_has_no_address_not_even_a_signed_one(store: Store) -> None:
    name = kept(b"data", vault.new_key())
    with pytest.raises(ValueError, match="no address"):
        storages["documents"].url(name)
    with pytest.raises(ValueError, match="no address"):
        storages["documents"].url(name, expire=60)  # type: ignore[call-arg]  # of the S3 storage, not of every one


def test_what_lies_in_the_bucket_is_not_written_over(store: Store) -> None:
    with vault.create(vault.new_key()) as writer:
        store.s3.put_object(Bucket=BUCKET, Key=writer._name, Body=b"somebody else's")
        with pytest.raises(FileRefused):
            writer.finish()
        assert store.objects() == {writer._name: b"somebody else's"}


@pytest.mark.threat("A54")
def test_two_documents_exchanged_in_the_bucket_do_not_open(store: Store) -> None:
    key = vault.new_key()
    names = [kept(b"hers", key), kept(b"his", key)]
    sealed = store.objects()
    for name, other in (names, names[::-1]):
        store.s3.put_object(Bucket=BUCKET, Key=name, Body=sealed[other])
        with pytest.raises(vault.Unreadable):
            whole(name, key)


def test_the_stores_own_encryption_is_asked_for_where_it_is_set(store: Store, settings: Any) -> None:
    settings.DOCUMENTS_S3_ENCRYPTION = "AES256"
    use_store(settings, store)
    name = kept(b"data", vault.new_key())
    assert store.s3.head_object(Bucket=BUCKET, Key=name)["ServerSideEncryption"] == "AES256"


def test_the_access_list_is_left_out_where_it_is_set_so(store: Store, settings: Any) -> None:
    assert storages["documents"].default_acl == "private"
    settings.DOCUMENTS_S3_ACL = ""
    use_store(settings, store)
    assert storages["documents"].default_acl is None
    key = vault.new_key()
    assert whole(kept(b"data", key), key) == b"data"


@pytest.mark.threat("A53")
def test_the_name_and_kind_of_the_original_are_not_told_to_the_store(store: Store) -> None:
    name = kept(b"%PDF-1.7", vault.new_key())
    facts = store.s3.head_object(Bucket=BUCKET, Key=name)
    assert (facts["ContentType"], facts["Metadata"]) == ("application/octet-stream", {})
    assert "ContentDisposition" not in facts


def test_a_store_that_is_gone_is_a_refusal_and_not_a_missing_document(
    store: Store, settings: Any, documents: Path
) -> None:
    key = vault.new_key()
    name = kept(b"data", key)
    settings.DOCUMENTS_S3_ENDPOINT_URL = f"http://127.0.0.1:{free_port()}"
    settings.STORAGES = dict(settings.STORAGES)  # asked anew
    with pytest.raises(FileRefused) as caught:
        kept(b"data", vault.new_key())
    assert caught.value.code == Refusal.NOT_STORED
    assert files(documents) == []
    with pytest.raises(vault.Unavailable):
        vault.read(name, key=key)
    with pytest.raises(vault.Unavailable):
        vault.delete(name)


def test_a_bucket_that_is_not_there_is_a_refusal(store: Store, documents: Path) -> None:
    store.s3.delete_bucket(Bucket=BUCKET)
    with pytest.raises(FileRefused) as caught:
        kept(b"data", vault.new_key())
    assert caught.value.code == Refusal.NOT_STORED
    assert files(documents) == []


def test_ten_megabytes_need_the_memory_of_a_few_pieces(store: Store) -> None:
    key, piece = vault.new_key(), os.urandom(64 * 1024)
    whole(kept(b"warm", key), key)  # what is imported or cached on first use is not counted
    tracemalloc.start()
    try:
        stored = vault.put((piece for _ in range(160)), key=key)
        length = sum(len(each) for each in vault.read(stored.name, key=key))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (stored.size, length) == (10 * 1024 * 1024,) * 2
    assert peak < 4 * 1024 * 1024


def test_a_large_document_is_one_request_so_that_no_part_of_it_can_stay_behind(store: Store) -> None:
    name = kept(os.urandom(12 * 1024 * 1024), vault.new_key())
    assert "-" not in store.s3.head_object(Bucket=BUCKET, Key=name)["ETag"]  # "…-2" would be an upload in two parts


def test_without_a_bucket_nothing_of_the_extra_is_needed() -> None:
    source = (
        "import sys; sys.modules.update(storages=None, boto3=None, botocore=None)\n"
        "import django; django.setup()\n"
        "from django.core.files.storage import storages\n"
        "from privacy_portal.lib.uploads import vault\n"
        "print(type(storages['documents']).__name__)"
    )
    done = subprocess.run([sys.executable, "-c", source], env=os.environ, cwd=BASE_DIR, capture_output=True, text=True)
    assert done.stdout == "PrivateFiles\n", done.stderr
