"""How long is each thing kept?"""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.rules import retention


@pytest.mark.parametrize(
    ("closed_on", "kept_until"),
    [
        (date(2026, 11, 22), date(2028, 11, 22)),
        (date(2027, 2, 28), date(2029, 2, 28)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2026, 12, 31), date(2028, 12, 31)),
    ],
)
def test_a_record_is_kept_for_24_calendar_months_after_the_final_answer(closed_on: date, kept_until: date) -> None:
    assert retention.records_kept_until(closed_on) == kept_until


def test_proofs_of_identity_go_a_week_after_the_final_answer() -> None:
    assert retention.verification_purge_on(date(2026, 11, 22)) == date(2026, 11, 29)


def test_an_unsent_form_is_forgotten_after_a_day() -> None:
    assert retention.draft_expires_at(datetime(2026, 11, 22, 9, tzinfo=UTC)) == datetime(2026, 11, 23, 9, tzinfo=UTC)


@given(st.dates(date(2024, 1, 1), date(2090, 1, 1)))
def test_proofs_always_go_long_before_the_record(closed_on: date) -> None:
    assert closed_on < retention.verification_purge_on(closed_on) < retention.records_kept_until(closed_on)
