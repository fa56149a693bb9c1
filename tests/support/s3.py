"""A store that speaks S3 on loopback (moto), for the documents of one test: real HTTP, and requests that are signed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import httpx

from tests.lib.servers import free_port

BUCKET = "portal-documents"
REGION = "us-west-2"
# As an operator sets them; the rest keeps boto3 from looking for other credentials on this machine.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "NO_PROXY": "127.0.0.1",
    "no_proxy": "127.0.0.1",
}


@dataclass
class Store:
    """The running store. `s3` is a client that may everything."""

    url: str
    s3: Any

    def empty(self) -> None:
        """Begin anew with one empty bucket."""
        httpx.post(f"{self.url}/moto-api/reset").raise_for_status()
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})

    def objects(self) -> dict[str, bytes]:
        """What lies in the bucket: bytes by name."""
        listed = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {each["Key"]: self.s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in listed}

    def address(self, name: str) -> str:
        """The address at which somebody would try to fetch a document from the store itself."""
        return f"{self.url}/{BUCKET}/{name}"


@contextmanager
def running_store() -> Iterator[Store]:
    """Start a store in a process of its own, so that its memory is not taken for the portal's, and end it."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        login = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        s3 = boto3.client("s3", endpoint_url=url, region_name=REGION, **login)
        yield Store(url, s3)
        s3.close()
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"{url}/moto-api/", timeout=5)
        except httpx.TransportError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("The store did not start.") from None
            time.sleep(0.1)
        else:
            return


def use_store(settings: Any, store: Store) -> None:
    """Let the portal keep its documents there, as an operator would set it."""
    settings.DOCUMENTS_S3_BUCKET = BUCKET
    settings.DOCUMENTS_S3_ENDPOINT_URL = store.url
    settings.DOCUMENTS_S3_REGION = REGION
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": "privacy_portal.lib.uploads.bucket.PrivateBucket"},
    }
