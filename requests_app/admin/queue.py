"""What do staff see first? The queue: what is due first in front, in words, at any size."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from requests_app import calendar, downstream, queries, threads, waiting
from requests_app.admin import glance
from requests_app.admin.asides import Aside
from requests_app.admin.filters import FILTERS, QUEUE_FILTERS, OwnerFilter, kept_by
from requests_app.models import PrivacyRequest
from requests_app.staffing import requests_open_to
from requests_app.vocabulary import Status

# The queue shows none of these, so it neither loads nor decrypts them.
PERSONAL = (
    *("details", "level_reason", "submission__worker_reason", "submission__name", "submission__contact"),
    *("submission__contact_index", "submission__postal_address", "submission__representative__postal_address"),
    *(f"submission__representative__{name}" for name in ("name", "contact", "contact_index", "firm", "own_reference")),
    *(f"submission__representative__{name}" for name in ("cure_words", "end_reason")),
    *("proposal__text", "proposal__rest", "proposal__sent_back_reason"),
)


@dataclass(frozen=True)
class Row:
    """One request as the queue shows it."""

    request: PrivacyRequest
    clocks: glance.Clocks
    limit: glance.Words | None
    authority: glance.Words | None
    next: glance.Step
    unread: bool = False


def rows_of(requests: list[PrivacyRequest], *, today: date) -> list[Row]:
    """The rows for some requests, whose submissions and owners are loaded; a query or two for what they have."""
    limits = queries.limit_standings(requests, on=today)
    asks = waiting.asks_of(requests)
    reminded, works = queries.reminders_of(requests), downstream.works(requests, on=today)
    rows = []
    for each in requests:
        badge = glance.limit_badge(each, limits[each.pk], today=today)
        over_limit = badge is not None and limits[each.pk].over_limit
        rows.append(
            Row(
                request=each,
                clocks=glance.clocks_of(each, today=today),
                limit=badge,
                authority=glance.authority_badge(each),
                next=glance.next_step(
                    each,
                    over_limit=over_limit,
                    today=today,
                    reminded_at=reminded.get(each.pk),
                    work=works.get(each.pk, downstream.NO_WORK),
                    asked=asks.get(each.submission_id),
                ),
                unread=getattr(each, "unread", False),
            )
        )
    return rows


def queue_rows(user: User | AnonymousUser) -> QuerySet[PrivacyRequest]:
    """The requests that somebody may know of, with what the queue shows of them."""
    also = ("submission__person", "submission__representative", "owner", "proposal")
    rows = PrivacyRequest.objects.select_related("submission", *also).annotate(unread=threads.has_unread())
    return rows.filter(requests_open_to(user)).defer(*PERSONAL)


class Queue(ChangeList):
    """Django's change list, with rows that are already in words."""

    rows: list[Row]
    saved: list[Any]  # the filters that this person keeps

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.rows = rows_of(list(self.result_list), today=calendar.business_day(timezone.now()))

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """The filters of the address. Whatever else stands there is no look-up."""
        known = {each.parameter_name for each in QUEUE_FILTERS}
        return {name: value for name, value in super().get_filters_params(params).items() if name in known}

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[PrivacyRequest]) -> list[Any]:
        """What is due first; among the closed, what was due last, because that is what people look up."""
        state = request.GET.get("state", "")
        return ["-due_on", "-id"] if state in (Status.CLOSED, "all") else ["due_on", "id"]

    @property
    def fields(self) -> list[Any]:
        """The filters of the form above the queue."""
        return [spec for spec in self.filter_specs if isinstance(spec, FILTERS)]

    @property
    def asides(self) -> list[Aside]:
        """What the queue is narrowed by besides: a search's result, or where a link of the desk led."""
        return [spec for spec in self.filter_specs if isinstance(spec, Aside) and spec.asked() is not None]

    @property
    def narrowed(self) -> bool:
        return any(spec.set for spec in self.fields) or bool(self.asides)

    @property
    def kept(self) -> dict[str, str]:
        """How it is narrowed, as far as somebody may keep it."""
        return kept_by(self.filter_specs)

    @property
    def kept_query(self) -> str:
        return urlencode(self.kept)

    @property
    def colleagues(self) -> list[tuple[str, str]]:
        """Who may own a request: those that the filter offers."""
        spec = next(spec for spec in self.filter_specs if isinstance(spec, OwnerFilter))
        return [(value, label) for value, label, _chosen in spec.options() if value.isdigit()]

    def page_url(self, number: int) -> str:
        return self.get_query_string({PAGE_VAR: number})

    @property
    def previous_url(self) -> str:
        return self.page_url(self.page_num - 1) if self.page_num > 1 else ""

    @property
    def next_url(self) -> str:
        return self.page_url(self.page_num + 1) if self.page_num < self.paginator.num_pages else ""


def url(**filters: str) -> str:
    """The queue's address, narrowed."""
    return reverse("admin:requests_app_privacyrequest_changelist", query=filters or None)
