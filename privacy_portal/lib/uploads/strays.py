"""Which files in the vault belong to nobody?

A process that is killed after it has stored a file and before its row is committed leaves a file whose key is nowhere:
unreadable, and of no use. Nobody else puts names of this shape there.
"""

import logging
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import islice

from django.core.files.storage import Storage, storages

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.storage import ALIAS

logger = logging.getLogger(__name__)

AT_ONCE = 500  # names in one question


def remove(known: Callable[[Collection[str]], set[str]], *, older_than: datetime) -> int:
    """Delete the files that were stored before `older_than` and have no owner; return how many.

    `known` gives, of some names, those that have one. A storage that does not answer is asked again another time.
    """
    removed = 0
    try:
        storage = storages[ALIAS]
        names = _names(storage)
        while batch := list(islice(names, AT_ONCE)):
            for name in set(batch) - known(batch):
                if storage.get_modified_time(name) < older_than:
                    vault.delete(name)
                    removed += 1
    except Exception as trouble:  # each kind of storage has exceptions of its own
        logger.warning("strays: the storage does not answer: %s", type(trouble).__name__)
    return removed


def _names(storage: Storage) -> Iterator[str]:
    try:
        _directories, files = storage.listdir("")
    except FileNotFoundError:
        return  # nothing was ever stored
    yield from (name for name in files if vault.is_name(name))
