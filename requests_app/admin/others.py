"""What else can staff look at? Messages that were owed, and people known; accounts only for superusers."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from privacy_portal.admin_site import PermissionFirst
from privacy_portal.lib.addresses import mask_email
from privacy_portal.lib.owed import SendState
from privacy_portal.lib.phones import mask_phone
from requests_app.admin.read_only import ReadOnlyAdmin
from requests_app.models import Notice, Person, PrivacyRequest


class SendingFilter(admin.SimpleListFilter):
    """Failed ones first: they are what somebody has to do something about."""

    title = _("sending")
    parameter_name = "sending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state, label) for state, label in SendState.choices if state != SendState.FAILED] + [("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        choices = list(super().choices(changelist))
        choices[0]["display"] = SendState.FAILED.label
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value() or SendState.FAILED)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Messages to consumers, those that could not be sent in front."""

    list_display = ("kind", "filing", "state", "failure", "attempts", "queued_at", "sent_at")
    list_filter = (SendingFilter,)
    list_select_related = ("submission", "request__submission")
    ordering = ("-id",)
    fields = ("kind", "filing", "state", "failure", "attempts", "queued_at", "next_try_at", "sent_at", "provider_id")

    @admin.display(description=_("request"))
    def filing(self, notice: Notice) -> str:
        if notice.request is None:
            return str(notice.submission)
        return _link(notice.request)


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    """People whom staff matched, with what they filed. Contacts are masked."""

    list_display = ("__str__", "created_at")
    ordering = ("-created_at", "id")
    fields = ("created_at", "known_contacts", "filed")

    @admin.display(description=_("known contacts"))
    def known_contacts(self, person: Person) -> str:
        contacts = person.contacts.order_by("known_since", "id")
        return format_html_join("", "<p>{}</p>", ((_masked(each.contact),) for each in contacts))

    @admin.display(description=_("requests"))
    def filed(self, person: Person) -> str:
        requests = PrivacyRequest.objects.filter(submission__person=person).select_related("submission")
        rows = requests.order_by("-received_on", "ordinal", "id")[:50]
        return format_html_join("", "<p>{} – {}, {}</p>", ((_link(each), *_state(each)) for each in rows))


def _masked(contact: str) -> str:
    return mask_email(contact) if "@" in contact else mask_phone(contact)


def _link(request: PrivacyRequest) -> SafeString:
    url = reverse("admin:requests_app_privacyrequest_change", args=[request.pk])
    return format_html('<a href="{}">{}</a>', url, request.reference)


def _state(request: PrivacyRequest) -> tuple[str, str]:
    return request.get_type_display(), request.get_outcome_display() or request.get_status_display()


class SuperusersOnly:
    """Who may log in, and as what, is not for everybody on the staff to see or change."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class AccountAdmin(SuperusersOnly, PermissionFirst, UserAdmin):
    """Accounts of the staff."""

    actions = None
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()  # the plain list can be used by everybody, the two boxes of the stock page cannot


@admin.register(Group)
class RoleAdmin(SuperusersOnly, PermissionFirst, GroupAdmin):
    """Groups of permissions."""

    actions = None
    filter_horizontal = ()
