"""What a rule says when it refuses. The message is written for the person who asked."""


class Refused(Exception):
    """A rule of the business says no. `str(refusal)` is a translated sentence for people."""

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowedNow(Refused):
    """The thing is in a state in which this step does not exist."""


class LostUpdate(Refused):
    """Somebody saved in between; nothing was overwritten."""
