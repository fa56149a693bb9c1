"""A signed message comes in once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from verification import hooks
from verification.models import HookSeen

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
DIGEST = "0" * 64


def let_in(**changes):
    hooks.let_in_once(**{"hook": "account-login", "digest": DIGEST, "at": NOW, **changes})


def test_the_second_time_it_is_refused():
    let_in()
    with pytest.raises(hooks.SeenBefore):
        let_in()
    assert HookSeen.objects.count() == 1


def test_another_message_or_another_hook_is_another_matter():
    let_in()
    let_in(digest="1" * 64)
    let_in(hook="mail-report")
    assert HookSeen.objects.count() == 3


def test_a_message_whose_work_failed_may_come_again():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        let_in()
        1 / 0  # noqa: B018
    let_in()


def test_what_could_not_come_in_any_more_is_forgotten():
    let_in(at=NOW - timedelta(minutes=11))
    let_in(digest="1" * 64, at=NOW - timedelta(minutes=9))
    assert hooks.forget_old(at=NOW) == 1
