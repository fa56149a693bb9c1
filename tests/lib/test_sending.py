"""Can a failure carry anything else than a short code?"""

import pytest

from privacy_portal.lib.sending import SendDelayed, SendRefused


@pytest.mark.parametrize("kind", [SendRefused, SendDelayed])
def test_a_problem_shows_its_code_and_nothing_else(kind: type[SendRefused | SendDelayed]) -> None:
    problem = kind("smtp_550")
    assert (problem.code, str(problem), problem.args) == ("smtp_550", "smtp_550", ("smtp_550",))


@pytest.mark.parametrize("text", ["", "550 jane@example.com", "HTTP_500", "5xx", "a b", "a\n", "x" * 41])
def test_a_sentence_is_not_a_code_and_is_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="failure code") as caught:
        SendRefused(text)
    assert not text or text not in str(caught.value)
