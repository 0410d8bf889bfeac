"""What must be true of the ledger: it says what was approved, no more and no less."""

from collections.abc import Iterator
from datetime import date

from lianxiao.core.invariants import Invariant, in_sql, recorded
from lianxiao.core.lots import digest_of
from lianxiao.ledger.models import (
    Acceptance,
    ChangeRequest,
    CheckedProject,
    FollowUp,
    MidtermCheck,
    ProgressReport,
    Project,
    ProjectImport,
    ProjectLight,
    ReportingPeriod,
)
from lianxiao.ledger.queries.lights import light_of, owed_by
from lianxiao.ledger.queries.sampling import sample
from lianxiao.ledger.states import (
    ACCEPTANCE,
    CHANGE,
    CHECKED,
    FOLLOW_UP,
    MIDTERM,
    PERIOD,
    PROJECT,
    PROJECT_IMPORT,
    REPORT,
    ChangeState,
    ProjectState,
)


def wrong_lights() -> Iterator[str]:
    """Compared on the day for which each was computed; on the newest of them, as the others wait for the hour."""
    kept = {one.project_id: one for one in ProjectLight.objects.order_by("id")}
    days: dict[date, list[int]] = {}
    for project_id, one in kept.items():
        days.setdefault(one.on_date, []).append(project_id)
    lit = Project.objects.exclude(state=ProjectState.WITHDRAWN)
    yield from (f"{pk}: without a light" for pk in lit.exclude(pk__in=kept).values_list("pk", flat=True))
    out = Project.objects.filter(state=ProjectState.WITHDRAWN, pk__in=kept)
    yield from (f"{pk}: withdrawn, with a light" for pk in out.values_list("pk", flat=True))
    newest = max(days, default=None)
    if newest is not None:
        for project_id, owed in owed_by(days[newest], newest).items():
            light, reasons = light_of(owed, newest)
            one = kept[project_id]
            if (one.light, one.reasons) != (light, [list(reason) for reason in reasons]):
                yield f"{project_id}: {one.light}, by the rule {light}"


def wrong_samples() -> Iterator[str]:
    """The seed is the sealed one, and what it draws again is what was drawn and is marked as drawn."""
    for check in MidtermCheck.objects.filter(drawn_at__isnull=False).order_by("id"):
        rows = check.projects.filter(in_sample=True).values_list("project__number", flat=True)
        again = sample(check.listed or [], check.sample_size, check.seed)
        if digest_of(check.seed) != check.seed_digest:
            yield f"{check.pk}: another seed"
        if again != check.result or set(again) != set(rows.order_by("id")):
            yield f"{check.pk}: another sample"


COLUMNS = {"title": "title", "summary": "summary", "leader": "leader_name", "start": "start_date", "end": "end_date"}


def changes_undone() -> Iterator[str]:
    """The last approved word on each value of a project is what the ledger says."""
    last: dict[tuple[int, str], str] = {}
    rows = ChangeRequest.objects.filter(state=ChangeState.APPROVED).order_by("decided_at", "id")
    for project, effect in rows.values_list("project_id", "effect"):
        last |= {(project, one["key"]): one["new"] for one in effect if one["key"] in COLUMNS}
    there = Project.objects.in_bulk({project for project, _key in last})
    for (project, key), new in sorted(last.items()):
        if str(getattr(there[project], COLUMNS[key]) or "") != new:
            yield f"{project}: {key}"


