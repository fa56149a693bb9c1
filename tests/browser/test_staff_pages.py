"""Is every page of the desk safe from what people type, free of barriers, and worked by keyboard?

One crawl through every address of the desk, as somebody who may do everything and has said why they read what is
masked; and everything that anybody could type was typed by somebody who wants a script to run.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error

from requests_app.vocabulary import Role
from tests.browser import planted
from tests.browser.people import sign_in
from tests.browser.visitor import Visitor
from tests.support.portal import Portal, with_path

BOSS = "boss"
# Who may do everything, a colleague who was invited, what people typed, and every address of the desk.
PLANT = """
import json
from django.contrib.auth.models import User
from django.utils import timezone
from requests_app import staffing
from requests_app.models import PrivacyRequest
from requests_app.operations import staff_accounts
from requests_app.vocabulary import Role
from tests.browser import desk_pages, planted
from tests.support.roles import charge
from tests.support.staff import with_passkey
at = timezone.now()
boss = User.objects.create_superuser("{name}", password=None)
charge(boss, *Role, circle=True)
staff_accounts.invite(email="invited@example.com", at=at, by=boss)
typed = planted.plant(at=at, by=boss).typed
with_passkey(boss)
told = {{"typed": typed, "places": desk_pages.places(at=at, by=boss)}}
print(json.dumps(told | {{"requests": [str(pk) for pk in PrivacyRequest.objects.values_list("pk", flat=True)]}}))
"""
REQUEST = "/staff/requests_app/privacyrequest/"
# Files, not pages.
FILES = {f"admin:requests_app_privacyrequest_document_{kind}" for kind in ("download", "preview")} | {"admin:jsi18n"}
# What nobody meets at the desk: it is for the evidence of a request, which is a file.
UNSEEN: set[str] = set()
# What markup of the payloads would make, and what no page of ours has.
MADE = "[src=x],[onload],[onerror],[onfocus],iframe,math,base,object,style,[http-equiv],[href^=javascript]"
LOOK = """made => {
  const typed = [...document.querySelectorAll("input,textarea")].map(each => each.value);
  const kind = each => [each.parentElement?.tagName, each.tagName, each.className.baseVal ?? each.className,
    each.getAttribute("role"), each.getAttribute("type")].join(" ");
  return {
    text: [document.title, document.body.textContent, ...typed].join(" "),
    made: [...document.querySelectorAll(made)].map(each => each.outerHTML.slice(0, 200)),
    ran: String(window.__xss),
    parts: [...document.querySelectorAll("main h2[id]")].map(each => each.id).join(),
    shape: [...new Set([...document.querySelectorAll("*")].map(kind))].sort().join(),
  };
}"""

# Pages with a form to write into.
FORMS = r"/(answer|deny|ask-more|message|note|hold|record-step|end-authority|send-back|merge|add|filters)/"
TYPE = """([line, all]) => document.querySelectorAll("main form[method=post] :is(textarea, [type=text])").forEach(
  each => { each.value = each.tagName === "TEXTAREA" ? all : line; })"""
# What the keyboard reaches on a page, in the order of the page: of each group of radios one.
STOPS = """() => {
  const all = [...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary")];
  const seen = all.filter(each => !each.disabled && each.getClientRects().length && each.checkVisibility());
  const chosen = each => each.form && each.form.querySelector(`input[name="${each.name}"]:checked`);
  const group = each => seen.filter(other => other.type === "radio" && other.form === each.form);
  const first = each => group(each).find(other => other.name === each.name);
  return seen.filter(each => each.type !== "radio" || each === (chosen(each) || first(each)));
}"""
# Which of them have no ring when they have the focus, or do not take it; and what says that order is not the page's.
RINGS = f"""() => {{
  const ring = style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const bare = (({STOPS})()).filter(each => {{
    each.focus();
    // Of a choice the whole box has the ring.
    const rings = [each, each.closest(".choice")].filter(box => box && ring(getComputedStyle(box)));
    return document.activeElement !== each || !rings.length;
  }});
  document.activeElement.blur();
  const out = [...document.querySelectorAll("[tabindex]")].filter(each => each.tabIndex > 0);
  return [...bare, ...out].map(each => each.outerHTML.slice(0, 160));
}}"""
WALK = f"""() => {{
  window.__stops = ({STOPS})();
  window.__walked = [];
  document.addEventListener("focusin", event => window.__walked.push(window.__stops.indexOf(event.target)));
  window.scrollTo(0, 0);
}}"""
STEPS = 8  # presses of Tab a page: the rest follows, for nothing on it changes the order


@dataclass(frozen=True)
class Desk:
    """A portal whose desk somebody filled with scripts, and where everything is."""

    portal: Portal
    typed: dict[str, list[str]]
    places: list[tuple[str, str]]
    requests: list[str]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    portal = Portal(tmp_path_factory.mktemp("planted"))
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = with_path(os.environ["REDIS_URL"], str(8 - number))  # nobody takes its tasks, nor does it those of others
    portal.env |= {"REDIS_URL": url, "RATE_LIMIT_URL": url}
    try:
        portal.start_web()
        portal.manage("seed_demo")
        told = json.loads(portal.run_python(PLANT.format(name=BOSS)).splitlines()[-1])
        yield Desk(portal, told["typed"], [(key, path) for key, path in told["places"]], told["requests"])
    finally:
        portal.stop()


@pytest.fixture(scope="module")
def boss(chromium: Browser, desk: Desk) -> Iterator[Visitor]:
    """Somebody who may do everything, and said of every request why they read it."""
    visitor = Visitor(chromium, desk.portal.base_url)
    sign_in(visitor, desk.portal, BOSS, roles=list(Role), circle=True)
    token = visitor.page.input_value("[name=csrfmiddlewaretoken] >> nth=0")
    form = {"csrfmiddlewaretoken": token, "fields": "ALL", "reason": "WORK"}
    for pk in desk.requests:
        answer = visitor.context.request.post(
            f"{REQUEST}{pk}/reveal/", form=form, headers={"Referer": visitor.page.url}, max_redirects=0
        )
        assert answer.status == 302
    yield visitor
    visitor.close()


def opened(visitor: Visitor, path: str) -> bool:
    """Open an address, and say whether there is a page: what only takes forms answers a look with nothing."""
    try:
        visitor.page.goto(path)
    except Error as error:
        # Chromium says it in one of two ways, by which of its pages came first.
        assert re.search("ERR_HTTP_RESPONSE_CODE_FAILURE|interrupted by .*chrome-error:", error.message), path
        visitor.page.wait_for_url(re.compile("^chrome-error:"))
        return False
    return True


@pytest.mark.threat("A57")
def test_nothing_that_people_type_runs_on_any_page_and_every_page_is_free_of_barriers(
    boss: Visitor, desk: Desk
) -> None:
    told: list[str] = []
    made, ran = {}, {}
    for key, path in desk.places:
        if key in FILES or not opened(boss, path):
            continue
        seen = boss.page.evaluate(LOOK, MADE)
        boss.check_width()
        if boss.path == urlsplit(path).path:  # what leads elsewhere leads to another of these
            boss.check_axe_once(f"{key} {seen['parts']}")
        told.append(_close(seen["text"]))
        if seen["made"]:
            made[path] = seen["made"]
        if seen["ran"] != "undefined":
            ran[path] = seen["ran"]
    assert ran == {}
    assert made == {}
    assert boss.broken_promises == []
    unseen = {
        label for label, texts in desk.typed.items() if not any(_close(text) in page for text in texts for page in told)
    }
    assert unseen == UNSEEN


@pytest.mark.soak
@pytest.mark.threat("A93")
def test_the_keyboard_reaches_everything_in_the_order_of_the_page_and_shows_where_it_is(
    boss: Visitor, desk: Desk
) -> None:
    bare, astray, shapes = {}, {}, set()
    for key, path in dict(desk.places).items():
        if key in FILES or not opened(boss, path):
            continue
        shape = boss.page.evaluate(LOOK, MADE)["shape"]
        if shape in shapes:
            continue
        shapes.add(shape)
        boss.page.evaluate(WALK)
        for _ in range(STEPS):
            boss.page.keyboard.press("Tab")
        number, stops = boss.page.evaluate("[window.__stops.length, window.__walked]")
        walked = [stop for stop in stops if stop >= 0]
        # Some forms begin in their first field, and behind the last stop comes the first.
        if not walked or any(after != (before + 1) % number for before, after in pairwise(walked)):
            astray[path] = walked
        if found := boss.page.evaluate(RINGS):
            bare[path] = found
    assert astray == {}
    assert bare == {}


@pytest.mark.soak
@pytest.mark.threat("A57")
def test_nothing_that_was_typed_runs_when_a_form_comes_back_or_shows_what_will_leave(boss: Visitor, desk: Desk) -> None:
    """The last of the module: what can be sent as it is, is sent."""
    made = {}
    for path in [path for key, path in desk.places if key.startswith("admin:")]:
        if not re.search(FORMS, path):
            continue
        boss.page.goto(path)
        if not boss.page.locator("main form[method=post] :is(textarea, [type=text])").count():
            continue
        boss.page.evaluate(TYPE, [planted.PAYLOADS[1], planted.ALL])
        with boss.page.expect_navigation():
            boss.page.locator("main form[method=post] [type=submit]:not([name=fields])").last.click()
        seen = boss.page.evaluate(LOOK, MADE)
        if seen["made"] or seen["ran"] != "undefined":
            made[path] = [*seen["made"], seen["ran"]]
    assert made == {}
    assert boss.broken_promises == []


def _close(words: str) -> str:
    """Without the space between words, which a page sets as it likes."""
    return re.sub(r"\s+", "", words)
