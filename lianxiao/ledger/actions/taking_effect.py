"""What an approved change does to the ledger, in the transaction of its approval."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Max

from lianxiao.core.clock import database_now
from lianxiao.core.search import words_of
from lianxiao.ledger.models import Project, ProjectIndicator, ProjectMilestone, ProjectParty
from lianxiao.ledger.queries.places import YES, Difference
from lianxiao.organisations.models import Organisation

COLUMNS = {"title": "title", "summary": "summary", "leader": "leader_name", "start": "start_date", "end": "end_date"}
DAYS = ("start", "end")


def extension(project: Project, found: Sequence[Difference]) -> dict[str, date]:
    """The end before and after, where it moves back: so the database knows the one extension."""
    for one in found:
        if one.key == "end" and project.end_date and date.fromisoformat(one.new) > project.end_date:
            return {"old_end_date": project.end_date, "new_end_date": date.fromisoformat(one.new)}
    return {}


def take_effect(project: Project, found: Sequence[Difference]) -> None:
    columns = []
    for one in found:
        if one.key in COLUMNS:
            setattr(project, COLUMNS[one.key], _day(one.new) if one.key in DAYS else one.new)
            columns.append(COLUMNS[one.key])
    _change_milestones(project, found)
    _add_milestones(project, found)
    _change_promises(project, found)
    _change_partners(project, found)
    names = project.parties.order_by("order", "id").values_list("name", flat=True)
    project.words = words_of(
        project.number,
        project.title,
        project.leader_name,
        project.university.name,
        project.university.name_en,
        *names,
    )
    project.save(update_fields=[*columns, "words"])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(found: Sequence[Difference], head: str) -> dict[int, dict[str, str]]:
    """New values of rows with this head, by number and part; in their order."""
    rows: dict[int, dict[str, str]] = {}
    for one in found:
        begin, _dash, rest = one.key.partition("-")
        number, _dash, part = rest.partition("-")
        if begin == head:
            rows.setdefault(int(number), {})[part] = one.new
    return rows


def _change_milestones(project: Project, found: Sequence[Difference]) -> None:
    for number, parts in _rows(found, "milestone").items():
        one = project.milestones.get(pk=number)
        if parts.get("drop") == YES:
            one.dropped_at = database_now()
        one.name = parts.get("name", one.name)
        one.deliverable = parts.get("deliverable", one.deliverable)
        if "due" in parts:
            one.due_date = _day(parts["due"])
        one.save(update_fields=["name", "due_date", "deliverable", "dropped_at"])


def _add_milestones(project: Project, found: Sequence[Difference]) -> None:
    last = project.milestones.aggregate(last=Max("order"))["last"] or 0
    ProjectMilestone.objects.bulk_create(
        ProjectMilestone(
            project=project,
            name=parts["name"],
            due_date=_day(parts.get("due", "")),
            deliverable=parts.get("deliverable", ""),
            order=order,
        )
        for order, parts in enumerate(_rows(found, "newmilestone").values(), last + 1)
    )


def _change_promises(project: Project, found: Sequence[Difference]) -> None:
    """What is no longer promised stands with nought: reports speak of it."""
    for target, parts in _rows(found, "indicator").items():
        promised = Decimal(parts[""] or 0)
        ProjectIndicator.objects.update_or_create(project=project, target_id=target, defaults={"promised": promised})


def _change_partners(project: Project, found: Sequence[Difference]) -> None:
    """One that is on the platform is known by its name, and sees the project from now on."""
    leave = [number for number, parts in _rows(found, "partner").items() if parts.get("leaves") == YES]
    project.parties.filter(pk__in=leave).delete()
    last = project.parties.aggregate(last=Max("order"))["last"] or 0
    names = [parts[""] for parts in _rows(found, "newpartner").values()]
    known = dict(Organisation.objects.filter(name__in=names).order_by("id").values_list("name", "pk"))
    ProjectParty.objects.bulk_create(
        ProjectParty(project=project, organisation_id=known.get(name), name=name, order=order)
        for order, name in enumerate(names, last + 1)
    )