INVARIANTS: list[Invariant] = [
    in_sql(
        "ledger: one project for one approval",
        "Every approval has its project under its number, and every project that was not imported its approval.",
        """
        SELECT COALESCE(a.project_number, p.number)
        FROM calls_approval a FULL JOIN (SELECT * FROM ledger_project WHERE imported_in_id IS NULL) p
            ON p.application_id = a.application_id AND p.number = a.project_number
        WHERE a.id IS NULL OR p.id IS NULL
        """,
    ),
    in_sql(
        "ledger: totals",
        "The totals of the province are the sums over its projects.",
        """
        SELECT COALESCE(t.year, s.year) || ': ' || COALESCE(t.projects, 0) || ' of ' || COALESCE(s.projects, 0)
        FROM (SELECT year, sum(projects) AS projects, sum(funding) AS funding FROM ledger_projecttotal GROUP BY year) t
        FULL JOIN (SELECT year, count(*) AS projects, sum(funding) AS funding FROM ledger_project GROUP BY year) s
            ON s.year = t.year
        WHERE COALESCE(t.projects, 0) <> COALESCE(s.projects, 0) OR COALESCE(t.funding, 0) <> COALESCE(s.funding, 0)
        """,
    ),
    in_sql(
        "ledger: promises",
        "What is promised toward a target is the sum over the projects of each year that are not withdrawn.",
        """
        SELECT COALESCE(t.target_id, s.target_id) || ' in ' || COALESCE(t.year, s.year)
        FROM ledger_promisetotal t
        FULL JOIN (
            SELECT i.target_id, p.year, sum(i.promised) AS promised
            FROM ledger_projectindicator i JOIN ledger_project p ON p.id = i.project_id
            WHERE p.state <> 'withdrawn' GROUP BY 1, 2
        ) s ON s.target_id = t.target_id AND s.year = t.year
        WHERE COALESCE(t.promised, 0) <> COALESCE(s.promised, 0)
        """,
    ),
    in_sql(
        "ledger: achieved figures",
        "What the board adds up is the sum of the facts in every cell, without those of withdrawn projects.",
        """
        SELECT COALESCE(t.target_id, s.target_id) || ' ' || COALESCE(t.month, s.month)
            || ': ' || COALESCE(t.amount, 0) || ' of ' || COALESCE(s.amount, 0)
        FROM ledger_indicatortotal t
        FULL JOIN (
            SELECT f.target_id, f.month, f.university_id, f.city_id, f.office_id,
                   sum(f.amount) AS amount, count(*) AS facts
            FROM ledger_indicatorfact f JOIN ledger_project p ON p.id = f.project_id
            WHERE p.state <> 'withdrawn' GROUP BY 1, 2, 3, 4, 5
        ) s ON s.target_id = t.target_id AND s.month = t.month AND s.university_id = t.university_id
            AND COALESCE(s.city_id, '') = COALESCE(t.city_id, '') AND s.office_id = t.office_id
        WHERE COALESCE(t.amount, 0) <> COALESCE(s.amount, 0) OR COALESCE(t.facts, 0) <> COALESCE(s.facts, 0)
        """,
    ),
    in_sql(
        "ledger: facts come from confirmed reports",
        "Every figure of a confirmed report is a fact of the same size, and no other figure is one.",
        """
        SELECT f.id || ': ' || r.state
        FROM ledger_reportfigure f JOIN ledger_reportitem i ON i.id = f.item_id
        JOIN ledger_progressreport r ON r.id = i.report_id
        JOIN ledger_projectindicator p ON p.id = i.indicator_id
        LEFT JOIN ledger_indicatorfact a
            ON a.figure_id = f.id AND a.reverses_id IS NULL AND a.corrects_id IS NULL
            AND a.amount = f.amount AND a.month = f.month AND a.target_id = p.target_id AND a.project_id = p.project_id
        WHERE (r.state = 'confirmed') <> (a.id IS NOT NULL)
        """,
    ),
    in_sql(
        "ledger: milestones stand as they were confirmed",
        "A milestone is reached on the day that a confirmed report named first.",
        """
        SELECT m.id || ': ' || COALESCE(m.reached_date::text, 'open')
        FROM ledger_projectmilestone m LEFT JOIN (
            SELECT DISTINCT ON (i.milestone_id) i.milestone_id, i.reached_date
            FROM ledger_reportitem i JOIN ledger_progressreport r ON r.id = i.report_id
            WHERE i.standing = 'reached' AND r.state = 'confirmed' ORDER BY i.milestone_id, r.confirmed_at, r.id
        ) said ON said.milestone_id = m.id
        JOIN ledger_project p ON p.id = m.project_id
        WHERE m.reached_date IS DISTINCT FROM said.reached_date
            AND NOT (p.imported_in_id IS NOT NULL AND said.reached_date IS NULL)
        """,
    ),
    Invariant(
        "ledger: approved changes are in effect",
        "The last approved word on each value of a project is what the ledger says.",
        changes_undone,
    ),
    in_sql(
        "ledger: one extension, by a year at most",
        "No term ends later than its one approved extension says.",
        """
        SELECT project_id || ': ' || count(*) FROM ledger_changerequest
        WHERE new_end_date IS NOT NULL
        GROUP BY project_id HAVING count(*) > 1 OR bool_or(new_end_date > old_end_date + interval '1 year')
        """,
    ),
    in_sql(
        "ledger: later days of reports",
        "A report has another day than its period's only by an extension that a second person granted.",
        """
        SELECT r.id || ': ' || r.extended_due_at FROM ledger_progressreport r
        WHERE r.extended_due_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM ledger_reportextension e
            WHERE e.report_id = r.id AND e.new_due_at = r.extended_due_at AND e.granted_by_id <> e.asked_by_id
        )
        """,
    ),
    in_sql(
        "ledger: projects end by their rule",
        "A finished project has its confirmed acceptance or came so, a withdrawn one two officers; no other has.",
        """
        SELECT p.number || ': ' || p.state FROM ledger_project p
        CROSS JOIN LATERAL (
            SELECT p.imported_in_id IS NOT NULL AND EXISTS (
                SELECT FROM core_step s WHERE s.case_kind = 'ledger.project' AND s.case_id = p.id
                    AND s.verb = 'import' AND s.after = 'finished'
            ) AS finished
        ) came
        WHERE (p.state = 'finished' AND NOT came.finished) <> EXISTS (
            SELECT FROM ledger_acceptance a WHERE a.project_id = p.id AND a.state = 'confirmed'
        ) OR (p.state = 'withdrawn') <> EXISTS (
            SELECT FROM ledger_withdrawal w WHERE w.project_id = p.id AND w.confirmed_by_id <> w.proposed_by_id
        )
        """,
    ),
    in_sql(
        "ledger: nothing is followed up after the end",
        "A project that has ended has no open follow-up.",
        """
        SELECT p.number || ': ' || f.state FROM ledger_project p JOIN ledger_followup f ON f.project_id = p.id
        WHERE p.state <> 'running' AND f.state <> 'closed'
        """,
    ),
    Invariant(
        "ledger: lights", "Every project has the light that the rule gives it, a withdrawn one none.", wrong_lights
    ),
    *recorded(Project, PROJECT),
    *recorded(ReportingPeriod, PERIOD),
    *recorded(ProgressReport, REPORT),
    *recorded(ChangeRequest, CHANGE),
    *recorded(FollowUp, FOLLOW_UP),
    Invariant("ledger: samples", "Samples of mid-term checks come out again from their seeds.", wrong_samples),
    in_sql(
        "ledger: projects are checked in their turn",
        "In a draft nothing is asked for; nothing was checked before a draw; a closed check leaves nothing open.",
        """
        SELECT c.id || ': ' || p.state || ' in ' || c.state
        FROM ledger_midtermcheck c JOIN ledger_checkedproject p ON p.check_of_id = c.id
        JOIN ledger_project j ON j.id = p.project_id
        WHERE c.state = 'draft' OR (c.state = 'open' AND (p.state = 'checked' OR p.in_sample))
            OR (c.state = 'closed' AND j.state = 'running' AND (
                p.state = 'asked' OR (p.state = 'concluded' AND p.in_sample)))
        """,
    ),
    in_sql(
        "ledger: what was imported",
        "A project that was imported, and each figure that came with it, belongs to one import that was carried out.",
        """
        SELECT p.number || ': ' || r.state FROM ledger_project p JOIN ledger_projectimport r ON r.id = p.imported_in_id
        WHERE r.state <> 'done'
        UNION ALL
        SELECT f.id || ': of another import' FROM ledger_indicatorfact f JOIN ledger_project p ON p.id = f.project_id
        WHERE f.imported_in_id IS NOT NULL AND f.imported_in_id IS DISTINCT FROM p.imported_in_id
        """,
    ),
    *recorded(ProjectImport, PROJECT_IMPORT),
    *recorded(Acceptance, ACCEPTANCE),
    *recorded(MidtermCheck, MIDTERM),
    *recorded(CheckedProject, CHECKED),
]
