"""A person at a plain HTTP client: fills in forms as a browser would, and remembers every address and every error."""

import re
from urllib.parse import urlsplit

import httpx

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Reader:
    """One browser without a screen. `asked`: every address it called; `errors`: the bodies of pages with 4xx or 5xx."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=20)
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page = ""
        self.status = 0
        self.path = "/"

    def get(self, path: str) -> None:
        """Open an address and follow where it leads."""
        self._take(self._client.get(path))

    def post(self, path: str, **typed: str | list[str]) -> None:
        """Send a form with the token of the page that is open, and follow where it leads."""
        found = TOKEN.search(self.page)
        data = {"csrfmiddlewaretoken": found[1] if found else "", **typed}
        self._take(self._client.post(path, data=data, headers={"Referer": str(self._client.base_url)}))

    def here(self, **typed: str | list[str]) -> None:
        """Send a form to the address that is open."""
        self.post(self.path, **typed)

    def close(self) -> None:
        self._client.close()

    def _take(self, response: httpx.Response) -> None:
        while True:
            self.asked.append(str(response.request.url))
            self.asked += [value for name, value in response.headers.items() if name in ("location", "refresh")]
            if not response.has_redirect_location:
                break
            assert response.next_request is not None
            response = self._client.send(response.next_request)
        self.page, self.status = response.text, response.status_code
        self.path = urlsplit(str(response.request.url)).path
        if self.status >= 400:
            self.errors.append(self.page)
