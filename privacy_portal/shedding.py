"""What does a refused filing cost during a flood? As little as possible: it never reaches Django.

The web server calls this first. While a flood is on, a press on Send is answered with a redirect to the page that asks
for a proof of work; that page posts to an address of its own, which is never shed. Everything else goes on to Django.
"""

from collections.abc import Callable, Iterable
from typing import Any

from privacy_portal.lib import ratelimit

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Shedding:
    """A WSGI application (PEP 3333) before another one. `path` is what a flood posts to, `instead` what it gets."""

    def __init__(self, application: Application, *, path: str, instead: str) -> None:
        self.application = application
        self.path = path
        self.headers = [("Location", instead), ("Content-Length", "0"), ("Cache-Control", "no-store")]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == self.path and environ["REQUEST_METHOD"] == "POST" and ratelimit.shed():
            start_response("302 Found", self.headers)
            return ()
        return self.application(environ, start_response)
