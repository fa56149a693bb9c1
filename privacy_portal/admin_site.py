"""Where do staff work? In Django's admin with our own frame, words and colours, under the portal's strict CSP."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from privacy_portal.sign_in.standing import ends, follow, has_shown_factor

# allauth's.
LEFT_OUT = ("account", "mfa", "usersessions")
# Django's own pages take whatever is not a POST for a look.
_only_its_methods = require_http_methods(["GET", "HEAD", "POST"])


class StaffSite(admin.AdminSite):
    """The staff's site. Its namespace stays `admin`, so that everything written for Django's admin finds it."""

    site_title = _("Privacy desk")
    site_header = _("Privacy desk")
    index_title = _("Today")
    enable_nav_sidebar = False
    empty_value_display = "–"

    # The list that comes first in the navigation: what all the others are about.
    first_model: ClassVar[str] = "PrivacyRequest"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's guard of every page of the staff, and no method but those a browser's pages use."""
        return _only_its_methods(super().admin_view(view, cacheable))

    def get_urls(self) -> list[Any]:
        """Django's addresses; the login and what is not found are no pages of the staff, and answer no more methods."""
        urls = super().get_urls()
        for pattern in urls:
            if isinstance(pattern, URLPattern):
                pattern.callback = _only_its_methods(pattern.callback)
        return urls

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The lists this person may open, the queue in front. In and out as in Django's AdminSite."""
        apps = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: all(model["object_name"] != self.first_model for model in app["models"]))
        for app in apps:
            app["models"].sort(key=lambda model: model["object_name"] != self.first_model)
        return apps

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the frame of every page says; to who is in, also when their session ends."""
        context = super().each_context(request)
        if context["has_permission"]:
            at = timezone.now()
            if ends_at := ends(request.session, at=at):
                context |= {"session_ends": ends_at, "session_left": ends_at.left(at=at)}
        return context

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff who have shown a second factor. The gate in front asks the same; this is the second lock."""
        return super().has_permission(request) and has_shown_factor(request, request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's own page would ask for a password only, so there is none: this leads to ours."""
        query = urlencode({"next": request.GET.get("next", "")})
        return HttpResponseRedirect(f"{reverse('account_login')}?{query}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Log out, and have the browser forget what it kept."""
        response = super().logout(request, extra_context)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """A new password gives the session a new key; the list of sessions follows."""
        old = request.session.session_key
        response = super().password_change(request, extra_context)
        follow(request, old)
        return response

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """allauth's tables have no pages: a second factor is not edited, and its secret not looked at."""
        listed: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in listed if model._meta.app_label not in LEFT_OUT]
        super().register(ours, admin_class, **options)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Today: what each list that has something to say about the day (a method `today`) says."""
        said: dict[str, Any] = {}
        for model_admin in self._registry.values():
            if hasattr(model_admin, "today"):
                said |= model_admin.today(request)
        return super().index(request, said | (extra_context or {}))


class PermissionFirst:
    """Asks for the permission before it looks for the row: who may not look does not learn which rows exist.

    Django's own page of a row's history looks first.
    """

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_view_or_change_permission(request):  # type: ignore[attr-defined]  # a mixin
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        page: HttpResponse = super().history_view(request, *args, **kwargs)  # type: ignore[misc]  # a mixin: the ModelAdmin has it
        return page
