"""The status light of a project: one rule, from its milestones, its term and the reports that it owes.

overdue   a milestone or the term has passed without being reached, or a report is more than two weeks late
at risk   a milestone falls due within thirty days, or a report is late
done      every milestone is reached, or the project is finished
on track  else

A withdrawn project has none: its state says what there is to say.

Days alone decide, so the same day gives the same light whenever it is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.ledger.models import ProgressReport, Project, ProjectLight, ProjectMilestone
from lianxiao.ledger.states import ON_CAMPUS, Light, PeriodState, ProjectState

SOON = timedelta(days=30)
GRACE = timedelta(days=14)
Reason = tuple[str, str, str]  # kind, what it is about, the day

TONES: Mapping[str, str] = {
    Light.ON_TRACK: "success",
    Light.AT_RISK: "warning",
    Light.OVERDUE: "danger",
    Light.DONE: "neutral",
}
WORDS: Mapping[str, str | Promise] = {
    "milestone_passed": _("“%(what)s” was due on %(day)s and is not reached"),
    "term_passed": _("The term ended on %(day)s with milestones that are not reached"),
    "report_overdue": _("The progress report “%(what)s” was due on %(day)s"),
    "report_late": _("The progress report “%(what)s” is late since %(day)s"),
    "milestone_soon": _("“%(what)s” falls due on %(day)s"),
    "all_reached": _("Every milestone is reached"),
    "nothing": _("Nothing is due within thirty days"),
    "finished": _("The project is finished"),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """What the light follows from: open milestones and late reports with their days, the end of the term."""

    milestones: tuple[tuple[str, date], ...] = ()
    reports: tuple[tuple[str, date], ...] = ()
    end_date: date | None = None
    has_open: bool = True
    state: str = ProjectState.RUNNING


def light_of(owed: Owed, on: date) -> tuple[Light, list[Reason]]:
    """The light of a day and why; every reason of the worst kind."""
    if owed.state == ProjectState.FINISHED:
        return Light.DONE, [("finished", "", "")]
    passed = [("milestone_passed", name, f"{due}") for name, due in owed.milestones if due < on]
    if owed.has_open and owed.end_date is not None and owed.end_date < on:
        passed.append(("term_passed", "", f"{owed.end_date}"))
    passed += [("report_overdue", name, f"{due}") for name, due in owed.reports if due + GRACE < on]
    if passed:
        return Light.OVERDUE, passed
    near = [("report_late", name, f"{due}") for name, due in owed.reports if due < on]
    near += [("milestone_soon", name, f"{due}") for name, due in owed.milestones if due <= on + SOON]
    if near:
        return Light.AT_RISK, near
    if not owed.has_open:
        return Light.DONE, [("all_reached", "", "")]
    return Light.ON_TRACK, [("nothing", "", "")]


def in_words(light: ProjectLight) -> list[str]:
    """Why, in the reader's language."""
    return reasons_in_words(light.reasons)


def reasons_in_words(reasons: Iterable[Iterable[str]]) -> list[str]:
    return [str(WORDS[kind]) % {"what": what, "day": day} for kind, what, day in reasons]


def overdue(project: Project) -> list[Any]:
    """The reasons, where the light says so."""
    lit = kept_of(project)
    return list(lit.reasons) if lit is not None and lit.light == Light.OVERDUE else []


def kept_of(project: Project) -> ProjectLight | None:
    """None of a withdrawn project."""
    return getattr(project, "lit", None)


@dataclass(frozen=True, slots=True)
class Shown:
    label: str
    tone: str
    since_date: date
    reasons: list[str]


def shown(project: Project) -> Shown | None:
    """As a page shows it."""
    kept = kept_of(project)
    if kept is None:
        return None
    return Shown(str(Light(kept.light).label), TONES[kept.light], kept.since_date, in_words(kept))


# --- from the ledger -------------------------------------------------------------------------------


def owed_by(project_ids: Iterable[int] | None, on: date) -> dict[int, Owed]:
    """Of these projects, or of all, as far as they have a light; in three queries."""
    projects = Project.objects.exclude(state=ProjectState.WITHDRAWN)
    if project_ids is not None:
        projects = projects.filter(pk__in=list(project_ids))
    chosen = projects.values("pk")
    milestones: dict[int, list[tuple[str, date]]] = defaultdict(list)
    rows = ProjectMilestone.objects.filter(project__in=chosen, reached_date=None, dropped_at=None)
    for project, name, due in rows.order_by("due_date", "id").values_list("project_id", "name", "due_date"):
        if due is not None:
            milestones[project].append((name, due))
    late = _late_reports(chosen, on)
    standing = Q(milestones__dropped_at=None)
    unreached = Count("milestones", filter=standing & Q(milestones__reached_date=None))
    counted = projects.annotate(all=Count("milestones", filter=standing), unreached=unreached).order_by("id")
    return {
        pk: Owed(tuple(milestones[pk]), tuple(late[pk]), end, has_open=not every or unreached_ > 0, state=state)
        for pk, end, every, unreached_, state in counted.values_list("pk", "end_date", "all", "unreached", "state")
    }


def _late_reports(chosen: Any, on: date) -> dict[int, list[tuple[str, date]]]:
    """Still with the university when the day began, with the last day on which they were in time."""
    begins = timezone.make_aware(datetime.combine(on, time()))
    rows = ProgressReport.objects.filter(project__in=chosen, period__state=PeriodState.OPEN).with_due()
    rows = rows.filter(Q(due__lte=begins), state__in=[str(state) for state in ON_CAMPUS]).select_related("period")
    late: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for report in rows.order_by("period__due_at", "id"):
        last = timezone.localdate(report.due_at - timedelta(seconds=1))
        late[report.project_id].append((report.period.name, last))
    return late
