"""A store that speaks S3 on loopback (moto), for the documents of one test: real HTTP, and requests that are signed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

BUCKET = "portal-documents"
REGION = "us-west-2"


@dataclass
class Store:
    """The running store. `s3` is a client that may everything."""

    url: str
    s3: Any
    server: ThreadedMotoServer

    def objects(self) -> dict[str, bytes]:
        """What lies in the bucket: bytes by name."""
        listed = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {each["Key"]: self.s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in listed}

    def address(self, name: str) -> str:
        """The address at which somebody would try to fetch a document from the store itself."""
        return f"{self.url}/{BUCKET}/{name}"


@contextmanager
def running_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Start a store with an empty bucket, put the usual credentials into the environment, and end it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        s3 = boto3.client("s3", endpoint_url=url, region_name=REGION)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield Store(url, s3, server)
        s3.close()
    finally:
        server.stop()


def use_store(settings: Any, store: Store) -> None:
    """Let the portal keep its documents there, as an operator would set it."""
    settings.DOCUMENTS_S3_BUCKET = BUCKET
    settings.DOCUMENTS_S3_ENDPOINT_URL = store.url
    settings.DOCUMENTS_S3_REGION = REGION
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": "privacy_portal.lib.uploads.bucket.PrivateBucket"},
    }
