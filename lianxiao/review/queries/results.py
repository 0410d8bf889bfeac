"""Scores put together, for the lead offices once they are opened."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from lianxiao.core.actors import Actor
from lianxiao.review import access
from lianxiao.review.models import Entry, Plan, Score, Sheet
from lianxiao.review.scoring import Marks, Standing, settled, standings
from lianxiao.review.states import SheetState


def opened_sheets(actor: Actor, plan: Plan) -> "QuerySet[Sheet]":
    """Nothing before scores are open, whoever asks; of the second round nothing before that is opened too."""
    if not access.may_read_scores(actor, plan):
        return Sheet.objects.none()
    sheets = _submitted(plan).select_related("seat__expert")
    return sheets if plan.second_opened_at else sheets.filter(round=1)


def _submitted(plan: Plan) -> "QuerySet[Sheet]":
    return Sheet.objects.filter(seat__panel__plan=plan, state=SheetState.SUBMITTED).order_by("id")


def of_round(sheets: list[Sheet], wanted: int) -> list[Sheet]:
    """A second round takes the place of the first once it has as many scores as wanted."""
    second: dict[int, int] = defaultdict(int)
    for sheet in sheets:
        second[sheet.application_id] += sheet.round == 2
    return [one for one in sheets if one.round == (2 if second[one.application_id] >= wanted else 1)]


def left_out(sheets: list[Sheet], rule: str) -> set[int]:
    """The keys of those that do not count because an extra one came in."""
    extra = {one.application_id: one.seat.expert_id for one in sheets if one.is_extra}
    kept = {case: settled(given, extra[case], rule) for case, given in marks_of(sheets).items() if case in extra}
    return {
        one.pk for one in sheets if one.application_id in kept and one.seat.expert_id not in kept[one.application_id]
    }


def counting(sheets: list[Sheet], plan: Plan) -> list[Sheet]:
    there = of_round(sheets, plan.wanted)
    out = left_out(there, plan.extra_rule)
    return [one for one in there if one.pk not in out]


def counted(plan: Plan) -> dict[int, int]:
    """How many scores count for each application."""
    found: dict[int, int] = defaultdict(int)
    for sheet in counting(list(_submitted(plan).select_related("seat")), plan):
        found[sheet.application_id] += 1
    return found


def marks_of(sheets: list[Sheet]) -> Marks:
    marks: dict[int, dict[int, float]] = defaultdict(dict)
    for sheet in sheets:
        marks[sheet.application_id][sheet.seat.expert_id] = float(sheet.total or 0)
    return marks


@dataclass(frozen=True, slots=True)
class Mark:
    """One expert's total. `label` is a letter, so that a table can be shown without names; `counts` not where an extra
    one took its place."""

    label: str
    total: float
    outlying: bool
    counts: bool
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Line:
    """`aside` holds the totals of the round that does not count: the first after a second one, or a second one that had
    too few."""

    entry: Entry
    round: int
    aside: list[float]
    standing: Standing
    marks: list[Mark]
    is_wide: bool
    pending: int


@dataclass(frozen=True, slots=True)
class Results:
    lines: list[Line]
    names: list[tuple[str, str]]
    wide: int
    extra: int


def results(actor: Actor, plan: Plan) -> Results:
    """By rank. Experts are lettered in the order of their numbers, the same letter for the same expert."""
    read = list(opened_sheets(actor, plan))
    sheets = of_round(read, plan.wanted)
    out = left_out(sheets, plan.extra_rule)
    letters = {pk: _letter(n) for n, pk in enumerate(sorted({sheet.seat.expert_id for sheet in sheets}))}
    by_case: dict[int, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_case[sheet.application_id].append(sheet)
    found = standings(plan.method, marks_of([one for one in sheets if one.pk not in out]))
    entries = Entry.objects.filter(panel__plan=plan).select_related("application__university", "panel").order_by("id")
    lines = [
        _line(entry, found[entry.application_id], by_case[entry.application_id], letters, out, plan)
        for entry in entries
        if entry.application_id in found
    ]
    lines.sort(key=lambda line: (line.standing.rank, line.entry.application.number or ""))
    aside = _aside(read, sheets)
    lines = [replace(line, aside=aside[line.entry.application_id]) for line in lines]
    names = {letters[sheet.seat.expert_id]: sheet.seat.expert.name for sheet in sheets}
    return Results(
        lines=lines,
        names=sorted(names.items()),
        wide=sum(1 for line in lines if line.is_wide),
        extra=sum(1 for sheet in sheets if sheet.is_extra),
    )


def _line(
    entry: Entry, standing: Standing, sheets: list[Sheet], letters: dict[int, str], out: set[int], plan: Plan
) -> Line:
    marks = [
        Mark(
            label=letters[sheet.seat.expert_id],
            total=float(sheet.total or 0),
            outlying=sheet.seat.expert_id in standing.outliers,
            counts=sheet.pk not in out,
            sheet=sheet,
        )
        for sheet in sheets
    ]
    return Line(
        entry=entry,
        round=sheets[0].round,
        aside=[],
        standing=standing,
        marks=sorted(marks, key=lambda mark: mark.label),
        is_wide=standing.spread is not None and standing.spread >= plan.spread_limit,
        pending=0,
    )


def _aside(read: list[Sheet], sheets: list[Sheet]) -> dict[int, list[float]]:
    found: dict[int, list[float]] = defaultdict(list)
    there = {sheet.pk for sheet in sheets}
    for sheet in read:
        if sheet.pk not in there:
            found[sheet.application_id].append(float(sheet.total or 0))
    return found


def _letter(number: int) -> str:
    """A … Z, A2 … Z2 and so on."""
    turn, place = divmod(number, 26)
    return f"{chr(ord('A') + place)}{turn + 1 if turn else ''}"


def opinions(actor: Actor, plan: Plan, application_id: int) -> "QuerySet[Score]":
    """What experts said of one application, by criterion."""
    sheets = opened_sheets(actor, plan).filter(application=application_id)
    return (
        Score.objects.filter(sheet__in=sheets.values("pk"))
        .select_related("criterion", "sheet__seat__expert")
        .order_by("criterion__order", "sheet__submitted_at", "id")
    )
