"""What does the child do when it is only asked how well it is locked in? Nothing."""

from collections.abc import Mapping
from typing import Any

from .answer import Answer


def clean(data: bytes, orders: Mapping[str, Any], answer: Answer) -> None:
    """Answer with no document."""
    answer.end(pages=0)
