"""Who is asking: set on each request, task and command, handed to every query and action."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom a deputy acts, and by which delegation."""

    user_id: int
    name: str
    delegation_id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one role for one organisation.

    `role` and `rights` are names from `organisations.roles`; `address` is the network address of the
    request and `request_id` its number, both kept in the record of steps.
    """

    user_id: int | None
    name: str
    role: str
    organisation_id: int | None = None
    organisation_name: str = ""
    rights: frozenset[str] = frozenset()
    address: str = ""
    request_id: str = ""
    # What a program may use the API for, where it is a program that acts.
    scopes: frozenset[str] = frozenset()
    # `user_id` and `name` are always those of who sits at the keyboard; this is in whose stead.
    behalf: Behalf | None = None

    @property
    def is_program(self) -> bool:
        return bool(self.scopes)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def person_id(self) -> int:
        """Who it is, where a right has shown that it is somebody."""
        assert self.user_id is not None
        return self.user_id

    @property
    def persons(self) -> tuple[int, ...]:
        """Who acts and whom he stands in for: what `is_none_of` compares with, for conditions on rows."""
        both = (self.user_id, self.behalf.user_id if self.behalf else None)
        return tuple(one for one in both if one is not None)

    def is_none_of(self, *user_ids: int | None) -> bool:
        """The one place where two people are compared: neither who acts nor whom he stands in for is among them."""
        return self.user_id not in user_ids and (self.behalf is None or self.behalf.user_id not in user_ids)

    def may(self, right: str) -> bool:
        return right in self.rights

    @property
    def key(self) -> str:
        return f"user:{self.user_id}" if self.is_signed_in else self.role


PUBLIC = Actor(user_id=None, name="", role="public")
# What happens by the clock (a deadline passes, a notice closes) is done by the system itself.
SYSTEM = Actor(user_id=None, name="Lianxiao", role="system")
