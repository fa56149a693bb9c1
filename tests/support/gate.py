"""Where in a dialogue do the clients of a test's server wait until the test lets them go on?"""

import threading


class Gate:
    """One gate, which can stand at any step; open to begin with."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._step, self._waiting = "", 0

    def hold(self, step: str) -> None:
        """From now on let every client wait at `step`, before it is answered."""
        with self._changed:
            self._step, self._waiting = step, 0
            self._changed.notify_all()

    def go_on(self) -> None:
        """Answer those who wait, and hold nobody any more."""
        self.hold("")

    def wait_until_held(self, clients: int, patience: float = 60) -> None:
        """Return when so many clients wait. Raises AssertionError when they do not come."""
        with self._changed:
            there = self._changed.wait_for(lambda: self._waiting >= clients, patience)
            assert there, f"{self._waiting} of {clients} clients came to {self._step}"

    def arrive(self, step: str) -> bool:
        """For the server: a client is at `step`. Returns when it may go on, and whether it had to wait."""
        with self._changed:
            if self._step != step:
                return False
            self._waiting += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._step != step)
            return True
