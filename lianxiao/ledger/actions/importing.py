"""Projects of earlier years come from a workbook: uploaded, columns said, checked, confirmed, entered whole or not."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import files, steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.kept_files import content_of, keep_upload
from lianxiao.core.refusals import Refused
from lianxiao.core.search import words_of
from lianxiao.core.spreadsheets import Mapped, Row, UploadedTable, look_at
from lianxiao.core.spreadsheets.mapping import kept
from lianxiao.ledger.access import importing as access
from lianxiao.ledger.actions.facts import record_imported
from lianxiao.ledger.actions.lights import refresh
from lianxiao.ledger.actions.telling import leaders_of, liaisons_of
from lianxiao.ledger.models import Project, ProjectImport, ProjectIndicator, ProjectMilestone, ProjectParty
from lianxiao.ledger.queries.earlier_cells import milestones_in, partners_in
from lianxiao.ledger.queries.earlier_table import table_of
from lianxiao.ledger.queries.importing import Known, checked_rows, figures_in, proposed_columns, seen_of
from lianxiao.ledger.states import PROJECT_IMPORT
from lianxiao.organisations.notices import notify

FORMATS = ("xlsx", "xls", "et")
MOST_BYTES = 10 * 1024 * 1024


class NoLongerGood(Refused):
    """What was right when it was checked is right no more; nothing is entered."""


@transaction.atomic
def upload(*, name: str, stream: BinaryIO, by: Actor) -> ProjectImport:
    """Nothing but the headings is read yet. Raises files.RefusedFile, UnreadableTable."""
    if not access.may_import(by) or by.organisation_id is None:
        raise PermissionDenied
    checked = files.check_upload(name, stream, formats=FORMATS, max_bytes=MOST_BYTES)
    table = table_of(by.organisation_id)
    seen = look_at(stream, table)
    run = ProjectImport.objects.create(
        office_id=by.organisation_id,
        name=checked.name,
        file=keep_upload(checked, stream),
        seen=kept(seen),
        columns=proposed_columns(table, seen),
        uploaded_by_id=by.person_id,
        uploaded_at=database_now(),
    )
    steps.record(run, "upload", by=by, after=run.state, remark=checked.name)
    return run


@transaction.atomic
def check(*, run: ProjectImport, columns: Mapping[str, int], texts: Mapping[str, str], by: Actor) -> ProjectImport:
    """Every row, by the columns as a person says them. Raises UnreadableTable, NotAllowedNow."""
    locked = _held(run, by)
    PROJECT_IMPORT.must_allow(locked, "find_faulty")
    seen, table = seen_of(locked), table_of(locked.office_id)
    stream = BytesIO(content_of(locked.file_id))
    mapped = Mapped(seen.row, columns, texts)
    rows, _known = checked_rows(table, locked.office_id, UploadedTable(stream, table, sheet=seen.sheet, mapped=mapped))
    bad = sum(1 for row in rows if row.problems)
    return PROJECT_IMPORT.move(
        run,
        "find_ready" if rows and not bad else "find_faulty",
        by=by,
        columns=dict(columns),
        texts=dict(texts),
        rows=[[row.number, row.texts, row.problems] for row in rows],
        row_count=len(rows),
        bad_count=bad,
    )


@transaction.atomic
def confirm(*, run: ProjectImport, by: Actor) -> ProjectImport:
    """All rows or none; checked once more, as the ledger may have changed. Raises NoLongerGood, NotAllowedNow."""
    locked = _held(run, by)
    PROJECT_IMPORT.must_allow(locked, "import")
    said = [(number, texts) for number, texts, _problems in locked.rows]
    rows, known = checked_rows(table_of(locked.office_id), locked.office_id, said)
    if any(row.problems for row in rows):
        raise NoLongerGood(_("The ledger has changed since the table was checked. Check it again."))
    entered = [_enter(locked, row, known, by) for row in rows]
    refresh(one.pk for one in entered)
    _tell(locked, entered)
    return PROJECT_IMPORT.move(run, "import", by=by, imported_by_id=by.person_id, imported_at=database_now())


@transaction.atomic
def discard(*, run: ProjectImport, by: Actor) -> ProjectImport:
    _held(run, by)
    return PROJECT_IMPORT.move(run, "discard", by=by)


def _held(run: ProjectImport, by: Actor) -> ProjectImport:
    rows = ProjectImport.objects.visible_to(by).select_for_update(of=("self",))
    locked = rows.filter(pk=run.pk).first()
    if locked is None or not access.may_work_on(by, locked):
        raise PermissionDenied
    return locked


def _tell(run: ProjectImport, entered: list[Project]) -> None:
    """Each university once, with how many are its own."""
    for university in dict.fromkeys(one.university for one in entered):
        own = [one for one in entered if one.university == university]
        values = {"count": str(len(own)), "university": university.name, "office": run.office.name}
        notify(liaisons_of(own) | leaders_of(own), "projects_imported", path="/ledger/", values=values)


def _enter(run: ProjectImport, row: Row, known: Known, by: Actor) -> Project:
    """One project with its parts."""
    said = row.values
    university = known.universities[said["university"]]
    partners = [name for name in partners_in(said["partners"]) if name != university.name]
    project = Project.objects.create(
        number=said["number"],
        imported_in=run,
        title=said["title"],
        category=known.categories[said["category"]],
        university=university,
        city_id=university.city_id,
        lead_office_id=run.office_id,
        year=int(said["year"]),
        leader_name=said["leader"],
        summary=said["summary"],
        start_date=_day(said["start"]),
        end_date=_day(said["end"]),
        funding=Decimal(said["funding"] or 0),
        state=said["state"],
        approved_at=_moment(said["approved"] or said["start"]),
        words=words_of(said["number"], said["title"], said["leader"], university.name, university.name_en, *partners),
        is_demo=university.is_demo,
    )
    _enter_parts(project, said["milestones"], partners, known)
    _enter_figures(run, project, said, known, by)
    steps.record(project, "import", by=by, after=project.state, remark=run.name, details={"import": run.pk})
    return project


def _enter_parts(project: Project, milestones: str, partners: Sequence[str], known: Known) -> None:
    ProjectParty.objects.bulk_create(
        ProjectParty(project=project, organisation_id=known.partners.get(name), name=name, order=order)
        for order, name in enumerate(partners, 1)
    )
    ProjectMilestone.objects.bulk_create(
        ProjectMilestone(
            project=project, name=one.name, due_date=one.due_date, reached_date=one.reached_date, order=order
        )
        for order, one in enumerate(milestones_in(milestones), 1)
    )


def _enter_figures(run: ProjectImport, project: Project, said: Mapping[str, str], known: Known, by: Actor) -> None:
    """What was promised, and what was achieved as facts of the month that was named."""
    targets, figures = known.targets(project.year), figures_in(said)
    ProjectIndicator.objects.bulk_create(
        ProjectIndicator(project=project, target=targets[code], promised=promised or Decimal(0))
        for code, promised, _achieved in figures
    )
    amounts = {targets[code].pk: achieved for code, _promised, achieved in figures if achieved}
    if amounts:
        record_imported(project, run, amounts, date.fromisoformat(said["as_of"]), by)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(text), time()))
