"""The list of projects and one project with all that its page shows."""

from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from lianxiao.core.actors import Actor
from lianxiao.core.search import words_wanted
from lianxiao.ledger.models import Project, ProjectIndicator, ProjectMilestone, ProjectParty, ProjectTotal
from lianxiao.ledger.states import ProjectState
from lianxiao.mandate.models import Category, Target
from lianxiao.organisations.models import City, Organisation

M = TypeVar("M", Project, ProjectTotal)


def projects(actor: Actor) -> "QuerySet[Project]":
    """What the actor may see, newest first, with what a line of the list shows."""
    return _lines(Project.objects.visible_to(actor))


def counted(actor: Actor) -> "QuerySet[Project]":
    """What the actor may see, to be put into figures rather than lines."""
    return Project.objects.visible_to(actor)


def published_projects(actor: Actor) -> "QuerySet[Project]":
    """An approval is a public fact: everybody reads number, title, category and lead university of what stands."""
    return _lines(standing(Project.objects.all()))


def standing(rows: "QuerySet[M]") -> "QuerySet[M]":
    """Running or finished: what the figures of the province count. Of projects or of their cells."""
    return rows.exclude(state=ProjectState.WITHDRAWN)


def _lines(rows: "QuerySet[Project]") -> "QuerySet[Project]":
    """Partners come with a second query: counted in the first, they would be counted for every row that is sorted."""
    return (
        rows.select_related("category", "university", "city", "lit")
        .prefetch_related(Prefetch("parties", ProjectParty.objects.only("project_id")))
        .defer("summary", "words")
        .order_by("-id")
    )


def project_page(actor: Actor) -> "QuerySet[Project]":
    """One project in a fixed number of queries."""
    return (
        Project.objects.visible_to(actor)
        .with_hand(actor)
        .select_related("category", "university", "city", "lead_office", "application__approval", "lit")
        .select_related("application__call_category__call", "application__notice_item__public_notice", "imported_in")
        .prefetch_related(
            Prefetch("parties", ProjectParty.objects.select_related("organisation").order_by("order", "id")),
            Prefetch("milestones", ProjectMilestone.objects.filter(dropped_at=None).order_by("order", "id")),
            Prefetch("indicators", ProjectIndicator.objects.select_related("target").order_by("target__order", "id")),
        )
    )


def with_words(rows: "QuerySet[Project]", text: str) -> "QuerySet[Project]":
    """Those with all these words in number, title, leader, university or partners."""
    wanted = words_wanted(text)
    return rows.none() if wanted is None else rows.filter(words=wanted)


def promising(target: Target) -> "QuerySet[ProjectIndicator]":
    """What was withdrawn promises nothing any more."""
    rows = ProjectIndicator.objects.filter(target=target, promised__gt=0)
    return rows.exclude(project__state=ProjectState.WITHDRAWN)


def joined_by(partner: Organisation) -> "QuerySet[ProjectParty]":
    """As a partner, not as the one that leads."""
    return ProjectParty.objects.filter(organisation=partner).exclude(project__university=partner)


def organisations() -> "QuerySet[Organisation]":
    return Organisation.objects.in_official_order()


def found(text: str) -> "QuerySet[Project]":
    """Of all projects; whoever asks narrows them to his own."""
    return with_words(Project.objects.all(), text)


# --- what a list can be narrowed to ----------------------------------------------------------------


def categories() -> "QuerySet[Category]":
    return Category.objects.order_by("order", "id")


def cities() -> "QuerySet[City]":
    return City.objects.order_by("order", "code")


def universities() -> "QuerySet[Organisation]":
    """Those that lead a project."""
    return Organisation.objects.filter(pk__in=ProjectTotal.objects.values("university")).in_official_order()


def offices() -> "QuerySet[Organisation]":
    return Organisation.objects.filter(pk__in=ProjectTotal.objects.values("lead_office")).in_official_order()


def years() -> list[tuple[str, str]]:
    found = ProjectTotal.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in found]
