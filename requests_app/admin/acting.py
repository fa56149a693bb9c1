"""How does an action of the staff go? Its form, what will leave, then the one operation it calls.

Forms before effects; and nothing is done to a request that changed while its form was open.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from requests_app import lifecycle
from requests_app.admin import asking, attaching, changes, explain, keeping, preview, queue, request_page, reveal
from requests_app.admin.actions import Action, Take
from requests_app.admin.case import Case
from requests_app.admin.duties import require

STEP = "step"
OURS = ("csrfmiddlewaretoken", changes.FIELD, keeping.FIELD, STEP)


class ActingPages:
    """The page of each action. Part of the requests' own admin."""

    def act(self, request: HttpRequest, pk: UUID, action: Action) -> HttpResponse:
        """One action: its form, then what it sends as it will go, then the one operation it calls, then the request."""
        require(request, action.needs)
        loaded: Case = self._load(request, pk)  # type: ignore[attr-defined]  # a mixin
        back, against, sent = request_page.url(loaded.request), action.against(loaded), request.method == "POST"
        posted = keeping.sent_or_typed(request, at=loaded.at)
        news = changes.since(loaded.request, posted) if posted is not None else []
        if news and action.slug == Take.slug:
            messages.warning(request, " ".join([_("It changed meanwhile:"), *(line.text for line in news)]))
            return redirect(back)
        if against and not news:
            messages.warning(request, _("%(action)s is not possible: %(reason)s") % _said(action, against))
            return redirect(back)
        if action.slug == Take.slug and not sent:
            return redirect(back)
        if not action.reads <= loaded.open:
            waits = keeping.waits(request, at=loaded.at)
            return redirect(reveal.url(loaded.request, then=reveal.then_action(action.slug, waits)))
        form, kept = action.form(loaded, posted, request.GET), posted is not None and not sent
        attaching.give(form, request)
        if news:
            more = {"news": news, "against": against, "kept": kept}
            return self._action_form(request, loaded, action, keeping.unjudged(form), **more)
        if kept or (sent and request.POST.get(STEP) == "change"):
            return self._action_form(request, loaded, action, keeping.unjudged(form), kept=kept)
        if sent and form.is_valid():
            return self._acted(request, loaded, action, form)
        return self._action_form(request, loaded, action, form)

    def _acted(self, request: HttpRequest, loaded: Case, action: Action, form: Any) -> HttpResponse:
        """Do it, or show what it sends. A refusal is said in the form; a request that moved is looked at again."""
        back = request_page.url(loaded.request)
        try:
            if action.previewed and request.POST.get(STEP) != "send":
                return self._before_it_goes(request, loaded, action, preview.of(action, loaded, form))
            with changes.none_meanwhile(loaded.request, request.POST):
                said = action.perform(loaded, form)
        except changes.Changed as changed:
            loaded = self._load(request, loaded.request.pk)  # type: ignore[attr-defined]  # a mixin
            against = action.against(loaded)
            form = keeping.unjudged(action.form(loaded, request.POST, request.GET))
            return self._action_form(request, loaded, action, form, news=changed.lines, against=against)
        except lifecycle.MoveRefused as refusal:
            messages.warning(request, refusal.message)
            return redirect(back)
        except explain.SHOWN as refusal:
            explain.explain(form, refusal)
            return self._action_form(request, loaded, action, form)
        keeping.forget(request)
        messages.success(request, str(said or action.done))
        return redirect(back if queue.queue_rows(request.user).filter(pk=loaded.request.pk).exists() else queue.url())

    def _action_form(self, request: HttpRequest, loaded: Case, action: Action, form: Any, **more: Any) -> HttpResponse:
        context = {
            "action": action,
            "form": form,
            "back_url": request_page.url(loaded.request),
            "seen": changes.seen(loaded.request),
            "choose_again": attaching.sent(request),
            **request_page.reminder(loaded),
            "asked": asking.context(loaded) if action.shows_asked else None,
            **action.context(loaded, form),
        }
        return self._page(request, "action.html", {**context, **more})  # type: ignore[attr-defined]  # a mixin

    def _before_it_goes(
        self, request: HttpRequest, tried: Case, action: Action, shown: preview.Preview
    ) -> HttpResponse:
        typed = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
        context = {
            "action": action,
            "preview": shown,
            "typed": typed,
            # Of the form, not of now: what changed in between is told when it is sent.
            "seen": request.POST.get(changes.FIELD, ""),
            "back_url": request_page.url(tried.request),
            "privacy_request": tried.request,
        }
        return self._page(request, "preview.html", context)  # type: ignore[attr-defined]  # a mixin


def _said(action: Action, against: Any) -> dict[str, Any]:
    return {"action": action.label, "reason": against}
