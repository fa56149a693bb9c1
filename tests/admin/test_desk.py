"""The frame around it: our look, a strict policy on every page, today's numbers, and the lists beside the queue."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from privacy_portal.lib import owed
from requests_app.models import Notice, Person
from requests_app.operations import authority, review
from requests_app.vocabulary import FilerRole, NoticeKind, ProofWay, Role
from tests.admin.pages import QUEUE, queue, text, url
from tests.filings import CATEGORIES, NOON, PIECES, answered, file, file_for, only_request, verify
from tests.support.roles import TEAM, charge, employ
from tests.support.staff import PASSWORD, digits, enter_code, enter_password, staff_sign_in, with_app

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.fixture
def places(boss, staff):
    """Every kind of page at the desk, as a superuser sees it who also works on requests."""
    charge(User.objects.get(username="boss"), *TEAM)
    submission = file(PIECES)
    person = verify(submission, by=staff)
    request = only_request(submission)
    notice = Notice.objects.get(kind=NoticeKind.RECEIPT)
    actions = ["assign", "match", "extend", "answer", "deny", "duplicate", "reveal"]
    proof = only_request(file_for(FilerRole.ATTORNEY_IN_FACT, CATEGORIES))
    authority.offer_proof(submission=proof.submission, way=ProofWay.PAPER, at=NOON)
    return [
        url(proof),
        *(url(proof, action) for action in ("accept-proof", "refuse-proof", "end-authority")),
        "/staff/",
        QUEUE,
        url(request),
        *(url(request, action) for action in actions),
        f"{url(request, 'deny')}?ground=LEGAL_CLAIMS",
        f"{url(request, 'answer')}?withhold=1",
        "/staff/requests_app/notice/?sending=all",
        reverse("admin:requests_app_notice_change", args=[notice.pk]),
        "/staff/requests_app/person/",
        reverse("admin:requests_app_person_change", args=[person.pk]),
        reverse("admin:requests_app_person_merge", args=[person.pk]),
        "/staff/verification/challenge/",
        "/staff/auth/user/",
        "/staff/auth/user/add/",
        reverse("admin:auth_user_change", args=[staff.pk]),
        "/staff/auth/group/add/",
        "/staff/password_change/",
        "/staff/requests_app/",
    ]


def test_no_page_has_a_script_or_a_style_of_its_own(boss, places):
    for place in places:
        response = boss.get(place)
        assert response.status_code == 200, place
        assert not INLINE.search(response.content.decode()), place


def test_every_page_carries_the_strict_policy(boss, places):
    for place in places:
        policy = boss.get(place).headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy


def test_every_page_stands_in_our_frame(boss, places):
    for place in places:
        content = boss.get(place).content.decode()
        assert re.search(r"/staff\.([0-9a-f]+\.)?css", content)
        assert content.count("<h1") == 1, place
        assert "Django" not in content, place


def test_the_way_in_is_ours():
    words = text(Client().get("/staff/login/"))
    assert "For the people who work on privacy requests." in words


def test_a_wrong_password_is_said_plainly():
    response = Client().post("/staff/login/", {"login": "x", "password": "y"})
    assert response.content.decode().count("<title>Error:") == 1
    assert "There is something to put right" in text(response)


def test_the_second_step_leads_to_the_page_that_was_asked_for(staff):
    staff.set_password(PASSWORD)
    staff.save()
    secret, browser = with_app(staff), Client()
    enter_password(browser, staff, next=QUEUE)
    assert enter_code(browser, digits(secret)).url == QUEUE


def test_logging_out_says_so(desk):
    assert "You are logged out" in text(desk.post("/staff/logout/"))


def test_today_counts_what_presses(desk):
    for days in (50, 45, 44, 2):
        file(PIECES, at=NOON - timedelta(days=days))
    closed = only_request(file(PIECES))
    review.withdraw(request=closed, at=NOON)
    words = text(desk.get("/staff/"))
    for each in ("1 overdue", "1 due today", "0 with a proof to check", "1 due within 7 days", "4 to acknowledge"):
        assert each in words


@pytest.mark.parametrize("window", ["overdue", "today", "week", "acknowledge"])
def test_each_number_leads_to_as_many_requests(desk, window):
    for days in (50, 45, 44, 2):
        file(PIECES, at=NOON - timedelta(days=days))
    content = desk.get("/staff/").content.decode()
    number = re.search(rf'due={window}"><strong>(\d+)</strong>', content)
    assert number is not None
    assert int(number[1]) == len(queue(desk, due=window))


def test_whoever_may_not_look_sees_no_numbers(django_user_model):
    browser = Client()
    staff_sign_in(browser, django_user_model.objects.create_user("nobody", is_staff=True))
    assert "You may not look at requests." in text(browser.get("/staff/"))


def test_failed_messages_come_first_in_their_list(desk):
    file(PIECES)
    failed, waiting = only_request(file(PIECES)), "/staff/requests_app/notice/"
    notice = failed.submission.notices.get()
    owed.fail(notice, at=NOON, failure="mailbox_unknown")
    words = text(desk.get(waiting))
    assert "mailbox_unknown" in words
    assert "1 notice" in words
    assert "2 notices" in text(desk.get(waiting, {"sending": "all"}))
    assert "1 notice" in text(desk.get(waiting, {"sending": "OWED"}))


def test_a_person_is_shown_with_what_they_filed_and_a_masked_contact(desk, staff):
    submission = answered(PIECES, by=staff, at=NOON)
    response = desk.get(reverse("admin:requests_app_person_change", args=[Person.objects.get().pk]))
    words = text(response)
    assert f"{submission}-1 Get the specific pieces, Fulfilled" in words
    assert "r•••@e•••.com" in words
    assert "rosa@example.com" not in words


def test_lists_are_shown_to_those_who_may_open_them(desk):
    keeper = staff_sign_in(Client(), employ("keeper", Role.ADMINISTRATOR))
    for client, requests, accounts in ((desk, True, False), (keeper, False, True)):
        content = client.get("/staff/").content.decode()
        assert ("/staff/requests_app/notice/" in content) == requests
        assert ("/staff/auth/user/" in content) == accounts


def test_the_desk_has_the_colours_of_the_portal():
    def colours(name):
        css = (settings.BASE_DIR / "static" / name).read_text()
        return [
            dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
            for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
        ][:2]

    assert colours("staff.css") == colours("portal.css")


def test_the_stylesheet_of_the_desk_loads_nothing():
    css = (settings.BASE_DIR / "static" / "staff.css").read_text()
    assert finders.find("staff.css")
    assert not [word for word in ("url(", "@import", "http://", "https://") if word in css]
    assert len(css) < 20_000
