"""How does a file of the staff come in? As those of strangers do: sealed from the first byte, kept by an operation.

It is read only for whoever is signed in and charged with the action; for everybody else the body is read as far as the
file, which is left. A form whose token is not right is refused before anything is looked at, whoever sends it.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from privacy_portal.lib.uploads import patience
from privacy_portal.lib.uploads.receiving import NoFiles, ToVault
from privacy_portal.sign_in.middleware import keeps_for_later
from requests_app import wording
from requests_app.admin.duties import may
from requests_app.forms.documents import FILE
from requests_app.rules.documents import FILE_BYTES
from requests_app.vocabulary import Duty

View = Callable[..., Any]
HANDLER = "_attaching"


class NotNow(NoFiles):
    """Reads no file, and remembers that there was one."""

    refused = False

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        self.refused = True
        super().new_file(*args, **kwargs)


def taking(view: View, site: AdminSite, *, needs: Duty) -> View:
    """A view that keeps what was typed (`keeping`), whose form has a file besides."""
    guarded = csrf_protect(view)

    def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST" or not site.has_permission(request) or not may(request.user, needs):
            return guarded(request, *args, **kwargs)
        with patience.place() as free:
            return _read_in(guarded, request, *args, **kwargs) if free else _not_now(guarded, request, *args, **kwargs)

    # What it guards checks the token; here it is only decided how the body is read.
    return keeps_for_later(csrf_exempt(taken))


def _read_in(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Answer, with the file straight into the vault; nothing of it stays there unless an operation kept it."""
    handler = ToVault(request, field=FILE, most=FILE_BYTES)
    _with(handler, request)
    try:
        with patience.in_time(request, until=handler.until, late=handler.late):
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer
    finally:
        handler.abandon()


def _not_now(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    _with(NotNow(request), request)
    answer: HttpResponseBase = view(request, *args, **kwargs)
    return answer


def _with(handler: ToVault | NotNow, request: HttpRequest) -> None:
    request.upload_handlers = [handler]
    setattr(request, HANDLER, handler)


def give(form: Any, request: HttpRequest) -> None:
    """Hand what came in to the form that takes it, or why it did not come in."""
    handler = getattr(request, HANDLER, None)
    if handler is None or FILE not in getattr(form, "fields", {}):
        return
    form.files = request.FILES
    if isinstance(handler, NotNow):
        form.not_taken = _("Many people are sending files right now. Try again in a few minutes") * handler.refused
    elif handler.refused:
        form.not_taken = wording.file_refusal(handler.refused)


def sent(request: HttpRequest) -> bool:
    """Whether a file came with the form: a page that shows the form again says that it is to be chosen again."""
    return bool(getattr(request, HANDLER, None) and request.FILES)
