"""Can a file's name lead anywhere, break anything, or be read as another?"""

import re
import unicodedata
from urllib.parse import unquote

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from privacy_portal.lib.uploads.names import LONGEST, displayed, saved_as
from requests_app.models import Document
from tests.admin.conftest import logged_in
from tests.admin.pages import reveal
from tests.uploads.sending import PAGE, files, made_ready, opened, send

NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\windows\\system32\\x.pdf": "x.pdf",
    "C:\\fakepath\\bill.pdf": "bill.pdf",
    "CON": "_CON",
    "con.pdf": "_con.pdf",
    "LPT1.pdf": "_LPT1.pdf",
    "invoice\u202efdp.exe.pdf": "invoicefdp.exe.pdf",
    "a\x00b.pdf": "ab.pdf",
    "a\r\nSet-Cookie: x=1.pdf": "a Set-Cookie x=1.pdf",
    'quo"te;filename=evil.pdf': "quo te;filename=evil.pdf",
    "": "document",
    "..": "document",
    ".pdf": "document.pdf",
    ".htaccess": "htaccess",
    "\u200b\u200b.pdf": "document.pdf",
    "facture d’été.pdf": "facture d’été.pdf",
    "住所.jpg": "住所.jpg",
    "x" * 300 + ".pdf": "x" * (LONGEST - 4) + ".pdf",
    "x" * 300: "x" * LONGEST,
}


@pytest.mark.threat("A53")
@pytest.mark.parametrize(("given_name", "shown"), NAMES.items(), ids=range(len(NAMES)))
def test_a_name_is_one_honest_line(given_name, shown):
    assert displayed(given_name) == shown


@pytest.mark.threat("A53")
@given(st.text(max_size=400))
def test_whatever_a_name_is_it_leads_nowhere_and_hides_nothing(name):
    shown = displayed(name)
    assert 0 < len(shown) <= LONGEST
    assert displayed(shown) == shown
    assert not set(shown) & set('/\\:*?"<>|')
    assert shown not in (".", "..")
    assert not {unicodedata.category(letter) for letter in shown} & {"Cc", "Cs", "Co", "Zl", "Zp"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", shown)


@pytest.mark.threat("A53")
def test_a_file_is_saved_with_the_extension_of_what_it_is():
    assert saved_as("photo.pdf", "image/jpeg") == "photo.jpg"
    assert saved_as("page.html", "application/pdf") == "page.html.pdf"


@pytest.mark.threat("A53")
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "a\u202efdp.pdf", "x" * 300 + ".pdf", "CON.pdf"])
def test_no_file_is_kept_under_its_own_name(client, documents, name):
    opened(client)
    send(client, b"x", name)
    document = Document.objects.get()
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in files(documents))
    assert document.name == displayed(name)
    page = client.get(PAGE).content.decode()
    assert "\u202e" not in page
    assert "/etc/" not in page


@pytest.mark.threat("A53")
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1.pdf", 'a"; filename=b.exe.pdf', "résumé 住所.pdf", "a;b=c.pdf"])
def test_a_name_cannot_break_out_of_the_header(client, documents, staff, name):
    submission = opened(client)
    document = made_ready(submission, name=displayed(name))
    request = submission.requests.first()
    address = reverse("admin:requests_app_privacyrequest_document_download", args=[request.pk, document.pk])
    desk = logged_in(staff)
    reveal(desk, request)
    response = desk.get(address)
    value = response.headers["Content-Disposition"]
    kind, _, rest = value.partition("; ")
    assert kind == "attachment"
    assert re.fullmatch(r"""filename=[\w"= ;.-]+|filename\*=utf-8''[\w%.-]+""", rest)
    if "*" in rest:
        assert unquote(rest.split("''")[1]) == displayed(name)
    assert "Set-Cookie" not in response.headers
