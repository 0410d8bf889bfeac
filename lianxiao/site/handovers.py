"""Hand-over (工作交接): everything a person holds at an organisation, given to successors of the same organisation.

One table for what each app lets a person hold. Access ends first and at once; what nobody has taken over stands on the
list of who keeps the accounts there until somebody does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxiao.calls.actions.holdings import give_application, give_review
from lianxiao.calls.queries import holdings as of_calls
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.holdings import Held, Holding
from lianxiao.core.refusals import Refused
from lianxiao.core.waiting import Waiting
from lianxiao.ledger.actions.projects import give_project
from lianxiao.organisations import access
from lianxiao.organisations.models import Membership, User
from lianxiao.organisations.notices import notify
from lianxiao.organisations.queries import people
from lianxiao.organisations.queries import tokens as of_tokens
from lianxiao.organisations.roles import Role
from lianxiao.publishing.queries import holdings as of_publishing

WRITERS = frozenset({str(Role.TEACHER)})
JUDGES = frozenset({str(Role.TEACHER), str(Role.EXPERT)})
MEMBER_HOUSE = ("user_id", "organisation_id")

HOLDINGS = (
    Holding(
        "applications",
        gettext_lazy("Applications that the person owns"),
        WRITERS,
        of_calls.owned,
        *MEMBER_HOUSE,
        told=of_calls.told_members,
        give=give_application,
    ),
    Holding(
        "parts",
        gettext_lazy("Parts to write in applications of others"),
        WRITERS,
        of_calls.to_write,
        *MEMBER_HOUSE,
        told=of_calls.told_members,
        give=give_application,
    ),
    Holding(
        "projects",
        gettext_lazy("Projects of the ledger"),
        WRITERS,
        of_calls.led,
        *MEMBER_HOUSE,
        told=of_calls.told_members,
        give=give_project,
    ),
    Holding(
        "opinions",
        gettext_lazy("Campus selections to judge in"),
        JUDGES,
        of_calls.to_judge,
        "user_id",
        "selection__university_id",
        told=of_calls.told_reviewers,
        give=give_review,
    ),
    Holding(
        "notices",
        gettext_lazy("Drafts of notices"),
        frozenset({str(Role.OFFICER)}),
        of_publishing.drafted,
        "written_by_id",
        "office_id",
        told=of_publishing.told_notices,
        stays=gettext_lazy("They stay with the office: every colleague can go on with them."),
    ),
    Holding(
        "tokens",
        gettext_lazy("Tokens of the API"),
        frozenset(),
        of_tokens.in_use,
        "membership__user_id",
        "membership__organisation_id",
        told=of_tokens.told_tokens,
        stays=gettext_lazy("They end with the role; a successor makes tokens of his own."),
    ),
)
GIVEN = tuple(holding for holding in HOLDINGS if holding.give is not None)


class NobodyNamed(Refused):
    """A hand-over names somebody for something."""


class Changed(Refused):
    """What was to be handed over is not there any more."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a person holds of one kind."""

    holding: Holding
    held: list[Held]

    @property
    def can_be_given(self) -> bool:
        return self.holding.give is not None


# --- reading ---------------------------------------------------------------------------------------


def _rows(holding: Holding, membership: Membership) -> "QuerySet[Any]":
    return holding.rows(membership.organisation_id).filter(**{holding.user: membership.user_id})


def held_by(actor: Actor, membership: Membership) -> list[Share]:
    """Everything the person holds at the organisation, kinds without anything left out.

    Titles of cases are shown to the organisation's own people; the system administrator sees what kind of thing it is.
    """
    inside = actor.organisation_id == membership.organisation_id
    shares = [Share(holding, holding.told(_rows(holding, membership), inside)) for holding in HOLDINGS]
    return [share for share in shares if share.held]


def _is_unheld(holding: Holding) -> Q:
    """Memberships whose person holds something of the kind there, in no role that could do anything about it."""
    here = {holding.user: OuterRef("user_id"), holding.house: OuterRef("organisation_id")}
    still = Membership.objects.current().filter(user=OuterRef("user_id"), organisation=OuterRef("organisation"))
    return Q(Exists(holding.rows(None).order_by().filter(**here))) & ~Q(
        Exists(still.filter(role__in=sorted(holding.roles)))
    )


