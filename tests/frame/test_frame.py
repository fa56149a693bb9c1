"""Does the frame of every page say what it must, whatever stands inside it?"""

import re
from typing import Any

import pytest
from django import forms
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from pytest_django import Settings

from privacy_portal.context import portal

TEMPLATES = django_settings.BASE_DIR / "templates"
PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "outage.html"]
INSIDE = """{% extends "base.html" %}{% block title %}A question{% endblock %}
{% block content %}{% include "components/error_summary.html" %}{{ form.colour.as_field_group }}{% endblock %}"""


class Form(forms.Form):
    colour = forms.CharField(label="Which colour?", help_text="Your <favourite>.")
    shade = forms.ChoiceField(choices=[("l", "light"), ("d", "dark")], widget=forms.RadioSelect, required=False)
    day = forms.DateField(widget=forms.SelectDateWidget(years=[2026]), required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture
def request_(rf: RequestFactory, settings: Settings) -> HttpRequest:
    settings.BUSINESS_NAME = "Alder & Finch"
    settings.BUSINESS_PHONE = "1-800-555-0142"
    settings.BUSINESS_EMAIL = "privacy@example.com"
    settings.BUSINESS_ADDRESS = "1 Example Street"
    request = rf.get("/requests/new/rights/?page=2")
    request.session = {}  # type: ignore[assignment]
    return request


def _page(request: HttpRequest, **context: Any) -> str:
    return engines["django"].from_string(INSIDE).render(context, request)


def _title(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert found
    return found[1]


def _errors(**errors: str) -> Form:
    form = Form({"colour": "red"})
    for name, message in errors.items():
        form.add_error(None if name == "whole" else name, message)
    return form


def test_the_title_names_the_page_and_the_business(request_: HttpRequest) -> None:
    assert _title(_page(request_, form=Form())) == "A question – Alder &amp; Finch"


def test_the_title_of_a_page_with_errors_begins_with_the_word(request_: HttpRequest) -> None:
    assert _title(_page(request_, form=_errors(colour="No."))).startswith("Error: A question")


def test_a_page_without_a_form_can_say_that_it_has_errors(request_: HttpRequest) -> None:
    assert _title(_page(request_, has_errors=True)).startswith("Error: ")


def test_every_page_names_the_other_ways_in(request_: HttpRequest) -> None:
    html = _page(request_)
    assert all(way in html for way in ('href="tel:+1-800-555-0142"', "mailto:privacy@example.com", "1 Example Street"))


def test_a_heading_of_the_page_does_not_become_the_footers(request_: HttpRequest) -> None:
    assert "Other ways to reach us" in _page(request_, heading="How should we reach you?")


def test_the_only_question_of_a_page_is_its_heading(request_: HttpRequest) -> None:
    source = '{% include "components/question.html" with field=form.shade words="How dark?" %}'
    html = engines["django"].from_string(source).render({"form": Form()}, request_)
    assert "<legend><h1>How dark?</h1></legend>" in html


def test_a_page_may_have_a_question_of_its_own(request_: HttpRequest) -> None:
    form = Form()
    source = '{% include "components/question.html" with field=form.colour %}'
    html = engines["django"].from_string(source).render({"form": form, "question": form["shade"]}, request_)
    assert '<h1 class="question"><label for="id_colour">Which colour?</label></h1>' in html


def test_the_language_is_changed_without_losing_the_place(request_: HttpRequest) -> None:
    html = _page(request_)
    assert '<input type="hidden" name="next" value="/requests/new/rights/?page=2">' in html
    assert re.search(r'name="language" value="es" lang="es">Español<', html)


def test_the_page_says_its_own_language_and_offers_the_other(request_: HttpRequest) -> None:
    with translation.override("es"):
        html = _page(request_)
    assert '<html lang="es">' in html
    assert re.search(r'value="en" lang="en">English<', html)


def test_the_demo_says_what_it_is(request_: HttpRequest, settings: Settings) -> None:
    settings.DEMO = False
    assert "This is a demonstration" not in _page(request_)
    settings.DEMO = True
    assert "This is a demonstration" in _page(request_)


def test_the_summary_links_each_error_to_its_control(request_: HttpRequest) -> None:
    html = _page(request_, form=_errors(colour="Not that.", shade="Nor that.", day="Nor then."))
    assert all(
        link in html
        for link in (
            '<a href="#id_colour">Not that.</a>',
            '<a href="#id_shade_0">Nor that.</a>',
            '<a href="#id_day_month">Nor then.</a>',
        )
    )


def test_the_summary_shows_what_belongs_to_no_control(request_: HttpRequest) -> None:
    html = _page(request_, form=_errors(whole="Not together.", secret="Changed."))
    assert "<li>Not together.</li>" in html
    assert "<li>Changed.</li>" in html


def test_an_error_and_a_hint_are_named_by_their_control(request_: HttpRequest) -> None:
    html = _page(request_, form=_errors(colour="Not that."))
    assert 'aria-describedby="id_colour_helptext id_colour_error"' in html
    assert 'id="id_colour_helptext">Your &lt;favourite&gt;.</p>' in html
    assert re.search(r'id="id_colour_error">\s*<li><span class="visually-hidden">Error:</span> Not that\.</li>', html)


def test_only_a_field_that_may_stay_empty_says_so() -> None:
    assert "(optional)" not in Form()["colour"].as_field_group()
    assert "(optional)" in Form()["shade"].as_field_group()


def test_a_field_can_be_silent_about_being_optional() -> None:
    form = Form()
    form.fields["shade"].optional_note = False  # type: ignore[attr-defined]
    assert "(optional)" not in form["shade"].as_field_group()


def test_a_date_in_three_lists_has_three_labels() -> None:
    html = Form()["day"].as_field_group()
    assert all(f'<label for="id_day_{part}">' in html for part in ("month", "day", "year"))


def test_a_reference_is_spelled_for_a_screen_reader() -> None:
    html = render_to_string("components/reference.html", {"reference": "K7QM-2XHR"})
    assert '<span class="visually-hidden">K 7 Q M , 2 X H R </span>' in html


def test_progress_is_said_in_words() -> None:
    html = render_to_string("components/step_progress.html", {"step": 2, "total": 7})
    assert "Step 2 of 7" in html
    assert (html.count("<li"), html.count('class="done"')) == (7, 2)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_an_error_needs_no_request_and_no_database(name: str) -> None:
    html = render_to_string(name, portal())
    assert html.count("<h1>") == 1
    assert "Other ways to reach us" in html


def test_no_template_of_a_page_has_inline_style_or_script() -> None:
    # Read from a disk, where no stylesheet of ours is: its own policy lets these few styles through and no script.
    alone = {"evidence/page.html"}
    found = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if str(path.relative_to(TEMPLATES)) not in alone
        and "messages" not in path.relative_to(TEMPLATES).parts
        and re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", path.read_text())
    ]
    assert found == []
