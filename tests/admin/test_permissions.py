"""Who may look, who may act, and that nobody edits a row by hand."""

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from requests_app.admin import decisions
from requests_app.models import Holder, LetterTemplate, PrivacyRequest, Submission
from requests_app.vocabulary import Role
from tests.admin.conftest import logged_in
from tests.admin.pages import QUEUE, fresh, url
from tests.filings import NOON, confirm, file, only_request
from tests.support.roles import employ
from tests.support.staff import at_the_desk, staff_sign_in

pytestmark = pytest.mark.django_db

ACTIONS = [each.slug for each in decisions.ACTIONS]
# What administrators write themselves: the register of systems and vendors, and the words of letters.
WRITTEN = (Holder, LetterTemplate)
OURS = [
    (model, site)
    for model, site in admin.site._registry.items()
    if model._meta.app_label in ("requests_app", "verification") and model not in WRITTEN
]


@pytest.fixture
def request_():
    return fresh(only_request(confirm(file())))


@pytest.fixture
def nobody(django_user_model):
    """The browser of somebody on the staff without any permission."""
    return logged_in(django_user_model.objects.create_user("nobody", is_staff=True))


@pytest.fixture
def customer(django_user_model):
    """The browser of an account that is not on the staff."""
    return logged_in(django_user_model.objects.create_user("customer"))


def addresses(request):
    return ["/staff/", QUEUE, f"{QUEUE}search/", url(request), *(url(request, action) for action in ACTIONS)]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.threat("A34")
def test_a_stranger_is_asked_to_log_in(request_, method):
    for address in addresses(request_):
        response = getattr(Client(), method)(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, "/staff/login/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_account_that_is_not_staff_is_asked_to_log_in(request_, customer, method):
    for address in addresses(request_):
        assert getattr(customer, method)(address).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.threat("A34")
def test_staff_without_permission_may_not_even_look(request_, nobody, method):
    for address in addresses(request_)[1:]:
        expected = 405 if (method, address) == ("post", QUEUE) else 403
        assert getattr(nobody, method)(address).status_code == expected


def test_whoever_may_look_sees_the_queue_and_the_request(request_, looker):
    assert looker.get(QUEUE).status_code == 200
    assert looker.get(url(request_)).status_code == 200


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.threat("A34")
def test_whoever_may_look_may_not_act(request_, looker, action, method):
    response = getattr(looker, method)(url(request_, action), {"reason": "COMPLEXITY", "who": "new"})
    assert response.status_code == 403
    assert fresh(request_).due_on == request_.due_on


@pytest.mark.parametrize("client", ["desk", "boss"])
@pytest.mark.threat("A63")
def test_a_changed_contact_or_deadline_sent_to_the_page_changes_nothing(request_, client, request):
    browser = request.getfixturevalue(client)
    before = PrivacyRequest.objects.values().get(), Submission.objects.values("contact_index", "received_on").get()
    response = browser.post(
        url(request_),
        {
            "respond_by": "2030-01-01",
            "acknowledge_by": "2030-01-01",
            "extended_by": "2030-01-01",
            "contact": "thief@example.com",
            "submission-0-contact": "thief@example.com",
            "status": "CLOSED",
            "level_reached": "2",
            "_save": "Save",
        },
    )
    assert response.status_code == 403
    assert before == (
        PrivacyRequest.objects.values().get(),
        Submission.objects.values("contact_index", "received_on").get(),
    )


@pytest.mark.parametrize("model", WRITTEN)
def test_only_administrators_write_what_is_written_by_hand(desk, model):
    address = reverse(f"admin:requests_app_{model._meta.model_name}_add")
    assert desk.get(address).status_code == 403
    assert at_the_desk(employ("keeper", Role.ADMINISTRATOR)).get(address).status_code == 200


@pytest.mark.parametrize(("model", "model_admin"), OURS, ids=lambda each: getattr(each, "__name__", ""))
def test_nobody_adds_changes_or_deletes_rows_by_hand(boss, model, model_admin, django_user_model):
    request = RequestFactory().get("/staff/")
    request.user = django_user_model.objects.get(username="boss")
    assert not model_admin.has_add_permission(request)
    assert not model_admin.has_change_permission(request)
    assert not model_admin.has_delete_permission(request)
    assert boss.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")).status_code == 403


def test_a_request_cannot_be_deleted(boss, request_):
    address = reverse("admin:requests_app_privacyrequest_delete", args=[request_.pk])
    assert boss.post(address, {"post": "yes"}).status_code == 403
    assert fresh(request_)


REST = [
    *("event", "evidence", "answer", "submission", "personcontact", "draft"),
    *("representative", "authoritycheck", "signedpermission"),
]


@pytest.mark.parametrize("name", REST)
def test_the_rest_of_the_books_has_no_page_to_edit(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:requests_app_{name}_changelist")


@pytest.mark.parametrize("address", ["/staff/auth/user/", "/staff/auth/user/add/", "/staff/auth/group/"])
def test_accounts_are_for_superusers(address, boss, desk, staff):
    staff.user_permissions.set([])
    assert boss.get(address).status_code == 200
    assert desk.get(address).status_code == 403


def test_a_permission_on_accounts_does_not_open_them(staff, desk):
    from_auth = staff.user_permissions.model.objects.filter(content_type__app_label="auth")
    staff.user_permissions.add(*from_auth)
    assert desk.get("/staff/auth/user/").status_code == 403


@pytest.mark.threat("A38")
def test_an_action_needs_the_token_of_its_form(staff, request_):
    browser = Client(enforce_csrf_checks=True)
    staff_sign_in(browser, staff)
    assert browser.post(url(request_, "extend"), {"reason": "COMPLEXITY"}).status_code == 403
    assert fresh(request_).extended_at is None


def test_the_history_of_djangos_admin_leads_to_ours(desk, request_):
    response = desk.get(reverse("admin:requests_app_privacyrequest_history", args=[request_.pk]))
    assert response.url == url(request_)


@pytest.mark.threat("A63")
def test_the_clocks_were_set_at_receipt(request_):
    assert str(request_.received_on) == str(NOON.date())
