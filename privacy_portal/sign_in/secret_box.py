"""How are the secrets of second factors kept? Sealed with FIELD_KEYS, within the JSON that allauth stores.

allauth says what is to be sealed and not for which row, so the place is the same for all: whoever can write to the
database can already replace a factor by one of theirs.
"""

import base64
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import transaction

from privacy_portal.lib.crypto import seal, unseal
from privacy_portal.lib.sealing import current_key_id, key_id_of

PLACE = "mfa.authenticator|data"
# The values within an authenticator's JSON that allauth has sealed.
SECRETS = ("secret", "seed")


def sealed(text: str) -> str:
    """The text, sealed with the current key, as base64."""
    return base64.b64encode(seal(text.encode(), context=PLACE)).decode()


def opened(text: str) -> str:
    """What `sealed` was given. Raises Undecipherable."""
    return unseal(base64.b64decode(text), context=PLACE).decode()


def stale() -> Iterator[int]:
    """The ids of authenticators with a secret that another key than the current one has sealed."""
    for pk, data in Authenticator.objects.order_by("pk").values_list("pk", "data"):
        if any(_key_of(data[name]) != current_key_id() for name in SECRETS if name in data):
            yield pk


def reseal(pk: int) -> None:
    """Seal one authenticator's secrets with the current key. Raises Undecipherable; then nothing has changed."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=pk)
        row.data |= {name: sealed(opened(row.data[name])) for name in SECRETS if name in row.data}
        row.save(update_fields=["data"])


def _key_of(text: str) -> int | None:
    return key_id_of(base64.b64decode(text))
