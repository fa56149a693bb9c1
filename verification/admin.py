"""What can staff see of a challenge? That it was sent, to whom roughly, and what came of it; never its code."""

from uuid import UUID

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from privacy_portal.admin_site import PermissionFirst
from privacy_portal.lib.crypto import Undecipherable
from verification import channels
from verification.models import Challenge

COUNT_CAP = 2000


class CappedPaginator(Paginator):
    """Counts no further than people page: a list of a million costs what a list of a thousand costs."""

    @cached_property
    def count(self) -> int:
        challenges: QuerySet[Challenge] = self.object_list  # type: ignore[assignment]  # Django types it as any list
        return challenges.order_by()[:COUNT_CAP].count()


@admin.register(Challenge)
class ChallengeAdmin(PermissionFirst, admin.ModelAdmin):
    """Read-only: challenges are made and answered by operations, and are never edited."""

    list_display = (
        "issued_at",
        "purpose",
        "channel",
        "masked_destination",
        "state",
        "attempts",
        "failure",
        "tries",
        "standing",
    )
    list_filter = ("state", "channel")
    search_fields = ("id", "subject")
    search_help_text = _("The whole id of a challenge, or of what it belongs to")
    ordering = ("-issued_at",)
    sortable_by = ()
    actions = None
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = list_max_show_all = 50
    fields = readonly_fields = (
        "id",
        "purpose",
        "subject",
        "channel",
        "masked_destination",
        "language",
        "standing",
        "state",
        "attempts",
        "failure",
        "issued_at",
        "sent_at",
        "provider_id",
        "next_try_at",
        "code_expires_at",
        "link_expires_at",
        "tries",
        "used_at",
        "superseded_at",
    )

    @admin.display(description=_("to"))
    def masked_destination(self, challenge: Challenge) -> str:
        try:
            return channels.masked(challenge)
        except Undecipherable:  # a key that is gone must not hide the list that shows what failed for it
            return str(_("cannot be read"))

    @admin.display(description=_("standing"))
    def standing(self, challenge: Challenge) -> str:
        if challenge.used_at:
            return str(_("Answered"))
        return str(_("Superseded") if challenge.superseded_at else _("Open"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Challenge], search_term: str
    ) -> tuple[QuerySet[Challenge], bool]:
        """Find by a whole id only, which the indexes know; anything else finds nothing."""
        if not search_term.strip():
            return queryset, False
        try:
            wanted = UUID(search_term.strip())
        except ValueError:
            return queryset.none(), False
        return queryset.filter(Q(pk=wanted) | Q(subject=wanted)), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
