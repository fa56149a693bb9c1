"""How is the queue narrowed by a link, and what does the page say of it? None of these has a field in the form."""

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
from requests_app.models import PrivacyRequest

# The law began after the one; nobody closes anything after the other.
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2999, 12, 31)
Requests = QuerySet[PrivacyRequest]
Options = Iterable[tuple[str, Any]]  # a value, and its label, translated when it is shown


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

    def begins(self) -> str:
        """Its first day, as people read it."""
        return date_format(self.asked() or FIRST_DAY, "DATE_FORMAT")


class FiledFilter(WeekFilter):
    title = _("Filed")
    parameter_name = "filed"

    def condition(self) -> Q:
        return metrics.filed_in(self.asked() or FIRST_DAY)

    def words(self) -> str:
        return gettext("Received in the week of %(day)s.") % {"day": self.begins()}


class ClosedFilter(WeekFilter):
    title = _("Closed")
    parameter_name = "closed"

    def condition(self) -> Q:
        return metrics.closed_in(self.asked() or FIRST_DAY)

    def words(self) -> str:
        return gettext("Closed in the week of %(day)s.") % {"day": self.begins()}


# What a link of the desk narrows by; and what a search found, which nobody keeps.
ASIDES = (AgeFilter, FiledFilter, ClosedFilter)
FOUND = (FilingFilter, ContactFilter)
