"""What happened to the accounts of the staff, and who did it? For those who keep the staff, and for auditors."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacy_portal.lib.addresses import mask_email
from requests_app.admin.read_only import ReadOnlyAdmin
from requests_app.models import AccountEvent
from requests_app.vocabulary import CIRCLE, Duty, Role


class PersonFilter(admin.SimpleListFilter):
    """What happened to the account of one person."""

    title = _("account")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        people = User.objects.filter(account_events__isnull=False).distinct().order_by("first_name", "username")
        return [(str(user.pk), name_of(user)) for user in people]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccountEvent]) -> QuerySet[AccountEvent]:
        known = {value for value, _label in self.lookup_choices}
        asked = self.value() or ""
        return queryset.filter(account=int(asked)) if asked in known else queryset


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnlyAdmin):
    """The newest first. Whoever has not given a name yet is shown by a masked address."""

    needs = Duty.AUDIT
    list_display = ("at", "whose", "kind", "roles", "who", "by_server_login")
    list_filter = (PersonFilter, "kind")
    list_select_related = ("account", "by")
    ordering = ("-at", "-id")
    fields = ("at", "whose", "kind", "roles", "who", "by_server_login")

    @admin.display(description=_("account"))
    def whose(self, event: AccountEvent) -> str:
        return name_of(event.account)

    @admin.display(description=_("by"))
    def who(self, event: AccountEvent) -> str:
        return name_of(event.by) if event.by else ""

    @admin.display(description=_("roles"))
    def roles(self, event: AccountEvent) -> str:
        return ", ".join(_label(name) for name in event.groups)


def name_of(user: User) -> str:
    """What a person is called; of an address that is a login, as much as its owner needs to recognise it."""
    login = user.get_username()
    return user.get_full_name() or (mask_email(login) if "@" in login else login)


def _label(group: str) -> str:
    if group == CIRCLE:
        return str(_("Sees requests of workers"))
    return str(Role(group).label) if group in Role.values else group
