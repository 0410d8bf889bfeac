"""The light of each task of the mandate: one rule, from its day and from what the platform itself counts of it.

done      its office says on which day it was done; or everything that is counted of it is there, and where that has
          to last (a ledger, targets) its day has come
overdue   its day has passed, and it is not done
at risk   its day comes within thirty days; or the work lags more than a quarter behind the time that has passed
on track  else

A task that is due every year is due on 31 December of the year looked at. Days alone decide.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Prefetch, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models import Application, PartnerConsent
from lianxiao.calls.states import ConsentState
from lianxiao.core.templatetags.lianxiao import day, figure
from lianxiao.filing.models import Round
from lianxiao.filing.states import RoundState
from lianxiao.ledger.models import IndicatorTotal, Project
from lianxiao.ledger.queries.lights import SOON, TONES
from lianxiao.ledger.states import Light, ProjectState
from lianxiao.mandate.models import Category, MandateTask, Target
from lianxiao.organisations.models import Organisation
from lianxiao.publishing.models import Notice
from lianxiao.publishing.states import NoticeState

LAG = Fraction(1, 4)
DECEMBER, LAST = 12, 31


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of a task is there, as the platform counts it. `lasts`: it is never done before its day."""

    kind: str
    there: int
    wanted: int
    lasts: bool = False

    @property
    def is_whole(self) -> bool:
        return self.there >= self.wanted > 0

    @property
    def share(self) -> Fraction:
        return Fraction(min(self.there, self.wanted), self.wanted) if self.wanted else Fraction(0)


@dataclass(frozen=True, slots=True)
class Reason:
    kind: str
    day: date | None = None
    there: int = 0
    wanted: int = 0


def light_of_task(
    *, begins: date, due: date, done_date: date | None, counted: Counted | None, on: date
) -> tuple[Light, list[Reason]]:
    """The light of a day and why. Pure."""
    said = [Reason(counted.kind, None, counted.there, counted.wanted)] if counted else []
    if done_date is not None and done_date <= on:
        return Light.DONE, [Reason("done", done_date), *said]
    if counted is not None and counted.is_whole and (due < on or not counted.lasts):
        return Light.DONE, said
    if due < on:
        return Light.OVERDUE, [Reason("passed", due), *said]
    if due <= on + SOON:
        if counted is not None and counted.is_whole:
            return Light.ON_TRACK, [Reason("soon", due), *said]
        return Light.AT_RISK, [Reason("soon", due), *said]
    if counted is not None and counted.share + LAG < _passed(begins, due, on):
        return Light.AT_RISK, [Reason("lags", due), *said]
    return Light.ON_TRACK, [Reason("later", due), *said]


def _passed(begins: date, due: date, on: date) -> Fraction:
    """The share of its time that is over."""
    whole = (due - begins).days
    return Fraction(min(max((on - begins).days, 0), whole), whole) if whole > 0 else Fraction(0)


WORDS: Mapping[str, str | Promise] = {
    "done": _("Done on %(day)s, as the department notes"),
    "passed": _("Was due on %(day)s"),
    "soon": _("Falls due on %(day)s"),
    "lags": _("The work lags behind the time that has passed; due on %(day)s"),
    "later": _("Due on %(day)s, more than thirty days ahead"),
    "platform": _("%(there)s of %(wanted)s at work: data filing, publishing"),
    "applications": _("Applications with the lead offices in %(there)s of %(wanted)s categories"),
    "docking": _("%(there)s of %(wanted)s confirmations by partners given"),
    "ledger": _("%(there)s of %(wanted)s running projects without overdue work"),
    "publicity": _("%(there)s notices published, at least %(wanted)s wanted"),
    "assessment": _("%(there)s of %(wanted)s targets with a figure reached"),
}


# --- what the platform counts ----------------------------------------------------------------------


def _platform(year: int) -> Counted:
    filed = Round.objects.exclude(state=RoundState.DRAFT).filter(year__gte=year).exists()
    return Counted("platform", int(filed) + int(_published(year).exists()), 2)


def _applications(year: int) -> Counted:
    """Categories in which the year's call, or a later one, brought an application to the lead offices."""
    rows = Application.objects.filter(submitted_at__isnull=False, call_category__call__year__gte=year)
    there = rows.order_by().values("call_category__category").distinct().count()
    return Counted("applications", there, Category.objects.filter(is_active=True).count())


def _docking(year: int) -> Counted:
    rows = PartnerConsent.objects.filter(application__call_category__call__year__gte=year)
    given = rows.filter(state=ConsentState.GIVEN).count()
    return Counted("docking", given, given + rows.filter(state=ConsentState.ASKED).count())


def _ledger(year: int) -> Counted:
    rows = Project.objects.filter(state=ProjectState.RUNNING)
    overdue = rows.filter(lit__light=Light.OVERDUE).count()
    every = rows.count()
    return Counted("ledger", every - overdue, every, lasts=True)


def _publicity(year: int) -> Counted:
    return Counted("publicity", _published(year).count(), 1)


def _assessment(year: int) -> Counted:
    achieved = dict(
        IndicatorTotal.objects.filter(target__year=year)
        .order_by("target_id")
        .values_list("target_id")
        .annotate(Sum("amount"))
    )
    goals = Target.objects.filter(year=year, value__isnull=False).order_by("id").values_list("pk", "value")
    reached = [pk for pk, goal in goals if goal is not None and achieved.get(pk, 0) >= goal]
    return Counted("assessment", len(reached), len(goals), lasts=True)


def _published(year: int) -> "QuerySet[Notice]":
    """By people of the department: what shipped with the platform is no work of theirs."""
    return Notice.objects.filter(state=NoticeState.PUBLISHED, published_by__isnull=False, published_at__year__gte=year)


# By the code of the task; of others their days alone speak.
COUNTED: Mapping[str, Callable[[int], Counted]] = {
    "platform": _platform,
    "applications": _applications,
    "docking": _docking,
    "ledger": _ledger,
    "publicity": _publicity,
    "assessment": _assessment,
}


# --- as pages show it ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A task with its lead and supporting offices and its light."""

    task: MandateTask
    light: str
    tone: str
    reasons: list[str]


def tasks(year: int | None, *, looked_at: int, on: date | None = None) -> list[Line]:
    """Of the mandate that counts; what is due every year is due in the year looked at."""
    today = on or timezone.localdate()
    rows = MandateTask.objects.filter(year=year or 0).select_related("lead")
    supports = Organisation.objects.in_official_order()
    return [
        _line(task, looked_at, today)
        for task in rows.prefetch_related(Prefetch("supports", supports)).order_by("order", "id")
    ]


def _line(task: MandateTask, looked_at: int, on: date) -> Line:
    count = COUNTED.get(task.code)
    yearly = task.due_date is None
    begins = date(looked_at if yearly else task.year, 1, 1)
    light, reasons = light_of_task(
        begins=begins,
        due=date(looked_at, DECEMBER, LAST) if task.due_date is None else task.due_date,
        done_date=task.done_date if task.done_date and task.done_date >= begins else None,
        counted=count(task.year) if count else None,
        on=on,
    )
    return Line(task, str(light.label), TONES[light], [in_words(one) for one in reasons])


def in_words(reason: Reason) -> str:
    """In the reader's language."""
    return str(WORDS[reason.kind]) % {
        "day": day(reason.day) if reason.day else "",
        "there": figure(reason.there),
        "wanted": figure(reason.wanted),
    }
