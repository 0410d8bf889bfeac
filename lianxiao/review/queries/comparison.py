"""The comparison from which an office decides: ranking, money and promises side by side, and where lines would fall."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.facts import ApprovedProject, project_in
from lianxiao.calls.models import Submission
from lianxiao.calls.queries.decisions import PROPOSE, decisions, turn
from lianxiao.core.actors import Actor
from lianxiao.mandate.models import Target
from lianxiao.mandate.queries import targets_of
from lianxiao.organisations.models import Organisation
from lianxiao.review.cutting import Candidate, Lines, Verdict, cut, splits_a_rank
from lianxiao.review.models import Entry, Plan
from lianxiao.review.queries.results import Line, results

WHY: Mapping[str, str | Promise] = {
    "score": _("below the least score"),
    "places": _("beyond the number of projects"),
    "budget": _("beyond the budget"),
    "each": _("beyond the most of one university"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """`can_propose` while the reader's office has to propose; `starts_below` where the line falls."""

    line: Line
    project: ApprovedProject
    verdict: Verdict
    why: str
    can_propose: bool
    starts_below: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """What the applications promise of one target: of those above the lines, and of all."""

    target: Target
    above: Decimal
    all: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    rows: list[Row]
    taken: int
    spent: Decimal
    asked_for: Decimal
    universities: int
    cities: int
    promised: list[Promised]
    splits_a_rank: bool
    can_propose: bool


def leading(plan: Plan) -> "QuerySet[Organisation]":
    """The universities whose applications are compared."""
    lead = Entry.objects.filter(panel__plan=plan).values("application__university")
    return Organisation.objects.filter(pk__in=lead).in_official_order()


def comparison(actor: Actor, plan: Plan, lines: Lines) -> Comparison:
    """Empty until scores are open."""
    ranked = results(actor, plan).lines
    projects = _projects([one.entry.application_id for one in ranked])
    candidates = [_candidate(one, projects[one.entry.application_id]) for one in ranked]
    verdicts = cut(candidates, lines)
    waiting = decisions(actor).filter(turn(actor, PROPOSE), pk__in=list(projects))
    to_propose = set(waiting.values_list("pk", flat=True))
    rows = [
        Row(
            line=one,
            project=projects[one.entry.application_id],
            verdict=verdict,
            why=str(WHY.get(verdict.why, "")),
            can_propose=one.entry.application_id in to_propose,
            starts_below=_ends(verdict) and not _ends(before),
        )
        for one, verdict, before in zip(ranked, verdicts, [None, *verdicts], strict=False)
    ]
    above = [row for row in rows if row.verdict.is_above]
    houses = [row.line.entry.application.university for row in above]
    return Comparison(
        rows=rows,
        taken=len(above),
        spent=sum((row.project.funding for row in above), Decimal(0)),
        asked_for=sum((row.project.funding for row in rows), Decimal(0)),
        universities=len({house.pk for house in houses}),
        cities=len({house.city_id for house in houses}),
        promised=_promised(plan, rows),
        splits_a_rank=splits_a_rank(candidates, verdicts),
        can_propose=bool(to_propose),
    )


def _ends(verdict: Verdict | None) -> bool:
    """Below a line that ends the list; one university's most does not."""
    return verdict is not None and verdict.why not in ("", "each")


def _projects(applications: list[int]) -> dict[int, ApprovedProject]:
    """What each asks for, from its newest frozen copy."""
    newest = (
        Submission.objects.filter(application__in=applications)
        .order_by("application_id", "-version")
        .distinct("application_id")
    )
    return {one.application_id: project_in(one) for one in newest}


def _candidate(line: Line, project: ApprovedProject) -> Candidate:
    application = line.entry.application
    return Candidate(
        key=application.pk,
        rank=line.standing.rank,
        score=line.standing.value,
        funding=project.funding,
        university=application.university_id,
    )


def _promised(plan: Plan, rows: list[Row]) -> list[Promised]:
    found = []
    codes = {code for row in rows for code in row.project.indicators}
    targets = targets_of(plan.call_category.call.year, codes).values()
    for target in sorted(targets, key=lambda one: (one.order, one.pk)):
        each = [(row.verdict.is_above, row.project.indicators.get(target.code, Decimal(0))) for row in rows]
        above = sum((amount for is_above, amount in each if is_above), Decimal(0))
        found.append(Promised(target, above, sum((amount for _is_above, amount in each), Decimal(0))))
    return [one for one in found if one.all]
