"""The desk of a panel: its applications, its experts, who has what, who may be given what."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from lianxiao.calls.models import Application, SimilarPair, Submission
from lianxiao.core.actors import Actor
from lianxiao.review.models import Draw, Entry, Panel, PoolExpert, Seat, Sheet
from lianxiao.review.models.secret import SECOND
from lianxiao.review.queries import pool
from lianxiao.review.queries.plans import apart, plans
from lianxiao.review.states import SEATED, STANDING, SeatState, SheetState

# Where an application's form says what it is about.
SUBJECT_KEYS = ("discipline", "keywords", "title")


def panels(actor: Actor) -> "QuerySet[Panel]":
    """Each with its plan as `plans` reads it."""
    return Panel.objects.visible_to(actor).prefetch_related(Prefetch("plan", plans(actor)))


def draws(actor: Actor) -> "QuerySet[Draw]":
    return Draw.objects.filter(panel__in=Panel.objects.visible_to(actor).values("pk")).order_by("-id")


def seats(actor: Actor) -> "QuerySet[Seat]":
    """Of the panels that the office sees."""
    return Seat.objects.filter(panel__in=Panel.objects.visible_to(actor).values("pk")).select_related("panel__plan")


def sheets(actor: Actor) -> "QuerySet[Sheet]":
    """On the same panels: who has what, not what he thinks of it."""
    there = Panel.objects.visible_to(actor).values("pk")
    return Sheet.objects.filter(seat__panel__in=there).select_related("seat__panel__plan").defer("overall", "total")


@dataclass(slots=True)
class Line:
    """An application on the desk: who has it, and who could have it without a conflict."""

    entry: Entry
    sheets: list[Sheet]
    free: list[PoolExpert] = field(default_factory=list)
    similar: int = 0
    wants_extra: bool = False

    @property
    def standing(self) -> int:
        return sum(1 for sheet in self.sheets if sheet.state in STANDING)


@dataclass(slots=True)
class Person:
    """An expert with a seat on the panel."""

    seat: Seat
    expert: PoolExpert | None
    given: int
    submitted: int


@dataclass(slots=True)
class Desk:
    lines: list[Line]
    people: list[Person]
    earlier: list[Seat]
    draws: list[Draw]
    short: int
    extra: int


def sheets_on(panel: Panel) -> "QuerySet[Sheet]":
    return Sheet.objects.filter(seat__panel=panel).select_related("seat__expert").order_by("id")


def entries_of(panel: Panel) -> "QuerySet[Entry]":
    return (
        Entry.objects.filter(panel=panel)
        .select_related("application__university", "application__call_category", "panel")
        .order_by("application__number", "id")
    )


def free_for(panel: Panel) -> dict[int, PoolExpert]:
    """By person: all of the pool who may be asked, without those who declined or were taken off this panel."""
    gone = Seat.objects.filter(panel=panel, state__in=(SeatState.DECLINED, SeatState.REPLACED)).values("expert")
    return {one.user_id: one for one in pool.available().exclude(user__in=gone)}


def extra_wanted(panel: Panel) -> "QuerySet[Entry]":
    """Far apart in the first round, and no extra expert has it yet."""
    if panel.round == SECOND:
        return Entry.objects.none()
    has_one = Sheet.objects.filter(is_extra=True, state__in=STANDING).values("application")
    return apart(Entry.objects.filter(panel=panel)).exclude(application__in=has_one).order_by("id")


def is_short(panel: Panel) -> bool:
    """Whether an application has fewer experts than wanted."""
    standing = Sheet.objects.filter(seat__panel=panel, state__in=STANDING).order_by()
    given = dict(standing.values_list("application").annotate(n=Count("pk")))
    entries = Entry.objects.filter(panel=panel).order_by("id").values_list("application_id", flat=True)
    return any(given.get(pk, 0) < panel.plan.wanted for pk in entries)


def desk(panel: Panel) -> Desk:
    entries, experts = list(entries_of(panel)), free_for(panel)
    sheets = defaultdict(list)
    for sheet in sheets_on(panel):
        sheets[sheet.application_id].append(sheet)
    barred = barred_pairs(experts, entries)
    alike = similar_in([entry.application_id for entry in entries])
    wanting = set(extra_wanted(panel).values_list("application_id", flat=True))
    lines = [
        Line(
            entry=entry,
            sheets=[one for one in sheets[entry.application_id] if one.state != SheetState.WITHDRAWN],
            free=_free(entry, sheets[entry.application_id], experts, barred),
            similar=len(alike.get(entry.application_id, ())),
            wants_extra=entry.application_id in wanting,
        )
        for entry in entries
    ]
    every = list(Seat.objects.filter(panel=panel).select_related("expert").order_by("id"))
    return Desk(
        lines=lines,
        people=[_person(seat, experts, sheets) for seat in every if seat.state in SEATED],
        earlier=[seat for seat in every if seat.state in (SeatState.DECLINED, SeatState.REPLACED)],
        draws=list(Draw.objects.filter(panel=panel).order_by("-id")),
        short=sum(1 for line in lines if line.standing < panel.plan.wanted),
        extra=len(wanting),
    )


def _free(
    entry: Entry, sheets: list[Sheet], experts: dict[int, PoolExpert], barred: set[tuple[int, int]]
) -> list[PoolExpert]:
    have = {sheet.seat.expert_id for sheet in sheets if sheet.state in (*STANDING, SheetState.RECUSED)}
    return [
        one
        for pk, one in experts.items()
        if pk not in have and (pk, entry.application_id) not in barred and one.load < one.most  # type: ignore[attr-defined]
    ]


def _person(seat: Seat, experts: dict[int, PoolExpert], sheets: dict[int, list[Sheet]]) -> Person:
    own = [one for given in sheets.values() for one in given if one.seat_id == seat.pk and one.state in STANDING]
    submitted = sum(1 for one in own if one.state == SheetState.SUBMITTED)
    return Person(seat=seat, expert=experts.get(seat.expert_id), given=len(own), submitted=submitted)


def barred_pairs(experts: dict[int, PoolExpert], entries: list[Entry]) -> set[tuple[int, int]]:
    """(person, application) that must not meet: conflicts, also those that experts declared themselves, and in the
    second round who scored it in the first."""
    numbers = [entry.application_id for entry in entries]
    out = Q(state=SheetState.RECUSED)
    if any(entry.panel.round == SECOND for entry in entries[:1]):
        out |= Q(state=SheetState.SUBMITTED, round=1)
    met = Sheet.objects.filter(out, application__in=numbers).order_by("id")
    return set(pool.conflicts(experts, numbers)) | set(met.values_list("seat__expert_id", "application_id"))


def similar_in(numbers: list[int]) -> dict[int, set[int]]:
    """Which of these applications resemble each other strongly: they are best judged side by side."""
    found: dict[int, set[int]] = {}
    rows = SimilarPair.objects.filter(application__in=numbers, other__in=numbers, share__gte=SimilarPair.STRONG)
    for one, other in rows.order_by("id").values_list("application_id", "other_id"):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def subjects(applications: list[int]) -> dict[int, str]:
    """What each application says it is about, from its newest frozen copy."""
    newest = Submission.objects.filter(application__in=applications).order_by("application", "-version")
    return {
        copy.application_id: " ".join(_said(copy.content["answers"]))
        for copy in newest.distinct("application").only("application_id", "content")
    }


def _said(answers: dict[str, Any]) -> list[str]:
    values = {key: value for section in answers.values() if isinstance(section, dict) for key, value in section.items()}
    values |= {key: value for key, value in answers.items() if isinstance(value, str)}
    return [str(values[key]) for key in SUBJECT_KEYS if values.get(key)]


def list_to_draw_from(panel: Panel, *, extra: bool = False) -> dict[str, Any]:
    """Everything that a draw depends on, as `drawing.draw` expects it; frozen with the draw. For extra experts: one for
    each application that wants one, and none of those who have it already."""
    entries, experts = list(entries_of(panel)), free_for(panel)
    if extra:
        wanting = set(extra_wanted(panel).values_list("application_id", flat=True))
        entries = [entry for entry in entries if entry.application_id in wanting]
    number_of = {entry.application_id: str(entry.application.number) for entry in entries}
    said = subjects(list(number_of))
    sheets = [one for one in sheets_on(panel) if one.state in STANDING and one.application_id in number_of]
    # Also of those who may not be asked any more: what they scored counts.
    codes = dict(PoolExpert.objects.filter(user__in=[one.seat.expert_id for one in sheets]).values_list("user", "code"))
    taken = [(codes[one.seat.expert_id], number_of[one.application_id]) for one in sheets]
    barred = [[experts[one].code, number_of[pk]] for one, pk in barred_pairs(experts, entries) if one in experts]
    return {
        "panel": panel.name,
        "wanted": 1 if extra else panel.plan.wanted,
        "applications": sorted(number_of.values()),
        "experts": [
            {
                "code": one.code,
                "load": one.load,  # type: ignore[attr-defined]
                "places": max(0, one.most - one.load),  # type: ignore[attr-defined]
                "fit": {number_of[pk]: worth for pk in number_of if (worth := _fit(panel, one, said.get(pk, "")))},
            }
            for one in experts.values()
        ],
        "conflicts": sorted([*barred, *(list(pair) for pair in taken)] if extra else barred),
        "taken": [] if extra else sorted(list(pair) for pair in taken),
    }


def _fit(panel: Panel, expert: PoolExpert, text: str) -> int:
    return pool.fit(panel.major_codes, text, majors=pool.majors_of(expert), terms=pool.terms_of(expert))


def applications_of(panel: Panel) -> dict[str, Application]:
    """By number."""
    return {str(entry.application.number): entry.application for entry in entries_of(panel)}
