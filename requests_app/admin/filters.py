"""By what can the queue be narrowed?

Each filter is a field of one form above the queue. What is not one of the choices is taken for the first one, so that
an old or mistyped address still shows a queue.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from requests_app import calendar, metrics, queries
from requests_app.metrics import Figure
from requests_app.models import PrivacyRequest
from requests_app.vocabulary import Authority, FilerRole, IntakeChannel, RequestType, Status
from requests_app.wording import CLAIMS

# The law began after the one; nobody closes anything after the other.
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2999, 12, 31)
Requests = QuerySet[PrivacyRequest]
Options = Iterable[tuple[str, Any]]  # a value, and its label, translated when it is shown


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
        waiting = (
            ("consumer", _("Waits for the consumer")),
            ("second", _("Waits for a second person")),
            ("ending", _("Not verified, ends soon")),
            ("failed", _("A message could not be sent")),
        )
        return [("", _("Not closed")), *waiting, *Status.choices, ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        if self.value() == "all":
            return queryset
        today = calendar.business_day(timezone.now())
        if self.value() in (Figure.CONSUMER, Figure.SECOND, Figure.FAILED):
            return queryset.filter(metrics.conditions(on=today)[Figure(self.value())])
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


class Aside(admin.SimpleListFilter):
    """A narrowing that comes by a link and has no field in the form: `words` say what it is."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        return [("", _("Everything"))]

    def asked(self) -> Any:
        """What the address says, as a value; None where it says nothing that makes sense."""
        raise NotImplementedError

    def condition(self) -> Q:
        raise NotImplementedError

    def words(self) -> str:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: Requests) -> Requests:
        return queryset if self.asked() is None else queryset.filter(self.condition())


class FoundFilter(Aside):
    """What a search found. The address carries the id of a filing, never what was typed."""

    def asked(self) -> UUID | None:
        try:
            return UUID(self.value() or "")
        except ValueError:
            return None


class FilingFilter(FoundFilter):
    """The requests of one filing."""

    title = _("Filing")
    parameter_name = "filing"

    def condition(self) -> Q:
        return Q(submission=self.asked())

    def words(self) -> str:
        return gettext("The requests of one filing.")


class ContactFilter(FoundFilter):
    """The requests of everyone who gave the same contact as one filing."""

    title = _("Contact")
    parameter_name = "contact_of"

    def condition(self) -> Q:
        filing = self.asked()
        return queries.same_contact_as(filing) if filing else Q()

    def words(self) -> str:
        return gettext("The requests of everyone who gave this contact. It need not be the same person.")


class AgeFilter(Aside):
    """What has been open for so many days."""

    title = _("Age")
    parameter_name = "age"

    def asked(self) -> int | None:
        # Three digits are three years, and no number that a database would refuse.
        typed = self.value() or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 3 else None

    def condition(self) -> Q:
        return metrics.open_at_least(self.asked() or 0, on=calendar.business_day(timezone.now()))

    def words(self) -> str:
        days = self.asked() or 0
        return ngettext("Received %(number)d day ago or earlier.", "Received %(number)d days ago or earlier.", days) % {
            "number": days
        }


class WeekFilter(Aside):
    """The seven days that begin on a day."""

    def asked(self) -> date | None:
        try:
            day = date.fromisoformat(self.value() or "")
        except ValueError:
            return None
        return day if FIRST_DAY <= day <= LAST_DAY else None


class FiledFilter(WeekFilter):
    title = _("Filed")
    parameter_name = "filed"

    def condition(self) -> Q:
        return metrics.filed_in(self.asked() or FIRST_DAY)

    def words(self) -> str:
        return gettext("Received in the week of %(day)s.") % {"day": date_format(self.asked(), "DATE_FORMAT")}


class ClosedFilter(WeekFilter):
    title = _("Closed")
    parameter_name = "closed"

    def condition(self) -> Q:
        return metrics.closed_in(self.asked() or FIRST_DAY)

    def words(self) -> str:
        return gettext("Closed in the week of %(day)s.") % {"day": date_format(self.asked(), "DATE_FORMAT")}


FILTERS = (DueFilter, StateFilter, TypeFilter, FilerFilter, AuthorityFilter, MannerFilter, OwnerFilter)
# What a link of the desk narrows by; and what a search found, which nobody keeps.
ASIDES = (AgeFilter, FiledFilter, ClosedFilter)
QUEUE_FILTERS = (*FILTERS, *ASIDES, FilingFilter, ContactFilter)


def kept_by(specs: Iterable[Any]) -> dict[str, str]:
    """What some filters narrow by, as the address says it; without what was searched for, which nobody keeps."""
    kept: dict[str, str] = {}
    for spec in specs:
        narrows = spec.set if isinstance(spec, QueueFilter) else spec.asked() is not None
        if narrows and not isinstance(spec, FoundFilter):
            kept[spec.parameter_name] = str(spec.value())
    return kept
