"""Does an ordinary visitor notice a flood?

Two hundred filings a second from thousands of addresses, all aimed at twenty mailboxes, against the whole portal as
production runs it. One visitor walks from the start page to the confirmation, before and during it; the times of the
two phases of one run are laid side by side. The generator shares the machine with the portal.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from bench.filing import ONE_PROXY
from bench.measuring import cpu_seconds, family, percentiles
from bench.portals import running
from bench.visitor import Visitor
from privacy_portal.embedded import profiles
from tests.support.portal import Portal

MAILBOXES = 20
CALM_WALKS = 8
SETTLING = 10  # seconds after the flood in which what is owed may still leave
COUNT = "from requests_app.models import Submission; print(Submission.objects.count())"


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The visitor calm, the visitor in the flood, and how the flood was answered."""
    with running(**ONE_PROXY) as portal:
        count = options.flood_rate * options.flood_seconds
        made = portal.run_python(f"from bench.drafts import make; print(*make({count}, mailboxes={MAILBOXES}))")
        Visitor(portal.port).walk()  # the first of everything is slower
        calm = Visitor(portal.port)
        began = time.monotonic()
        for _ in range(CALM_WALKS):
            calm.walk()
        yield {"phase": "calm", "load_average": os.getloadavg()[0], **_pages(calm), "s": time.monotonic() - began}
        stored = int(portal.run_python(COUNT))
        before = {name: cpu_seconds(family(portal.children.pid(name))) for name in ("web", "worker")}
        busy, flood = _under_flood(portal, options.flood_rate, made)
        used = {f"{name}_cpu_s": cpu_seconds(family(portal.children.pid(name))) - was for name, was in before.items()}
        yield {"phase": "flood", "load_average": os.getloadavg()[0], **_pages(busy), "proofs": busy.proofs}
        yield {"what": "how the flood was answered", **flood, **used}
        yield {"what": "ratio of flood to calm", **_ratios(calm, busy)}
        time.sleep(SETTLING)
        yield {
            "what": "what came through",
            "filings_of_the_flood": int(portal.run_python(COUNT)) - stored - busy.walks,
            "mailboxes": MAILBOXES,
            **_mails(portal),
        }


def _under_flood(portal: Portal, rate: int, keys: str) -> tuple[Visitor, dict[str, Any]]:
    """Walk as long as the flood lasts."""
    visitor = Visitor(portal.port)
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(keys)
        file.flush()
        command = [sys.executable, "-m", "bench.generator", str(portal.port), str(rate), file.name]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=profiles.BASE_DIR) as generator:
            while generator.poll() is None:
                visitor.walk()
            assert generator.stdout is not None
            return visitor, json.loads(generator.stdout.read())


def _pages(visitor: Visitor) -> dict[str, Any]:
    everything = [each for times in visitor.times.values() for each in times]
    pages = {
        name: [round(cut, 1) for cut in list(percentiles(times).values())[:2]]
        for name, times in visitor.times.items()
        if len(times) > 1
    }
    return {"walks": visitor.walks, "requests": len(everything), **percentiles(everything), "p50_p95_ms_by_page": pages}


def _ratios(calm: Visitor, busy: Visitor) -> dict[str, float]:
    """Of p50 and p95 over the pages that both phases have. What files is compared with what files: in a flood that is
    the second Send, because the first one is answered with a cheap redirect."""
    flooded = {**busy.times, "POST check": busy.times["POST send"]}
    both = [name for name in calm.times if flooded.get(name)]
    first, second = (percentiles([each for name in both for each in times[name]]) for times in (calm.times, flooded))
    return {name.removesuffix("_ms"): second[name] / first[name] for name in ("p50_ms", "p95_ms")}


def _mails(portal: Portal) -> dict[str, Any]:
    """How many mails each of the mailboxes got."""
    arrived = collections.Counter(
        mail.to for mail in portal.outbox.messages(kind="email") if mail.to.startswith("rosa")
    )
    return {
        "mails": arrived.total(),
        "most_to_one_mailbox": max(arrived.values(), default=0),
    }
