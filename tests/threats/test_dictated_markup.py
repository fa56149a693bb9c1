"""Does markup that somebody dictates, or writes in a letter, stay text on every page on which staff meet it?"""

import pytest

from requests_app.models import Notice
from tests.admin import intake
from tests.admin.conftest import logged_in
from tests.admin.intake import LETTER, URL
from tests.admin.pages import reveal

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(staff):
    return logged_in(staff)


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></p><script>alert(1)</script>",
    "<embed src=javascript:alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    '" onmouseover="alert(1)',
    "<style>@import'//x.example';</style>",
    "<object data=data:text/html,<script>alert(1)</script>>",
    "<!--><script>alert(1)</script>-->",
    "<marquee onstart=alert(1)>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_that_somebody_dictates_stays_text_on_every_page(desk, payload):
    said = {
        **LETTER,
        "rights-rights": ["DELETE", "CORRECT"],
        "delete-scope": "PARTS",
        "delete-parts": payload,
        "correct-item": "OTHER",
        "correct-wrong": payload,
        "correct-right": payload,
        "name-name": payload,
        "contact-postal_address": payload,
    }
    checked = intake.send(desk, said)
    submission = intake.enter(desk, said)
    for request in submission.requests.all():
        reveal(desk, request)
    letter = Notice.objects.get()
    pages = [checked, desk.get(checked.request["PATH_INFO"].removesuffix("check/"))]
    pages += [desk.get(intake.page_of(submission, name)) for name in ("change", "spoken-receipt", "posted")]
    pages += [desk.get(intake.page_of(submission).replace("change", f"letter/{letter.pk}")), desk.get(URL + "letters/")]
    for shown in pages:
        assert shown.status_code == 200
        assert payload not in shown.content.decode()
