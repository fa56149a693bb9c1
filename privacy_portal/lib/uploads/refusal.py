"""Why is a file not taken? A closed list of codes; the words a person reads are kept elsewhere."""

from enum import StrEnum


class Refusal(StrEnum):
    """What is wrong with a file, as far as somebody who sent it can do something about it."""

    WRONG_TYPE = "WRONG_TYPE"
    TOO_BIG = "TOO_BIG"
    EMPTY = "EMPTY"
    DAMAGED = "DAMAGED"
    PASSWORD = "PASSWORD"  # noqa: S105  # nosec B105: a code, not a secret
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_HARD = "TOO_HARD"  # cleaning took more time or memory than any ordinary file does
    VIRUS = "VIRUS"
    NOT_STORED = "NOT_STORED"


class FileRefused(Exception):
    """The file is not taken; `code` says why."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code.value)
        self.code = code
