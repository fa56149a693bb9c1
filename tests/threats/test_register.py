"""Does the register of threats say what is true: what it calls proven has tests, and no test claims more?"""

import ast

import pytest

from tests.threats.__main__ import report
from tests.threats.register import NOT_APPLICABLE, OPEN, PROVEN, NotReadable, marked, proofs, threats

THREATS = threats()
BY_ID = {threat.id: threat for threat in THREATS}
AREAS = {"identity", "otp", "access", "upload", "staff", "platform", "agent", "fairness"}


def test_every_threat_is_there_once_and_in_order() -> None:
    assert [threat.id for threat in THREATS] == [f"A{number:02}" for number in range(1, len(THREATS) + 1)]
    assert {threat.area for threat in THREATS} == AREAS


def test_every_row_is_whole() -> None:
    assert [threat.id for threat in THREATS if not (threat.attack and threat.promise)] == []
    assert {threat.standing for threat in THREATS} <= {PROVEN, OPEN, NOT_APPLICABLE}


def test_what_is_not_proven_says_why_and_what_is_proven_needs_no_excuse() -> None:
    assert [threat.id for threat in THREATS if bool(threat.reason) == (threat.standing == PROVEN)] == []


def test_whatever_is_called_proven_has_a_test() -> None:
    assert [threat.id for threat in THREATS if threat.standing == PROVEN and threat.id not in proofs()] == []


def test_no_test_claims_a_threat_that_is_unknown_or_not_called_proven() -> None:
    too_much = {each: tests for each, tests in proofs().items() if each not in BY_ID or BY_ID[each].standing != PROVEN}
    assert too_much == {}


def test_the_report_names_every_threat_and_counts_them() -> None:
    text = report()
    assert all(threat.id in text for threat in THREATS)
    assert f"{len(THREATS)} threats" in text


MARKED = """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.threat("A01")]
@pytest.mark.threat("A02", "A03")
def test_one(): ...
class TestTwo:
    @pytest.mark.threat("A04")
    def test_three(self): ...
@pytest.mark.threat("A05")
def helper(): ...
"""


def test_marks_are_found_on_tests_classes_and_modules_and_on_nothing_else() -> None:
    assert list(marked(ast.parse(MARKED))) == [
        ("test_one", ["A01", "A02", "A03"]),
        ("TestTwo::test_three", ["A01", "A04"]),
    ]


@pytest.mark.parametrize("mark", ["pytest.mark.threat", "pytest.mark.threat(A)", "pytest.mark.threat(*IDS)"])
def test_a_mark_that_cannot_be_read_is_refused(mark: str) -> None:
    with pytest.raises(NotReadable):
        list(marked(ast.parse(f"@{mark}\ndef test_one(): ...")))
