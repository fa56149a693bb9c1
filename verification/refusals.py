"""For which reasons does an answer to a challenge not count?

Callers know them as `challenges.WrongCode` and so on. None repeats what was typed.
"""


class ChallengeRefused(Exception):
    """An answer does not count. `reason` is a stable word for templates."""

    reason = "refused"


class Unknown(ChallengeRefused):
    """No challenge belongs to this id or token: mistyped, cut short, made up, or of another portal."""

    reason = "unknown"


class Used(ChallengeRefused):
    """The challenge has counted once already."""

    reason = "used"


class Superseded(ChallengeRefused):
    """A newer message was asked for; only the newest one counts."""

    reason = "superseded"


class Expired(ChallengeRefused):
    """Too late: ten minutes for a code, 24 hours for a link."""

    reason = "expired"


class NoTriesLeft(ChallengeRefused):
    """Five codes were tried; even the right one is refused now. A link still counts."""

    reason = "no_tries_left"


class WrongCode(ChallengeRefused):
    """Not the code that was sent; `tries_left` more may be entered (0: that was the last)."""

    reason = "wrong_code"

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left