def leavers(actor: Actor) -> "QuerySet[Membership]":
    """Who left something behind that nobody has taken over, once a person and organisation; the newest first."""
    if not access.manages_some(actor):
        return Membership.objects.none()
    unheld = Q()
    for holding in GIVEN:
        unheld |= _is_unheld(holding)
    gone = Q(ended_at__isnull=False) | Q(user__is_active=False)
    later = Membership.objects.filter(
        gone, user=OuterRef("user_id"), organisation=OuterRef("organisation"), pk__gt=OuterRef("pk")
    )
    return people.memberships(actor).filter(gone, unheld, ~Exists(later)).order_by("-ended_at", "-id")


def left_by(memberships: Sequence[Membership]) -> dict[int, list[tuple[str, int]]]:
    """How much of each kind every one of them left, by membership; asks once for each kind."""
    left: dict[int, list[tuple[str, int]]] = {one.pk: [] for one in memberships}
    for holding in GIVEN:
        counted = _counted(holding, [one.user_id for one in memberships])
        for one in memberships:
            if count := counted.get((one.user_id, one.organisation_id)):
                left[one.pk].append((str(holding.label), count))
    return left


def _counted(holding: Holding, people_: Iterable[int]) -> dict[tuple[int, int], int]:
    rows = holding.rows(None).filter(**{f"{holding.user}__in": list(people_)}).order_by()
    grouped = rows.values_list(holding.user, holding.house).annotate(count=Count("pk"))
    return {(user, house): count for user, house, count in grouped}


def waiting_handovers(actor: Actor) -> list[Waiting]:
    count = leavers(actor).count() if access.manages_some(actor) else 0
    if not count:
        return []
    return [Waiting("handovers", _("Leavers whose work nobody has taken over"), count, reverse("site:handovers"))]


def successors(membership: Membership) -> list[User]:
    """Whom the page suggests: colleagues with a role that takes something over, at most two hundred."""
    roles = sorted(set().union(*(holding.roles for holding in GIVEN)))
    there = Membership.objects.current().filter(organisation_id=membership.organisation_id, role__in=roles)
    rows = User.objects.filter(pk__in=there.values("user")).exclude(pk=membership.user_id)
    return list(rows.order_by("initials", "id")[:200])


# --- handing over ----------------------------------------------------------------------------------

Gifts = Mapping[tuple[str, int], User]


@transaction.atomic
def hand_over(*, membership: Membership, gifts: Gifts, by: Actor) -> int:
    """Each thing (kind and number) to its successor, all or none; both are told. Returns how many.

    Raises NobodyNamed; Changed when something is no longer the person's; what the apps raise when a successor does
    not fit.
    """
    if not access.may_hand_over(by, membership):
        raise PermissionDenied
    if not gifts:
        raise NobodyNamed(_("Name a colleague for at least one thing, or for a kind of things."))
    # One hand-over of a person's things at a time.
    User.objects.select_for_update(of=("self",)).get(pk=membership.user_id)
    for holding in GIVEN:
        assert holding.give is not None
        wanted = {pk: user for (kind, pk), user in gifts.items() if kind == holding.kind}
        rows = list(_rows(holding, membership).filter(pk__in=wanted).order_by("pk"))
        if len(rows) != len(wanted):
            raise Changed(_("Something of this has been handed over or has ended in the meantime. Look at it again."))
        for row in rows:
            must_fit(holding, membership, wanted[row.pk])
            holding.give(row=row, successor=wanted[row.pk], by=by)
    steps.record(membership, "hand_over", by=by, details={"things": len(gifts)})
    _tell(membership, gifts, by)
    return len(gifts)


class NotASuccessor(Refused):
    """A successor is another person of the same organisation, in a role that can hold the thing."""


def must_fit(holding: Holding, membership: Membership, successor: User) -> None:
    """Raises NotASuccessor."""
    if successor.pk == membership.user_id or not people.holds_role(
        successor.pk, membership.organisation_id, holding.roles
    ):
        raise NotASuccessor(
            _("%(person)s holds no role at %(university)s that can take this over.")
            % {"person": successor.name, "university": membership.organisation}
        )


def _tell(membership: Membership, gifts: Gifts, by: Actor) -> None:
    counted = Counter(gifts.values())
    for successor, count in sorted(counted.items(), key=lambda pair: pair[0].pk):
        values = {"person": by.name, "university": membership.organisation.name, "number": str(count)}
        notify([successor], "taken_over", path=reverse("site:workbench"), values=values)
    if people.has_role(membership.user):
        values = {"person": by.name, "university": membership.organisation.name, "number": str(len(gifts))}
        notify([membership.user], "handed_over", path=reverse("site:workbench"), values=values)
