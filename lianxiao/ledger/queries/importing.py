"""Imports of earlier years' projects: what only the database knows of their rows, and what their pages show."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.spreadsheets import Checker, Field, Problem, Row, Seen, Table, problems_in, proposed
from lianxiao.core.spreadsheets.mapping import seen_again
from lianxiao.ledger.models import Project, ProjectImport
from lianxiao.ledger.queries.earlier_cells import partners_in
from lianxiao.ledger.queries.earlier_table import ACHIEVED, PROMISED, led_by
from lianxiao.ledger.states import ProjectImportState, ProjectState
from lianxiao.mandate.models import Category, Target
from lianxiao.mandate.queries import targets_of
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import INSTITUTIONS

SHOWN_ROWS, SHOWN_PROBLEMS = 10, 100
TONES: Mapping[str, str] = {
    ProjectImportState.UPLOADED: "warning",
    ProjectImportState.FAULTY: "danger",
    ProjectImportState.READY: "primary",
    ProjectImportState.DONE: "success",
    ProjectImportState.DISCARDED: "neutral",
}
VERBS: dict[str, tuple[str | Promise, str]] = {
    "upload": (_("File uploaded"), ""),
    "find_ready": (_("Checked: no errors"), "success"),
    "find_faulty": (_("Checked: with errors"), "danger"),
    "import": (_("Entered in the ledger"), "success"),
    "discard": (_("Import discarded"), "warning"),
}


# --- what only the database knows ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows name, found at once: by the texts as they stand in the file."""

    categories: Mapping[str, Category]
    universities: Mapping[str, Organisation]
    partners: Mapping[str, int]
    taken: frozenset[str]
    targets: Callable[[int], Mapping[str, Target]]


def known_to(office_id: int, rows: Iterable[Row]) -> Known:
    values = [row.values for row in rows]
    categories: dict[str, Category] = {}
    for one in led_by(office_id):
        categories |= dict.fromkeys((one.code, one.name, one.name_en, one.letters), one)
    universities: dict[str, Organisation] = {}
    for house in Organisation.objects.filter(kind__in=INSTITUTIONS).select_related("city").order_by("-id"):
        universities |= {name: house for name in (house.short_name, house.code, house.name_en, house.name) if name}
    named = {name for row in values for name in partners_in(row.get("partners", ""))}
    partners = dict(Organisation.objects.filter(name__in=named).order_by("-id").values_list("name", "pk"))
    numbers = [row.get("number", "") for row in values]
    taken = frozenset(Project.objects.filter(number__in=numbers).values_list("number", flat=True))
    codes = {code for row in values for code, _promised, _achieved in figures_in(row)}
    by_year = {int(year): targets_of(int(year), codes) for year in {row["year"] for row in values if row.get("year")}}
    return Known(categories, universities, partners, taken, lambda year: by_year.get(year, {}))


def figures_in(values: Mapping[str, str]) -> list[tuple[str, Decimal | None, Decimal | None]]:
    """Code of the target, promised, achieved: those of which the row says anything."""
    codes = dict.fromkeys(key.partition(":")[2] for key, text in values.items() if ":" in key and text)
    return [
        (code, _figure(values.get(f"{PROMISED}{code}", "")), _figure(values.get(f"{ACHIEVED}{code}", "")))
        for code in codes
    ]


def _figure(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def mark_wrong(rows: Sequence[Row], known: Known) -> None:
    for row in rows:
        for key, said in _wrong(row.values, known):
            row.problems.setdefault(key, said)


def _wrong(values: Mapping[str, str], known: Known) -> Iterable[tuple[str, str]]:
    if values.get("number") in known.taken:
        yield "number", _now("The ledger has a project of this number already.")
    if (name := values.get("category")) and name not in known.categories:
        names = _now(", ").join(dict.fromkeys(str(one) for one in known.categories.values()))
        yield "category", _now("One of the categories of your office: %(names)s.") % {"names": names}
    if (name := values.get("university")) and name not in known.universities:
        yield "university", _now("The platform has no institution of this name.")
    start, end = values.get("start", ""), values.get("end", "")
    if start and end and start > end:
        yield "end", _now("A project ends after it began.")
    if values.get("state") == ProjectState.FINISHED and not end:
        yield "end", _now("Say when it ended; in later years it stands in no yearly ledger.")
    if not values.get("approved") and not start:
        yield "approved", _now("Fill in when it was approved, or when it began.")
    yield from _wrong_in_figures(values, known)


def _wrong_in_figures(values: Mapping[str, str], known: Known) -> Iterable[tuple[str, str]]:
    year, found = values.get("year", ""), figures_in(values)
    if any(achieved for _code, _promised, achieved in found) and not values.get("as_of"):
        yield "as_of", _now("Say by which month the figures were achieved.")
    if not year:
        return
    targets = known.targets(int(year))
    for code, promised, _achieved in found:
        if code not in targets:
            key = PROMISED if promised is not None else ACHIEVED
            yield f"{key}{code}", _now("The mandate of %(year)s has no such target.") % {"year": year}


def checked_rows(table: Table, office_id: int, rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[list[Row], Known]:
    """Every row against the table and the database."""
    checker = Checker(table)
    found = [checker.check(number, list(texts)) for number, texts in rows]
    known = known_to(office_id, found)
    mark_wrong(found, known)
    return found, known


# --- what its pages show ---------------------------------------------------------------------------


def imports(actor: Actor) -> "QuerySet[ProjectImport]":
    rows = ProjectImport.objects.visible_to(actor).select_related("uploaded_by", "imported_by", "office")
    return rows.order_by("-id")


def proposed_columns(table: Table, seen: Seen) -> dict[str, int]:
    """By the key of the field, as the headings suggest; places as the file numbers them."""
    places = [one.place for one in seen.headings]
    found = proposed([one.text for one in seen.headings], table)
    return {key: places[at] for key, at in found.items()}


def seen_of(run: ProjectImport) -> Seen:
    return seen_again(run.seen)


@dataclass(frozen=True, slots=True)
class Found:
    fields: Sequence[Field]
    first: list[list[str]]
    problems: list[Problem]


def found_in(run: ProjectImport, table: Table) -> Found:
    """Only columns in which something stands."""
    used = [at for at, one in enumerate(table.fields) if one.key in run.columns or one.key in run.texts]
    first = [[texts[at] for at in used] for _number, texts, _problems in run.rows[:SHOWN_ROWS]]
    return Found([table.fields[at] for at in used], first, problems_in(table, run.rows, SHOWN_PROBLEMS))


def projects_of(run: ProjectImport) -> list[Project]:
    """The first of those that it entered."""
    return list(run.projects.order_by("id")[:SHOWN_PROBLEMS])


def steps_of(run: ProjectImport) -> "QuerySet[Step]":
    return steps.of_case(run)
