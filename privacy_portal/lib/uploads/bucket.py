"""How are sealed documents kept in a store that speaks S3? Used when DOCUMENTS_S3_BUCKET is set; needs the extra `s3`.

The store sees random names, sizes and times. What it holds is sealed already, so its own encryption is optional. Who
asks is known by what boto3 finds: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the role of the machine.
"""

from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from django.conf import settings
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

from privacy_portal.lib.uploads.storage import WithoutAddress

_MEGABYTE = 1024 * 1024
# One request a file: a larger one would come in parts, and parts of an upload that died stay and cost money.
_TRANSFER = TransferConfig(multipart_threshold=64 * _MEGABYTE, use_threads=False)
_CLIENT = Config(
    connect_timeout=3,  # seconds, as the next: a store that hangs must not hold a person or a worker
    read_timeout=20,
    retries={"total_max_attempts": 2, "mode": "standard"},
    # Not every store knows Amazon's newer checksums, and we have a stronger one of our own.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


@deconstructible
class PrivateBucket(WithoutAddress, S3Storage):
    """One bucket, private, where no file is written over and none has an address."""

    def get_default_settings(self) -> dict[str, Any]:
        """Replace what django-storages reads from its own settings by ours; credentials stay as it finds them."""
        encryption = settings.DOCUMENTS_S3_ENCRYPTION
        return {
            **super().get_default_settings(),
            "bucket_name": settings.DOCUMENTS_S3_BUCKET,
            "endpoint_url": settings.DOCUMENTS_S3_ENDPOINT_URL or None,
            "region_name": settings.DOCUMENTS_S3_REGION or None,
            "default_acl": settings.DOCUMENTS_S3_ACL or None,
            "object_parameters": {"ServerSideEncryption": encryption} if encryption else {},
            "file_overwrite": False,
            "custom_domain": None,
            "gzip": False,
            "location": "",
            "max_memory_size": _MEGABYTE,  # more of a file that is read waits on the disk, sealed
            "transfer_config": _TRANSFER,
            "client_config": _CLIENT,
        }
