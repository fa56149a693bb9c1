"""Where do administrators keep the letters that staff send often?

In Django's own forms, like the register of systems and vendors. What is saved becomes a new version, and what was sent
names the one it began from; below the fields, the newest is shown with invented data.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join, linebreaks
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from privacy_portal.admin_site import PermissionFirst
from requests_app import letter_words
from requests_app.admin.duties import may
from requests_app.forms.messages import TEXT_FIELDS, LetterTemplateForm
from requests_app.models import LetterTemplate
from requests_app.operations import letter_templates
from requests_app.vocabulary import Duty, LetterVariable


@admin.register(LetterTemplate)
class LetterTemplateAdmin(PermissionFirst, admin.ModelAdmin):
    """Nobody deletes a letter: it goes out of use."""

    form = LetterTemplateForm
    list_display = ("name", "purpose", "version", "in_use")
    readonly_fields = ("variables", "version", "preview")
    ordering = ("name",)
    sortable_by = ()
    actions = None
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, Duty.CONFIGURE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Duty.CONFIGURE)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, Duty.CONFIGURE)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Duty.CONFIGURE)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = ["name", "purpose", "in_use", "variables", *TEXT_FIELDS]
        return [*fields, "version", "preview"] if obj else fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by: Any = request.user  # a User: staff only
        letter_templates.save(template=obj, texts=form.texts(), at=timezone.now(), by=by)

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who changed which field when. There is nothing to send to it."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return super().history_view(request, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """A letter that does not exist is not found, as everywhere; Django would lead to the index and say its id."""
        raise Http404

    @admin.display(description=_("variables"))
    def variables(self, template: LetterTemplate) -> str:
        """What may stand in a text, in braces, and what comes in its place."""
        known = ((f"{{{each.value}}}", each.label) for each in LetterVariable)
        return format_html_join("\n", "<p><code>{}</code> {}</p>", known)

    @admin.display(description=_("version"))
    def version(self, template: LetterTemplate) -> int:
        newest = template.newest
        return newest.number if newest else 0

    @admin.display(description=_("as it is read, with invented data"))
    def preview(self, template: LetterTemplate) -> str:
        newest = template.newest
        texts = newest.texts.items() if newest else ()
        shown = (
            (code, get_language_info(code)["name_local"], letter_words.invented(text, code)) for code, text in texts
        )
        return format_html_join(
            "\n", '<section lang="{}"><h3>{}</h3>{}</section>', ((c, n, _lines(t)) for c, n, t in shown)
        )


def _lines(text: str) -> str:
    """Plain text as paragraphs, escaped."""
    return linebreaks(text, autoescape=True)
