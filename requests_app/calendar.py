"""Which calendar does this business run on? The one place where the settings meet the rules."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from requests_app.rules import clocks, reminders
from requests_app.rules.business_days import Calendar
from requests_app.vocabulary import RequestType


def business_zone() -> ZoneInfo:
    return ZoneInfo(settings.BUSINESS_TIME_ZONE)


def business_calendar() -> Calendar:
    return Calendar(profile=settings.BUSINESS_CALENDAR, closed=frozenset(settings.EXTRA_CLOSED_DAYS))


def business_day(at: datetime) -> date:
    """Return the calendar day that an aware instant falls on for the business."""
    return clocks.local_day(at, business_zone())


def begins(day: date) -> datetime:
    """Return the instant at which a calendar day begins for the business."""
    return datetime.combine(day, time.min, business_zone())


def polite_from(at: datetime) -> datetime:
    """Return the first moment, `at` or later, at which a telephone may ring by the business's clocks."""
    return reminders.polite_from(at, business_zone())


def deadlines(request_type: RequestType, received_on: date) -> clocks.Deadlines:
    """Return the clocks of a request received on a business's calendar day."""
    return clocks.deadlines(request_type, received_on, business_calendar())
