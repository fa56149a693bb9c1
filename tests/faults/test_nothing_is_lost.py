"""Three hundred filings while everything fails once: do the books balance? The small sister of `make soak`."""

import pytest

from bench import soak


@pytest.mark.soak
@pytest.mark.threat("A74")
def test_whatever_is_killed_flushed_restarted_or_refuses_the_books_balance():
    ends = soak.run(filings=300, connections=4, think=0.1, pause=1, seed=74, say=print)
    assert ends["wrong"] == []
    assert ends["filed"] == ends["stored"] == 300
