"""Staff check a power of attorney on any screen: the page of the request, the checklist, and what was found."""

import os
from pathlib import Path

import pytest

from requests_app.vocabulary import PowerItem
from tests.browser import people
from tests.browser.visitor import Visitor
from tests.filings import SOUND
from tests.support.longer import longer

# Somebody who acts for a consumer, with a proof that nobody has looked at.
FILED = """
from django.utils import timezone
from requests_app.operations import authority
from requests_app.vocabulary import FilerRole, ProofWay
from tests.filings import CATEGORIES, confirm_filer, file_for
at = timezone.now()
submission = confirm_filer(file_for(FilerRole.ATTORNEY_IN_FACT, CATEGORIES, at=at, name="Berta Browser"), at=at)
authority.offer_proof(submission=submission, way=ProofWay.PAPER, at=at)
print("reference", submission.requests.get().reference)
"""


def seen(visitor: Visitor, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("SCREENSHOTS"):
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "dark"), [(320, False), longer(1280, True), longer(320, True), longer(1280, False)])
def test_staff_check_a_power_of_attorney(visit, live_portal, width, dark):
    name = f"{width}-{'dark' if dark else 'light'}"
    reference = live_portal.run_python(FILED).split("reference")[-1].strip()
    visitor = visit(width=width, dark=dark)
    people.sign_in(visitor, live_portal)
    seen(visitor, f"today-{name}")
    visitor.go("/staff/requests_app/privacyrequest/?authority=PROOF_TO_CHECK")
    seen(visitor, f"queue-{name}")
    people.find(visitor, reference)
    seen(visitor, f"request-{name}")
    visitor.follow('main a[href*="/accept-proof/"]')
    for item in PowerItem:
        visitor.choose(f"item_{item}", "no" if item == PowerItem.SCOPE else SOUND[item])
    visitor.press("main form[method=post] [type=submit]:not([formaction])")
    assert "It does not show that they may act. See questions: 5." in visitor.text
    seen(visitor, f"checklist-{name}")
    visitor.press("main form[method=post] [formaction]")
    assert "Read these words, change what you like, and send it again" in visitor.text
    seen(visitor, f"refusing-{name}")
    visitor.press("main form[method=post] [type=submit]")
    assert "Proof of authority refused" in visitor.text
    people.read(visitor)
    visitor.page.click("main details summary")
    visitor.look()
    seen(visitor, f"refused-{name}")
