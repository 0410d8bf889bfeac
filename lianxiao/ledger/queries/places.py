"""What a change request can change: every place of a project by its key, its value, and what is wrong with a new one.

Values are texts here: days as 2026-12-31, amounts as 42 or 0.5, a mark as "1", nothing as "".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.core.templatetags.lianxiao import day, figure
from lianxiao.ledger.models import ChangeRequest, Project
from lianxiao.ledger.states import ChangeKind
from lianxiao.mandate.models import Target

LINE, TEXT, DAY, AMOUNT, MARK = "line", "text", "day", "amount", "mark"
NEW_ROWS = 3
NAME_LENGTH, TITLE_LENGTH, LEADER_LENGTH, TEXT_LENGTH = 200, 200, 100, 3000
YES = "1"


@dataclass(frozen=True, slots=True)
class Place:
    """`about` names the row that it belongs to: a milestone, a target, a partner; a new row its number."""

    key: str
    kind: str
    value: str = ""
    about: str = ""
    most: int = NAME_LENGTH

    @property
    def group(self) -> str:
        """Places of one row belong together, and so do figures."""
        if self.kind == AMOUNT:
            return AMOUNT
        return self.key.rpartition("-")[0] if self.key.startswith(("milestone-", "newmilestone-")) else ""


@dataclass(frozen=True, slots=True)
class Difference:
    key: str
    about: str
    old: str
    new: str


def places(project: Project, kind: str) -> list[Place]:
    """Of a project as it stands, in the order of the page."""
    found = {
        ChangeKind.SCOPE: _scope,
        ChangeKind.PEOPLE: _people,
        ChangeKind.PARTNERS: _partners,
        ChangeKind.PERIOD: _period,
    }
    return list(found[ChangeKind(kind)](project))


def _scope(project: Project) -> Iterator[Place]:
    yield Place("title", LINE, project.title, most=TITLE_LENGTH)
    yield Place("summary", TEXT, project.summary, most=TEXT_LENGTH)
    # What was reached is a fact and stays.
    for one in project.milestones.filter(dropped_at=None, reached_date=None).order_by("order", "id"):
        key = f"milestone-{one.pk}"
        yield Place(f"{key}-name", LINE, one.name, one.name)
        yield Place(f"{key}-due", DAY, _day(one.due_date), one.name)
        yield Place(f"{key}-deliverable", TEXT, one.deliverable, one.name, TEXT_LENGTH)
        yield Place(f"{key}-drop", MARK, "", one.name)
    for number in range(1, NEW_ROWS + 1):
        for part, kind in (("name", LINE), ("due", DAY), ("deliverable", TEXT)):
            most = TEXT_LENGTH if kind == TEXT else NAME_LENGTH
            yield Place(f"newmilestone-{number}-{part}", kind, "", str(number), most)
    promised = {one.target_id: one.promised for one in project.indicators.order_by("id")}
    for target in targets(project, promised):
        yield Place(f"indicator-{target.pk}", AMOUNT, _amount(promised.get(target.pk)), str(target))


def _people(project: Project) -> Iterator[Place]:
    yield Place("leader", LINE, project.leader_name, most=LEADER_LENGTH)


def _partners(project: Project) -> Iterator[Place]:
    for one in project.parties.order_by("order", "id"):
        yield Place(f"partner-{one.pk}-leaves", MARK, "", one.name)
    for number in range(1, NEW_ROWS + 1):
        yield Place(f"newpartner-{number}", LINE, "", str(number))


def _period(project: Project) -> Iterator[Place]:
    yield Place("start", DAY, _day(project.start_date))
    yield Place("end", DAY, _day(project.end_date))


def targets(project: Project, promised: Iterable[int] = ()) -> list[Target]:
    """Those that the project promises something for, and the figures of its category in its year."""
    ofs = Target.objects.filter(category=project.category_id, year=project.year, value__isnull=False)
    return list((ofs | Target.objects.filter(pk__in=list(promised))).order_by("order", "id"))


def _day(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _amount(value: Decimal | None) -> str:
    return amount_text(value) if value is not None else ""


def amount_text(value: Decimal) -> str:
    """As short as it goes: 42, 0.5."""
    return f"{value.normalize():f}"


# --- from what stands to what is wanted ------------------------------------------------------------


def differences(project: Project, change: ChangeRequest) -> list[Difference]:
    return [
        Difference(one.key, one.about, one.value, change.wanted[one.key])
        for one in places(project, change.kind)
        if change.wanted.get(one.key, one.value) != one.value
    ]


def problems(project: Project, kind: str, wanted: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong with the new values, by the key of the place. Nothing for none."""
    known = {one.key: one for one in places(project, kind)}
    now = {key: wanted.get(key, place.value) for key, place in known.items()}
    found = [
        (key, _("The ledger has changed meanwhile; this can no longer be changed.")) for key in wanted.keys() - known
    ]
    checks = {
        ChangeKind.SCOPE: _wrong_in_scope,
        ChangeKind.PEOPLE: _wrong_in_people,
        ChangeKind.PARTNERS: _wrong_in_partners,
        ChangeKind.PERIOD: _wrong_in_period,
    }
    return [*found, *checks[ChangeKind(kind)](project, now)]


