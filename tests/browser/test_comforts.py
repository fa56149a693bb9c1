"""Do the small comforts work: focus, codes, counting, one sending, large targets, and what needs no script?"""

from collections.abc import Callable

import pytest

from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]
TARGETS = "button, .choice, .back, .links a, .ways a, select, textarea, input:not([type=radio], [type=checkbox])"
TOO_SMALL = """elements => elements.filter(element => element.checkVisibility())
    .map(element => [element.outerHTML.slice(0, 60), element.getBoundingClientRect().height])
    .filter(([_, height]) => height < 44)"""


def _journey(visitor: Visitor, *rights: str) -> None:
    """Walk to the page behind the question which rights are asked."""
    visitor.go("/")
    visitor.press()
    visitor.choose("for_whom", "SELF")
    visitor.press()
    visitor.choose("rights", *rights)
    visitor.press()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_errors_are_read_first(visit: Visit, javascript: bool) -> None:
    visitor = visit(javascript=javascript)
    visitor.go("/")
    visitor.press()
    visitor.press()
    assert visitor.page.locator("[data-error-summary]:focus").count() == 1
    visitor.page.locator("[data-error-summary] a").first.click()
    visitor.page.keyboard.press("Space")
    assert visitor.page.locator("main input:checked").count() == 1


def test_the_errors_are_read_first_again_after_a_link_was_followed(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/")
    visitor.press()
    visitor.press()
    visitor.page.locator("[data-error-summary] a").first.click()
    visitor.press()
    assert visitor.page.locator("[data-error-summary]:focus").count() == 1


def test_a_pasted_code_loses_its_spaces_and_dashes(visit: Visit) -> None:
    visitor = visit()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.go("/track/")
    visitor.fill(reference="K7QM-2XHR-9TRF")
    visitor.press()
    visitor.page.evaluate("navigator.clipboard.writeText(' 48 2-9\u20131\uff13 ')")
    code = visitor.page.locator("input[autocomplete=one-time-code]")
    code.focus()
    visitor.page.keyboard.press("Control+V")
    assert code.input_value() == "482913"


def test_characters_are_counted_as_the_server_counts_them(visit: Visit) -> None:
    visitor = visit()
    _journey(visitor, "CORRECT")
    area = visitor.page.locator("textarea[name=right]")
    limit = int(area.get_attribute("data-maxlength") or 0)
    area.fill("né\n\U0001f600")
    assert visitor.page.locator(".field:has([name=right]) .count").inner_text() == f"Characters left: {limit - 4}"


def test_a_form_pressed_three_times_is_sent_once(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/")
    sent: list[str] = []
    visitor.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with visitor.page.expect_navigation():
        visitor.page.evaluate(
            "() => { const button = document.querySelector('main form [type=submit]');"
            " button.click(); button.click(); button.click() }"
        )
    assert len(sent) == 1


def test_a_form_can_be_sent_again_after_going_back(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/")
    visitor.press()
    visitor.page.go_back()
    visitor.press()
    assert visitor.path.startswith("/requests/new/")


def test_an_option_opens_its_fields_without_a_script(visit: Visit) -> None:
    visitor = visit(javascript=False)
    _journey(visitor, "DELETE")
    area = visitor.page.locator("textarea[name=parts]")
    assert not area.is_visible()
    visitor.choose("scope", "PARTS")
    assert area.is_visible()
    visitor.choose("scope", "EVERYTHING")
    assert not area.is_visible()


def test_the_language_changes_without_a_script_and_keeps_the_place(visit: Visit) -> None:
    visitor = visit(javascript=False)
    visitor.go("/track/")
    visitor.language = "es"
    visitor.press("header [name=language]")
    assert visitor.path == "/track/"


def test_the_first_tab_leads_past_the_header(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/track/")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.locator("main :focus").count() == 1


@pytest.mark.parametrize("path", ["/", "/track/", "/privacy/"])
def test_every_target_is_44_pixels_high(visit: Visit, path: str) -> None:
    visitor = visit(width=320)
    visitor.go(path)
    assert visitor.page.locator(TARGETS).evaluate_all(TOO_SMALL) == []


def test_every_target_of_the_questions_is_44_pixels_high(visit: Visit) -> None:
    visitor = visit(width=320)
    _journey(visitor, "CORRECT")
    assert visitor.page.locator(TARGETS).evaluate_all(TOO_SMALL) == []


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("path", ["/", "/track/", "/privacy/", "/no-such-page/"])
def test_a_narrow_page_keeps_every_promise_in_both_schemes(visit: Visit, path: str, dark: bool) -> None:
    visit(width=320, dark=dark).go(path)
