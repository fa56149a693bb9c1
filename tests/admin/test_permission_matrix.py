"""Who may do what in which state: every cell is decided in a table, and every one is tried through a browser."""

import pytest

from tests.admin import matrix
from tests.support.longer import longer

pytestmark = [pytest.mark.django_db, pytest.mark.threat("A61")]


def told(rows):
    """The lines that the table lacks, as the portal behaves now, to be read before they are copied."""
    return "\n".join(",".join(row) for row in rows)


def test_every_cell_is_decided_and_none_is_left_over():
    asked = {(*row, who) for row in matrix.rows() for who in matrix.PEOPLE}
    decided = matrix.decided()
    assert sorted(asked - decided.keys()) == []
    assert sorted(decided.keys() - asked) == []
    assert [cell for cell, word in decided.items() if word not in (*WORDS, "-")] == []


WORDS = (matrix.MAY, matrix.MAY_NOT, matrix.NOT_NOW, matrix.NOT_THERE)


# The quick check tries the states in which most is done.
QUICK = ("in progress", "of a worker", "closed")


@pytest.mark.parametrize("state", [each if each in QUICK else longer(each) for each in matrix.STATES])
def test_what_is_done_to_a_request_is_what_was_decided(state, staff, documents):
    decided = matrix.decided()
    found: dict[str, dict[str, str]] = {}
    request, document = matrix.staged(state, staff)
    for who in matrix.PEOPLE:
        for thing, word in matrix.found(request, document, who):
            found.setdefault(thing, {})[who] = word or "-"
    wrong = [
        (thing, state, *words.values())
        for thing, words in found.items()
        if any(decided.get((thing, state, who)) != word for who, word in words.items())
    ]
    assert not wrong, told(wrong)


def test_what_is_listed_is_what_was_decided():
    decided = matrix.decided()
    found: dict[str, dict[str, str]] = {}
    for who in matrix.PEOPLE:
        for thing, word in matrix.found_in_lists(who):
            found.setdefault(thing, {})[who] = word
    wrong = [
        (thing, matrix.ANY, *words.values())
        for thing, words in found.items()
        if any(decided.get((thing, matrix.ANY, who)) != word for who, word in words.items())
    ]
    assert not wrong, told(wrong)
