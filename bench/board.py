"""The targets board and the facts behind it on 2,000 projects with five years of history, against fewer facts."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from bench.harness import ROOT, Row, database, interleaved, manage
from bench.lists import pages, prepared, servers

PROJECTS = 2_000
SMALL, LARGE = 20_000, 2_000_000
GOAL_MS, GOAL_FLAT = 100, 1.5
ROUNDS = 30
ASKED = {
    "board": ("/ledger/board/", ""),
    "board of a university": ("/ledger/board/", "university={university}"),
    "a target taken apart": ("/ledger/board/{target}/", ""),
    "all facts": ("/ledger/facts/", "per_page=50"),
    "all facts by amount": ("/ledger/facts/", "per_page=50&sort=-amount"),
    "facts of a target": ("/ledger/facts/", "target={target}&per_page=50"),
    "list of projects": ("/ledger/", "per_page=50"),
    "pivot of year and category": ("/ledger/pivot/", "down=year&across=category"),
    "pivot of university and light": ("/ledger/pivot/", "down=university&across=light"),
}

# Five years in one period, a report of each project with a figure for each month of each indicator. Behind every
# figure stand as many facts as it takes to be so many: reading does not mind, and the rule of one is put aside.
# So are the record of the rows that are made and their keys of other tables; the cells are kept as ever.
PUT_ASIDE = """
ALTER TABLE ledger_reportitem DISABLE TRIGGER core_history_insert;
ALTER TABLE ledger_reportfigure DISABLE TRIGGER core_history_insert;
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT conrelid::regclass AS of, conname FROM pg_constraint WHERE contype = 'f'
        AND conrelid IN ('ledger_reportfigure'::regclass, 'ledger_indicatorfact'::regclass)
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.of, one.conname); END LOOP;
END $$;
"""
HISTORY = """
DROP INDEX fact_of_figure_once;
INSERT INTO ledger_reportingperiod (name, name_en, first_month, last_month, due_at, note, office_id, state,
                                    drafted_by_id, drafted_at, opened_by_id, opened_at, is_demo)
SELECT '2021—2025', '', '2021-01-01', '2025-12-01', now(), '', o.id, 'open', u.id, now(), u.id, now(), false
FROM accounts u, (SELECT min(office_id) AS id FROM mandate_categorylead) o;
INSERT INTO ledger_progressreport (period_id, project_id, state, summary, difficulties, plan, revision, begun_at,
                                   submitted_at, confirmed_at, confirmed_by_id)
SELECT t.id, p.id, 'confirmed', '', '', '', 1, now(), now(), now(), u.id
FROM ledger_project p, ledger_reportingperiod t, accounts u;
INSERT INTO ledger_reportitem (report_id, indicator_id, standing, text)
SELECT r.id, i.id, '', '' FROM ledger_projectindicator i JOIN ledger_progressreport r ON r.project_id = i.project_id;
INSERT INTO ledger_reportfigure (item_id, month, amount)
SELECT i.id, '2021-01-01'::date + make_interval(months => n), 1 + (i.id + n) % 9
FROM ledger_reportitem i, generate_series(0, 59) AS n;
"""
FACTS = """
INSERT INTO ledger_indicatorfact (project_id, target_id, university_id, city_id, office_id, month, amount, figure_id,
                                  reason, recorded_by_id, recorded_at)
SELECT p.id, i.target_id, p.university_id, p.city_id, p.lead_office_id, f.month, f.amount, f.id, '', u.id, now()
FROM accounts u, generate_series(1, 100) AS n, ledger_reportfigure f
JOIN ledger_reportitem s ON s.id = f.item_id JOIN ledger_projectindicator i ON i.id = s.indicator_id
JOIN ledger_project p ON p.id = i.project_id
ORDER BY n, f.id LIMIT %s OFFSET %s
"""


def rows() -> Iterator[Row]:
    with database() as url:
        env = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings"}
        manage("migrate", env=env)
        manage("load_facts", env=env)
        known = {**prepared(env, 1, PROJECTS), **history(url)}
        small = measured(env, url, known, 0, SMALL)
        large = measured(env, url, known, SMALL, LARGE)
        for name, seconds in large.items():
            ours, before = round(seconds * 1000, 1), round(small[name] * 1000, 1)
            yield Row(f"2,000,000 facts: {name}", ours, "ms", GOAL_MS)
            yield Row(f"{name}: 2,000,000 facts", ours, "ms", GOAL_FLAT, "the same with 20,000", before)


def measured(env: dict[str, str], url: str, known: dict[str, str], first: int, last: int) -> dict[str, float]:
    """The p50 of each page with so many facts, in seconds."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(ACCOUNTS)
        connection.execute(FACTS, [last - first, first])
        connection.execute("VACUUM ANALYZE")
    with servers(env) as (product, _bare):
        asked = [pages(product, known, query, path=path.format(**known)) for path, query in ASKED.values()]
        return dict(zip(ASKED, interleaved(*asked, rounds=ROUNDS), strict=True))


ACCOUNTS = "CREATE TEMPORARY VIEW accounts AS SELECT id FROM organisations_user WHERE username = 'bench'"


def history(url: str) -> dict[str, str]:
    """Reports of five years; a university and a target that addresses name."""
    with psycopg.connect(url) as connection:
        connection.execute(ACCOUNTS)
        connection.execute(PUT_ASIDE)
        connection.execute(HISTORY)
        found = connection.execute(
            "SELECT min(p.university_id), min(i.target_id) FROM ledger_project p "
            "JOIN ledger_projectindicator i ON i.project_id = p.id "
            "JOIN mandate_target t ON t.id = i.target_id AND t.value IS NOT NULL"
        )
        university, target = found.fetchone() or (0, 0)
    return {"university": str(university), "target": str(target)}
