"""What has to stand in the headers of every answer of ours?"""

from typing import Any

from tests.threats.addresses import Address

ALWAYS = {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
POLICY = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
# The only pages that a browser or a cache may keep: the business's colours.
KEPT = {"brand"}
# Shown inside a page of the demo, in a sandbox of its own.
OWN_POLICY = {"demo_designed"}


def frame(response: Any) -> dict[str, Any]:
    """What is missing against being embedded, read or guessed at."""
    missing = {
        name: response.headers.get(name) for name, value in ALWAYS.items() if response.headers.get(name) != value
    }
    policy = response.headers.get("Content-Security-Policy", "")
    return missing | {part: policy for part in POLICY if part not in policy}


def kept(response: Any) -> str:
    """Why a browser or a cache in between might keep it; empty when it may not."""
    varies = "Cookie" in response.headers.get("Vary", "")
    return "" if "no-store" in response.headers.get("Cache-Control", "") and varies else str(dict(response.headers))


def unkept(address: Address, method: str, response: Any) -> str:
    """Which of the promises an answer does not keep; empty when it keeps them all."""
    missing = {} if address.key in OWN_POLICY else frame(response)
    stays = "" if address.key in KEPT and method == "GET" else kept(response)
    return f"{missing} {stays}" if missing or stays else ""
