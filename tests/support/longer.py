"""Which cases of a test wait for the long run?"""

from typing import Any

import pytest


def longer(*values: Any, id: str | None = None) -> Any:  # noqa: A002 - pytest's own name
    """A case of `parametrize` that `make soak` runs and `make test` does not."""
    return pytest.param(*values, marks=pytest.mark.soak, id=id)
