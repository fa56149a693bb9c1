"""What else can staff look at? Messages that were owed, challenges; and accounts, for those who keep the staff."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from privacy_portal.admin_site import PermissionFirst
from privacy_portal.lib.owed import SendState
from requests_app import metrics
from requests_app.admin.duties import may
from requests_app.admin.read_only import ReadOnlyAdmin
from requests_app.models import Notice, PrivacyRequest, Representative, Submission
from requests_app.operations import staff_accounts
from requests_app.staffing import filings_closed_to
from requests_app.vocabulary import Duty
from verification.admin import ChallengeAdmin
from verification.models import Challenge

PASSWORD = "password"  # noqa: S105  # nosec B105 - the name of a field


class SendingFilter(admin.SimpleListFilter):
    """Failed ones first: they are what somebody has to do something about."""

    title = _("sending")
    parameter_name = "sending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = [(state, label) for state, label in SendState.choices if state != SendState.FAILED]
        return [*states, ("held", _("Held back by a limit")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        choices = list(super().choices(changelist))
        choices[0]["display"] = SendState.FAILED.label
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        if self.value() == "all":
            return queryset
        if self.value() == "held":
            return queryset.filter(metrics.HELD_BACK)
        return queryset.filter(state=self.value() or SendState.FAILED)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Messages to consumers, those that could not be sent in front."""

    list_display = ("kind", "filing", "state", "failure", "attempts", "queued_at", "sent_at")
    list_filter = (SendingFilter,)
    list_select_related = ("submission", "request__submission")
    ordering = ("-id",)
    fields = ("kind", "filing", "state", "failure", "attempts", "queued_at", "next_try_at", "sent_at", "provider_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        rows: QuerySet[Notice] = super().get_queryset(request)
        closed = Submission.objects.filter(filings_closed_to(request.user))
        return rows.exclude(submission__in=closed.values("pk"))

    @admin.display(description=_("request"))
    def filing(self, notice: Notice) -> str:
        if notice.request is None:
            return str(notice.submission)
        return _link(notice.request)


def _link(request: PrivacyRequest) -> SafeString:
    url = reverse("admin:requests_app_privacyrequest_change", args=[request.pk])
    return format_html('<a href="{}">{}</a>', url, request.reference)


admin.site.unregister(Challenge)


@admin.register(Challenge)
class ChallengesOfFilings(ChallengeAdmin):
    """Challenges, but for those of filings that are not open to whoever looks. `verification` knows no filings."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Duty.LOOK)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, Duty.LOOK)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Challenge]:
        closed = Submission.objects.filter(filings_closed_to(request.user))
        acting = Representative.objects.filter(submission__in=closed)
        theirs = Q(subject__in=closed.values("pk")) | Q(subject__in=acting.values("pk"))
        rows: QuerySet[Challenge] = super().get_queryset(request)
        return rows.exclude(theirs)


class SuperusersOnly:
    """What a role may do is in the code; who holds one, in the accounts."""

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
class AccountAdmin(PermissionFirst, UserAdmin):
    """Accounts of the staff, for those who keep them: they give roles, to others and never to themselves.

    Superusers, and what makes one, are for superusers; so is deleting, which the history outlives. So is by what
    somebody comes in, their name, address and password: whoever sets that for another can come in as them.
    """

    actions = None
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()  # the plain list can be used by everybody, the two boxes of the stock page cannot

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Who gave which roles to whom stays on record; Django's own log knows only that something was changed."""
        before = set(staff_accounts.held(form.instance))
        if "is_superuser" in form.changed_data:
            before ^= {staff_accounts.SUPERUSER}  # the account itself is saved already
        super().save_related(request, form, formsets, change)
        by: Any = request.user  # a User: staff only
        staff_accounts.roles_changed(form.instance, before=before, at=timezone.now(), by=by)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 - Django's
        """Of others, for superusers; everybody else is mailed a link, which they ask for themselves."""
        if not request.user.is_superuser:
            raise PermissionDenied
        page: HttpResponse = super().user_change_password(request, id, form_url)
        return page

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Duty.CONFIGURE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Others invite, which is on record."""
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, Duty.CONFIGURE)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not may(request.user, Duty.CONFIGURE) or request.user.is_superuser:
            return bool(may(request.user, Duty.CONFIGURE))
        return not isinstance(obj, User) or not (obj.is_superuser or obj.pk == request.user.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        for_superusers = ("is_superuser", "user_permissions", "username", "email")
        kept_from_others = () if request.user.is_superuser else for_superusers
        return (*super().get_readonly_fields(request, obj), *kept_from_others)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the password and its link for who may not set it."""
        sets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return sets
        left_out = "password"
        return [
            (name, {**rest, "fields": [each for each in rest["fields"] if each != left_out]}) for name, rest in sets
        ]


@admin.register(Group)
class RoleAdmin(SuperusersOnly, PermissionFirst, GroupAdmin):
    """Groups of permissions. What becomes of a role is on record for everybody who holds it."""

    actions = None
    filter_horizontal = ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = set(form.instance.permissions.values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        if set(form.instance.permissions.values_list("pk", flat=True)) != before:
            _note_roles_of(form.instance.user_set.all(), request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        members = list(obj.user_set.all())
        super().delete_model(request, obj)
        _note_roles_of(members, request)


def _note_roles_of(members: Iterable[User], request: HttpRequest) -> None:
    by: Any = request.user  # a User: staff only
    for each in members:
        staff_accounts.note_roles(each, at=timezone.now(), by=by)
