"""How does a cleaned file of the vault reach a browser, so that nothing of it runs, loads or is shown elsewhere?"""

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from privacy_portal.lib.uploads import vault
from privacy_portal.lib.uploads.names import saved_as

# Whatever it is, nothing of it runs, loads or is shown inside another page.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def served(stored: str, *, key: bytes, media_type: str) -> StreamingHttpResponse:
    """A file of the vault, opened piece by piece; `stored` is its name there.

    Raises vault.Missing, vault.Unreadable and vault.Unavailable before it begins.
    """
    return StreamingHttpResponse(vault.read(stored, key=key), content_type=media_type, headers=HEADERS)


def to_save(stored: str, *, key: bytes, media_type: str, name: str) -> HttpResponseBase:
    """The same as a file to save, under the name that its sender gave it (RFC 6266). Raises what `served` raises."""
    answer = served(stored, key=key, media_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, saved_as(name, media_type)) or "attachment"
    return answer
