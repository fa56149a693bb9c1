"""Who carries text messages and calls? `settings.PHONE_BACKEND` names a class, as `EMAIL_BACKEND` does for mail."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from privacy_portal.lib.sms.base import Backend, CallScript

__all__ = ["Backend", "CallScript", "get_backend"]


@lru_cache(maxsize=8)
def _backend(path: str) -> Backend:
    backend: Backend = import_string(path)()
    return backend


def get_backend() -> Backend:
    """Return the backend that PHONE_BACKEND names: one for the process, so that it can keep its connections.

    Raises:
        ImportError: there is no such class.
    """
    return _backend(settings.PHONE_BACKEND)
