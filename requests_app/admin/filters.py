"""By what can the queue be narrowed?

Each filter is a field of one form above the queue. What is not one of the choices is taken for the first one, so that
an old or mistyped address still shows a queue.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app import calendar, downstream, metrics, queries, threads, waiting
from requests_app.admin.asides import ASIDES, FOUND, FoundFilter, Options, Requests
from requests_app.metrics import Figure
from requests_app.vocabulary import Authority, FilerRole, IntakeChannel, RequestType, Status
from requests_app.wording import CLAIMS


class QueueFilter(admin.SimpleListFilter):
    """A filter that always has a value: the first of its choices unless another one is asked for."""

    def value(self) -> str:
        """The choice in force."""
        asked = super().value()
        known = [str(value) for value, _label in self.lookup_choices]
        return asked if asked in known else known[0]

    @property
    def set(self) -> bool:
        """Whether something else than the first choice was asked for."""
        return self.value() != str(self.lookup_choices[0][0])

    def options(self) -> list[tuple[str, str, bool]]:
        """Value, label, chosen: for the select of the form."""
        return [(str(value), str(label), str(value) == self.value()) for value, label in self.lookup_choices]


class DueFilter(QueueFilter):
    title = _("Due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        return [
            ("", _("Any time")),
            ("overdue", _("Overdue")),
            ("today", _("Today")),
            ("week", _("Within 7 days")),
            ("later", _("Later")),
            ("acknowledge", _("To acknowledge")),
        ]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        if not self.value():
            return queryset
        today = calendar.business_day(timezone.now())
        return queryset.filter(queries.due_conditions(on=today)[self.value()])


class StateFilter(QueueFilter):
    title = _("State")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        ours = (
            *(("second", _("Waits for a second person")), ("ending", _("Not verified, ends soon"))),
            *(("held", _("On hold")), ("failed", _("A message could not be sent"))),
        )
        theirs = (
            *(("consumer", _("Waits for the consumer")), ("asked", _("Asked for more"))),
            ("sent", _("The consumer sent more")),
        )
        return [("", _("Not closed")), *ours, *theirs, *Status.choices, ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        if self.value() == "all":
            return queryset
        today = calendar.business_day(timezone.now())
        if self.value() in (Figure.CONSUMER, Figure.SECOND, Figure.FAILED):
            return queryset.filter(metrics.conditions(on=today)[Figure(self.value())])
        if self.value() in ("asked", "sent"):
            return queryset.filter(waiting.asked_for_more(answered=self.value() == "sent"))
        if self.value() == "held":
            return queryset.filter(waiting.held(on=today))
        if self.value() == "ending":
            return queryset.filter(queries.ends_unverified(on=today))
        return queryset.filter(status=self.value()) if self.value() else queryset.exclude(status=Status.CLOSED)


class TypeFilter(QueueFilter):
    title = _("Right")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        return [("", _("Every right")), *RequestType.choices]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        return queryset.filter(type=self.value()) if self.value() else queryset


class MannerFilter(QueueFilter):
    title = _("Came by")
    parameter_name = "manner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        return [("", _("Any way")), *IntakeChannel.choices]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        return queryset.filter(channel=self.value()) if self.value() else queryset


class FilerFilter(QueueFilter):
    title = _("Filed by")
    parameter_name = "filer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        roles = [(role.value, words) for role, words in CLAIMS.items()]
        return [("", _("Anybody")), (FilerRole.SELF.value, _("The consumer")), ("others", _("Others")), *roles]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        if self.value() == "others":
            return queryset.exclude(filer_role=FilerRole.SELF)
        return queryset.filter(filer_role=self.value()) if self.value() else queryset


class AuthorityFilter(QueueFilter):
    """What waits for staff comes first; where nobody acts for anybody, there is no authority."""

    title = _("Authority")
    parameter_name = "authority"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        first = Authority.PROOF_TO_CHECK
        rest = [each for each in Authority if each not in (first, Authority.NOT_NEEDED)]
        return [("", _("Any authority")), *((each.value, each.label) for each in (first, *rest))]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        return queryset.filter(authority=self.value()) if self.value() else queryset


class OwnerFilter(QueueFilter):
    title = _("Owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        people = [(str(each.pk), each.get_full_name() or each.get_username()) for each in queries.staff()]
        return [("", _("Anybody")), ("mine", _("Mine")), ("nobody", _("Nobody yet")), *people]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        if self.value() == "mine":
            return queryset.filter(owner=request.user)  # type: ignore[misc]  # the site let a User in
        if self.value() == "nobody":
            return queryset.filter(owner=None)
        return queryset.filter(owner_id=int(self.value())) if self.value() else queryset


class TasksFilter(QueueFilter):
    """What systems and vendors have to do, also for what was closed all the same."""

    title = _("Tasks")
    parameter_name = "tasks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        return [("", _("With or without tasks")), ("open", _("With tasks to do"))]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        return queryset.filter(downstream.has_tasks_to_do()) if self.value() else queryset


class MessagesFilter(QueueFilter):
    """What somebody wrote and no member of staff has opened, also about what is closed."""

    title = _("Messages")
    parameter_name = "messages"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        return [("", _("With or without messages")), ("unread", _("Unread message"))]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        return queryset.filter(pk__in=threads.waiting_requests().values("pk")) if self.value() else queryset


FILTERS = (
    *(DueFilter, StateFilter, TypeFilter, FilerFilter, AuthorityFilter, MannerFilter),
    *(TasksFilter, MessagesFilter, OwnerFilter),
)
QUEUE_FILTERS = (*FILTERS, *ASIDES, *FOUND)


def kept_by(specs: Iterable[Any]) -> dict[str, str]:
    """What some filters narrow by, as the address says it; without what was searched for, which nobody keeps."""
    kept: dict[str, str] = {}
    for spec in specs:
        narrows = spec.set if isinstance(spec, QueueFilter) else spec.asked() is not None
        if narrows and not isinstance(spec, FoundFilter):
            kept[spec.parameter_name] = str(spec.value())
    return kept
