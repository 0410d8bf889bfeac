"""How people and their roles are read."""

from lianxiao.organisations.models import Membership, User


def has_role(user: User) -> bool:
    """Whether the account opens anything at present."""
    return Membership.objects.current().filter(user=user).exists()


def current_memberships(user_id: int) -> list[Membership]:
    """What a person can act as now, the oldest first."""
    return list(
        Membership.objects.current().filter(user_id=user_id).select_related("user", "organisation").order_by("id")
    )


def demo_accounts() -> list[Membership]:
    """Of the demo world, in the order of the story; shown only where demo mode is on."""
    return list(
        Membership.objects.current()
        .filter(user__is_demo=True)
        .select_related("user", "organisation")
        .order_by("user_id", "id")
    )
