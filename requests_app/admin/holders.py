"""Where do administrators keep the register of systems and vendors?

In Django's own forms, because that is all it is: lines that change. What a task needs of a line is copied into the
task, and Django's log says who changed which field when, without its values.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from privacy_portal.admin_site import PermissionFirst
from requests_app.admin.duties import may
from requests_app.forms.holders import HolderForm
from requests_app.models import Holder
from requests_app.vocabulary import Duty, RequestType


@admin.register(Holder)
class HolderAdmin(PermissionFirst, admin.ModelAdmin):
    """Nobody deletes a line: it ends, and what was true while it lasted stays."""

    form = HolderForm
    list_display = ("name", "kind", "rights", "tell_by", "owner", "active_until")
    list_select_related = ("owner",)
    ordering = ("name",)
    sortable_by = ()
    actions = None
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, Duty.LOOK) or may(request.user, Duty.CONFIGURE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Duty.CONFIGURE)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, Duty.CONFIGURE)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Where somebody is told may name them: it is for those who keep the register."""
        fields = HolderForm.Meta.fields
        return fields if self.has_change_permission(request, obj) else [name for name in fields if name != "contact"]

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who changed which field when. There is nothing to send to it."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return super().history_view(request, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """A line that does not exist is not found, as everywhere; Django would lead to the index and say its id."""
        raise Http404

    @admin.display(description=_("rights that concern it"))
    def rights(self, holder: Holder) -> str:
        return ", ".join(str(RequestType(each).label) for each in holder.types)