def _wrong_in_scope(project: Project, now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not now["title"]:
        yield "title", _("A project has a title.")
    for key, value in now.items():
        head, _dash, part = key.rpartition("-")
        if part != "name" or value:
            continue
        if head.startswith("milestone-") or now[f"{head}-due"] or now[f"{head}-deliverable"]:
            yield key, _("Name the milestone.")


def _wrong_in_people(project: Project, now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not now["leader"]:
        yield "leader", _("Name the project leader.")


def _wrong_in_partners(project: Project, now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    stay = [one.name for one in project.parties.order_by("id") if now[f"partner-{one.pk}-leaves"] != YES]
    for key, name in now.items():
        if key.startswith("newpartner-") and name:
            if name in stay or name == project.university.name:
                yield key, _("This partner takes part already.")
            stay.append(name)


def _wrong_in_period(project: Project, now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    start, end = now["start"], now["end"]
    if start and end and start > end:
        yield "end", _("A project ends after it began.")
    if project.end_date and not end:
        yield "end", _("Enter the day.")
    if project.end_date and end and date.fromisoformat(end) > project.end_date:
        if ChangeRequest.objects.filter(project=project, new_end_date__isnull=False).exists():
            yield "end", _("The project has been extended once already; a second time is not possible.")
        elif date.fromisoformat(end) > year_after(project.end_date):
            latest = day(year_after(project.end_date))
            yield "end", _("A project is extended by a year at most: until %(day)s.") % {"day": latest}


def year_after(value: date) -> date:
    """As the database adds a year: the 29th of February becomes the 28th."""
    return value.replace(year=value.year + 1, day=28 if (value.month, value.day) == (2, 29) else value.day)


# --- in words --------------------------------------------------------------------------------------

LABELS: Mapping[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "leader": gettext_lazy("Project leader"),
    "start": gettext_lazy("Begins"),
    "end": gettext_lazy("Ends"),
    "name": pgettext_lazy("milestone", "Name"),
    "due": pgettext_lazy("milestone", "Due"),
    "deliverable": gettext_lazy("Deliverable"),
    "drop": gettext_lazy("Take this milestone out"),
    "leaves": pgettext_lazy("partner", "Leaves the project"),
}


def field_label(place: Place) -> str:
    """Under the heading of its row."""
    head, _dash, _rest = place.key.partition("-")
    if head == "newpartner":
        return _("New partner %(number)s") % {"number": place.about}
    if head == "indicator":
        return place.about
    if head == "partner":
        return _("“%(name)s” leaves the project") % {"name": place.about}
    return str(LABELS[place.key.rpartition("-")[2] or place.key])


def label_of(one: Difference) -> str:
    """Standing alone."""
    head, _dash, rest = one.key.partition("-")
    part = str(LABELS.get(rest.rpartition("-")[2] or head, ""))
    if head == "milestone":
        return _("Milestone “%(name)s”") % {"name": one.about} + ("" if rest.endswith("-drop") else f" · {part}")
    if head == "newmilestone":
        return _("New milestone %(number)s") % {"number": one.about} + f" · {part}"
    if head == "indicator":
        return _("Promised: %(target)s") % {"target": one.about}
    if head in ("partner", "newpartner"):
        return _("Partner")
    return str(LABELS[one.key])


def in_words(one: Difference) -> dict[str, Any]:
    """As a page shows it side by side; what goes is named before and missing afterwards."""
    head, _dash, rest = one.key.partition("-")
    old, new = one.old, one.new
    if rest.endswith(("-drop", "-leaves")):
        old, new = one.about, ""
    elif head == "indicator":
        old, new = (figure(Decimal(text)) if text else "" for text in (old, new))
    elif one.key in ("start", "end") or rest.endswith("-due"):
        old, new = (day(date.fromisoformat(text)) if text else "" for text in (old, new))
    return {"label": label_of(one), "old": old, "new": new, "segments": []}


def in_line(shown: Iterable[Mapping[str, Any]]) -> str:
    """For the record: one line for each."""
    return "\n".join(f"{one['label']}：{one['old'] or '—'} → {one['new'] or '—'}" for one in shown)
