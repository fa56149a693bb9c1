"""Does the frame of every mail say who wrote, and fetch and count nothing?"""

import re

import pytest
from django.template import engines
from django.utils import translation
from pytest_django import Settings

from privacy_portal.lib.business import business

HTML = """{% extends "messages/base_email.html" %}{% block title %}S{% endblock %}{% block heading %}H{% endblock %}
{% block body %}<p>{{ name }}</p>{% include "messages/parts/button.html" with href=link text="Go" %}{% endblock %}"""
TEXT = '{% extends "messages/base_email.txt" %}{% block body %}Dear {{ name }},{% endblock %}'


@pytest.fixture(autouse=True)
def facts(settings: Settings) -> None:
    settings.BUSINESS_NAME = "Alder & Finch"
    settings.BUSINESS_PHONE = "1-800-555-0142"
    settings.BUSINESS_EMAIL = "privacy@example.com"
    settings.BUSINESS_ADDRESS = "1 Example Street"
    settings.BUSINESS_POLICY_URL = "https://example.com/privacy"


def _render(source: str) -> str:
    context = {"portal": business(), "name": "O'Neil <b>", "link": "https://portal.example.com/x/"}
    return engines["django"].from_string(source).render(context)


def test_the_html_fetches_nothing() -> None:
    html = _render(HTML)
    assert not re.search(r"<img|<link|<script|<iframe|<table|@import|@font-face|url\(|src=|background=", html)


def test_the_html_escapes_what_people_typed() -> None:
    assert "<p>O&#x27;Neil &lt;b&gt;</p>" in _render(HTML)


def test_the_text_is_not_escaped() -> None:
    assert _render(TEXT).startswith("Dear O'Neil <b>,\n")
    assert "\nAlder & Finch\n" in _render(TEXT)


@pytest.mark.parametrize("source", [HTML, TEXT])
def test_the_foot_names_the_ways_to_reach_the_business_and_why_it_came(source: str) -> None:
    text = _render(source)
    ways = ("1-800-555-0142", "privacy@example.com", "1 Example Street", "https://example.com/privacy")
    assert all(way in text for way in ways)
    assert "You get this message because" in text


def test_the_mail_says_its_language() -> None:
    with translation.override("es"):
        assert _render(HTML).count('lang="es"') == 2


def test_the_address_behind_the_button_is_also_written_out() -> None:
    assert ">https://portal.example.com/x/</a>" in _render(HTML)
