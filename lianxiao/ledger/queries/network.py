"""Who works with whom: each pair of organisations with the number of projects that one leads and the other joins."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import get_language

from lianxiao.ledger.models import Project, ProjectParty
from lianxiao.organisations.models import Organisation

MOST_LINKS = 150  # drawn; the table and the file have more
MOST_PAIRS = 50  # on the page


@dataclass(frozen=True, slots=True)
class Pair:
    lead: Organisation
    partner: Organisation
    projects: int
    url: str


@dataclass(frozen=True, slots=True)
class Network:
    """Pairs with most projects first. `outside` is how many partners have no entry of their own in the register."""

    pairs: list[Pair]
    outside: int

    @property
    def organisations(self) -> int:
        return len({one.pk for pair in self.pairs for one in (pair.lead, pair.partner)})

    @property
    def shown(self) -> list[Pair]:
        return self.pairs[:MOST_PAIRS]

    @property
    def picture(self) -> dict[str, object]:
        """Nodes and links for the drawing: both directions between two organisations are one line."""
        weights: Counter[tuple[int, int]] = Counter()
        for pair in self.pairs:
            one, other = sorted((pair.lead.pk, pair.partner.pk))
            weights[one, other] += pair.projects
        links = weights.most_common(MOST_LINKS)
        degree: Counter[int] = Counter()
        for (one, other), projects in links:
            degree[one] += projects
            degree[other] += projects
        named = {one.pk: one for pair in self.pairs for one in (pair.lead, pair.partner)}
        nodes = [{"id": str(pk), "name": _short(named[pk]), "value": projects} for pk, projects in degree.most_common()]
        return {
            "nodes": nodes,
            "links": [
                {"source": str(one), "target": str(other), "value": projects} for (one, other), projects in links
            ],
        }


def network(rows: "QuerySet[Project]", narrow: Callable[[Pair], str] = lambda pair: "") -> Network:
    """Of these projects, in three queries whatever their number; `narrow` makes the address of a pair's projects."""
    parties = ProjectParty.objects.filter(project__in=rows.order_by().values("pk"))
    known = parties.filter(organisation__isnull=False).exclude(organisation=F("project__university"))
    found = (
        known.order_by().values_list("project__university", "organisation").annotate(n=Count("project", distinct=True))
    )
    counted = sorted(found, key=lambda one: (-one[2], one[0], one[1]))
    named = Organisation.objects.in_bulk({pk for lead, partner, _n in counted for pk in (lead, partner)})
    pairs = [_pair(named[lead], named[partner], n, narrow) for lead, partner, n in counted]
    return Network(pairs, parties.filter(organisation__isnull=True).values("name").distinct().count())


def _pair(lead: Organisation, partner: Organisation, projects: int, narrow: Callable[[Pair], str]) -> Pair:
    pair = Pair(lead, partner, projects, "")
    return Pair(lead, partner, projects, narrow(pair))


def _short(organisation: Organisation) -> str:
    return (get_language() != "en" and organisation.short_name) or str(organisation)


def of_organisation(rows: "QuerySet[Project]", organisation: Organisation) -> "QuerySet[Project]":
    """Those that it leads or takes part in."""
    joined = ProjectParty.objects.filter(organisation=organisation)
    return rows.filter(Q(university=organisation) | Q(pk__in=joined.values("project")))


def organisations() -> "QuerySet[Organisation]":
    """Those that lead a project or take part in one."""
    leads, partners = Project.objects.values("university"), ProjectParty.objects.filter(organisation__isnull=False)
    return Organisation.objects.filter(Q(pk__in=leads) | Q(pk__in=partners.values("organisation"))).in_official_order()
