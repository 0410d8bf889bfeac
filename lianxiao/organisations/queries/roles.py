"""The table of roles and rights as one can show it to an official."""

from dataclasses import dataclass

from lianxiao.organisations.access import needs_second_person
from lianxiao.organisations.roles import ROLES, Kind, Right, Role, rights_of


@dataclass(frozen=True, slots=True)
class Line:
    """One role: where it is held, what it may do, whether a second person confirms it."""

    role: Role
    held_at: list[Kind]
    rights: list[Right]
    second_person: bool


def role_table() -> list[Line]:
    """In the order of the table; rights that a role has only at some kinds of organisation included."""
    return [
        Line(
            role=role,
            held_at=[kind for kind in Kind if kind in entry.held_at],
            rights=[right for right in Right if any(right in rights_of(role, kind) for kind in entry.held_at)],
            second_person=needs_second_person(role),
        )
        for role, entry in ROLES.items()
    ]
