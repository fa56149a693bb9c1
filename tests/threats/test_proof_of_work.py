"""Can a proof of work be used twice, late, altered, or for another form? (A71)"""

import base64
import json
from datetime import UTC, datetime, timedelta

import altcha
import pytest
import time_machine

from privacy_portal.lib import proof_of_work

pytestmark = pytest.mark.threat("A71")

AT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
FORM, OTHER_FORM = "4f6c1f7e-0d1c-4c55-9b0e-1d5b7c7a0001", "4f6c1f7e-0d1c-4c55-9b0e-1d5b7c7a0002"


@pytest.fixture(autouse=True)
def clock(counting):
    with time_machine.travel(AT, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def cheap(monkeypatch):
    """One iteration a try: these tests are about what is accepted, not about what it costs."""
    monkeypatch.setattr(proof_of_work, "COST", 1)


@pytest.fixture
def solved(cheap):
    return solve(proof_of_work.challenge(FORM, at=AT))


def solve(challenge):
    """As the worker of the page does: the payload that a browser sends."""
    parsed = json.loads(challenge)
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(parsed))
    return {"challenge": parsed, "solution": solution.to_dict()}


def sent(payload):
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_a_solution_is_accepted_once(solved):
    assert proof_of_work.accept(sent(solved), form=FORM)
    assert not proof_of_work.accept(sent(solved), form=FORM)


def test_the_same_solution_in_other_writing_is_the_same(solved):
    assert proof_of_work.accept(sent(solved), form=FORM)
    rewritten = {"solution": {**solved["solution"], "time": 7}, "challenge": solved["challenge"], "more": 1}
    assert not proof_of_work.accept(sent(rewritten), form=FORM)


def test_a_solution_of_another_form_is_refused_and_not_used_up(solved):
    assert not proof_of_work.accept(sent(solved), form=OTHER_FORM)
    assert proof_of_work.accept(sent(solved), form=FORM)


def test_a_solution_is_accepted_until_its_five_minutes_are_over(solved, clock):
    clock.shift(timedelta(minutes=5))
    assert proof_of_work.accept(sent(solved), form=FORM)


def test_an_expired_solution_is_refused(solved, clock):
    clock.shift(timedelta(minutes=5, seconds=1))
    assert not proof_of_work.accept(sent(solved), form=FORM)


def test_an_expiry_cannot_be_moved(solved, clock):
    clock.shift(timedelta(hours=1))
    solved["challenge"]["parameters"]["expiresAt"] += 7_200
    assert not proof_of_work.accept(sent(solved), form=FORM)


@pytest.mark.parametrize(
    "change",
    [
        {"cost": 0},
        {"keyPrefix": ""},
        {"keySignature": None},
        {"algorithm": "SHA-1"},
        {"keyLength": 1},
        {"salt": "00" * 16},
        {"data": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_challenge_made_easier_is_refused(solved, change):
    solved["challenge"]["parameters"].update(change)
    assert not proof_of_work.accept(sent(solved), form=FORM)


def test_the_answer_to_one_challenge_does_not_answer_another(cheap):
    one, another = (solve(proof_of_work.challenge(FORM, at=AT)) for _ in range(2))
    one["solution"] = another["solution"]
    assert not proof_of_work.accept(sent(one), form=FORM)


def test_parts_of_two_challenges_do_not_make_a_third(cheap):
    one, another = (solve(proof_of_work.challenge(form, at=AT)) for form in (FORM, OTHER_FORM))
    another["challenge"]["parameters"]["data"] = one["challenge"]["parameters"]["data"]
    assert not proof_of_work.accept(sent(another), form=FORM)
    one["challenge"]["parameters"]["keySignature"] = another["challenge"]["parameters"]["keySignature"]
    one["solution"] = another["solution"]
    assert not proof_of_work.accept(sent(one), form=FORM)


def test_a_challenge_signed_by_somebody_else_is_refused(solved):
    own = altcha.create_challenge(
        "SHA-256", 1, key_prefix="", data=solved["challenge"]["parameters"]["data"], hmac_secret="mine"
    )
    payload = {"challenge": own.to_dict(), "solution": altcha.solve_challenge(own).to_dict()}
    assert not proof_of_work.accept(sent(payload), form=FORM)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "x",
        "e30=",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b"null").decode(),
        base64.b64encode(b'{"challenge": "a", "solution": "b"}').decode(),
        base64.b64encode(b'{"challenge": {"parameters": []}, "solution": {}}').decode(),
        base64.b64encode(b"[" * 3_000).decode(),
        base64.b64encode(b"\xff\xfe").decode(),
        "é" * 20,
        "A" * 100_000,
    ],
    ids=range(11),
)
def test_what_is_no_payload_is_refused(payload):
    assert not proof_of_work.accept(payload, form=FORM)


def test_a_challenge_says_nothing_about_the_form(cheap):
    assert FORM not in proof_of_work.challenge(FORM, at=AT)


def test_the_work_is_bounded_for_everybody(cheap):
    counters = [solve(proof_of_work.challenge(FORM, at=AT))["solution"]["counter"] for _ in range(50)]
    assert min(counters) >= proof_of_work.FEWEST
    assert max(counters) <= proof_of_work.MOST
    assert len(set(counters)) > 10


def test_without_redis_a_solution_still_opens_its_own_form_only(solved, counting):
    """The form behind it is sent once in any case: filing consumes the draft."""
    counting.RATE_LIMIT_URL = "redis://127.0.0.1:1/0"
    assert not proof_of_work.accept(sent(solved), form=OTHER_FORM)
    assert proof_of_work.accept(sent(solved), form=FORM)
