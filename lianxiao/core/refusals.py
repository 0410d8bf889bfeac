"""What a rule says when it refuses. The message is written for the person who asked."""

import re

CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Refused(Exception):
    """A rule of the business says no. `str(refusal)` is a translated sentence for people."""

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)

    @property
    def code(self) -> str:
        """The refusal's own name, for programs: LimitReached → limit_reached."""
        return CAPITAL.sub("_", type(self).__name__).lower()


class NotAllowedNow(Refused):
    """The thing is in a state in which this step does not exist."""


class LostUpdate(Refused):
    """Somebody saved in between; nothing was overwritten."""
