"""How is a list shown that nobody edits by hand?"""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import cached_property

from privacy_portal.admin_site import PermissionFirst
from requests_app import queries
from requests_app.admin.duties import may
from requests_app.vocabulary import Duty


class CappedPaginator(Paginator):
    """Counts no further than people page, so that a list of a million costs what a list of a thousand costs."""

    @cached_property
    def _counted(self) -> int:
        return queries.capped_count(self.object_list)  # type: ignore[arg-type]  # Django types it as any list

    @property
    def count(self) -> int:
        return min(self._counted, queries.COUNT_CAP)

    @property
    def more(self) -> bool:
        """Whether there are more than can be paged to."""
        return self._counted > queries.COUNT_CAP


class ReadOnlyAdmin(PermissionFirst, admin.ModelAdmin):
    """Rows change through operations; here they are looked at, by those who may."""

    change_form_template = "admin/look.html"
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 50
    sortable_by = ()
    actions = None
    # Who may look at it: those charged with this.
    needs: ClassVar[Duty] = Duty.LOOK

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, self.needs)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, self.needs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.get_fields(request, obj)
