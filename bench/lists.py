"""The ledger's list on 200,000 projects, signed in and with all it shows, against a bare page of the same rows."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import django

from bench.harness import ROOT, Row, database, interleaved, manage
from bench.start import free_port

if TYPE_CHECKING:
    from lianxiao.organisations.models import User

SMALL, LARGE = 10_000, 200_000
GOAL_BARE = 3.0
GOAL_FLAT = 1.5
GOAL_TOTALS_MS = 100
ROUNDS = 30

# What is asked for, with 50 rows a page; {category} and {university} are filled in.
ASKED = {
    "first page": "per_page=50",
    "filtered by year and category": "per_page=50&year=2024&category={category}",
    "sorted by funding": "per_page=50&sort=funding",
    "page 100": "per_page=50&page=100",
    "text search": "per_page=50&q=%E8%AE%BE%E6%96%BD%E5%86%9C%E4%B8%9A",  # 设施农业
}


def rows() -> Iterator[Row]:
    with database() as url:
        env = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings"}
        manage("migrate", env=env)
        manage("load_facts", env=env)
        known = prepared(env, 1, SMALL)
        with servers(env) as (product, bare):
            (small,) = interleaved(pages(product, known, ASKED["first page"]), rounds=ROUNDS)
        prepared(env, SMALL + 1, LARGE)
        with servers(env) as (product, bare):
            yield from measured(product, bare, known, small)


def measured(product: int, bare: int, known: dict[str, str], small: float) -> Iterator[Row]:
    first = 0.0
    for name, query in ASKED.items():
        ours, theirs = (
            seconds * 1000
            for seconds in interleaved(pages(product, known, query), pages(bare, known, query), rounds=ROUNDS)
        )
        first = first or ours
        yield Row(f"list of 200,000: {name}", round(ours, 1), "ms", GOAL_BARE, "bare view", round(theirs, 1))
    yield Row("list: 200,000 rows", round(first, 1), "ms", GOAL_FLAT, "the same with 10,000", round(small * 1000, 1))
    (seconds,) = interleaved(pages(product, known, "", path="/ledger/totals/"), rounds=ROUNDS)
    yield Row("totals of 200,000 projects", round(seconds * 1000, 1), "ms", GOAL_TOTALS_MS)


def pages(port: int, known: dict[str, str], query: str, path: str = "/ledger/") -> Callable[[], None]:
    """Fetches one page over a connection that stays open, as a browser does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    address = f"{path}?{query.format(**known)}"
    headers = {"Cookie": f"sessionid={known['session']}"}

    def fetch() -> None:
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK or not body:
            raise RuntimeError(f"{address}: {answer.status}")

    return fetch


@contextmanager
def servers(env: dict[str, str]) -> Iterator[tuple[int, int]]:
    """The product and the bare page, each on one process of the same server."""
    ports = free_port(), free_port()
    started = [serve(env, port, target) for port, target in zip(ports, ("config.wsgi", "bench.bare"), strict=True)]
    try:
        for port in ports:
            wait_for(port)
        yield ports
    finally:
        for process in started:
            process.terminate()
            process.wait()


def serve(env: dict[str, str], port: int, target: str) -> subprocess.Popen[bytes]:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "error", f"{target}:application"),
    ]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.DEVNULL)


def wait_for(port: int) -> None:
    for _turn in range(600):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start.")


# --- the rows, made by the database itself; this part runs in a process of its own ------------------


def prepared(env: dict[str, str], first: int, last: int) -> dict[str, str]:
    """Projects with these numbers, an official who is signed in, and the keys that addresses name."""
    command = [sys.executable, "-m", "bench.lists", str(first), str(last)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True, check=True)
    session, category = done.stdout.split()[-2:]
    return {"session": session, "category": category}


WHAT = ["教学联盟", "联合研究院", "在线开放课程群", "仪器共享平台", "教师互聘", "研究生联合培养", "成果转化"]
WHERE = ["装备制造", "石油化工", "海洋工程", "现代农业", "设施农业", "冶金材料", "数字经济", "清洁能源"]
HOW = ["建设", "探索", "协同创新", "示范", "推广", "一体化", "试点", "综合改革"]

TITLES = "CREATE TABLE IF NOT EXISTS bench_title (place int PRIMARY KEY, title text, words text)"
APPLICATIONS = """
INSERT INTO calls_application (number, title, initials, leader_name, state, created_at, updated_at, submitted_at,
                               is_demo, created_by_id, university_id, call_category_id, form_id)
SELECT 'SB-' || n, '', '', '', 'approved', now(), now(), now(), false, %(user)s, u.id, c.id, c.form_id
FROM generate_series(%(first)s, %(last)s) AS n
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
      FROM organisations_organisation WHERE kind = 'university') AS u ON u.place = (n * 7) %% u.many
JOIN (SELECT cc.id, cc.form_id, row_number() OVER (ORDER BY cc.id) - 1 AS place
      FROM calls_callcategory cc JOIN calls_call ON calls_call.id = call_id WHERE is_example) AS c
    ON c.place = n %% 5
ORDER BY n
"""
PROJECTS = """
INSERT INTO ledger_project (number, title, year, leader_name, summary, start_date, end_date, funding, state,
                            approved_at, is_demo, application_id, category_id, city_id, lead_office_id, university_id,
                            words)
SELECT 'LN-' || n, t.title || n, 2020 + n / 7 %% 5, '王' || n %% 500, '',
       date '2026-01-01', date '2028-12-31', (n * 37) %% 900 + 10, 'running',
       now(), false, a.id, cc.category_id, u.city_id, l.office_id, u.id,
       to_tsvector('simple', t.words || ' ' || n)
FROM (SELECT *, substr(number, 4)::int AS n FROM calls_application) AS a
JOIN bench_title t ON t.place = a.n %% (SELECT count(*) FROM bench_title)
JOIN organisations_organisation u ON u.id = a.university_id
JOIN calls_callcategory cc ON cc.id = a.call_category_id
JOIN mandate_categorylead l ON l.category_id = cc.category_id AND l."order" = 1
WHERE a.n BETWEEN %(first)s AND %(last)s ORDER BY a.n
"""
PARTIES = """
INSERT INTO ledger_projectparty (project_id, organisation_id, name, "order")
SELECT p.id, o.id, o.name, k.k FROM ledger_project p
JOIN generate_series(1, 2) AS k ON true
JOIN (SELECT id, name, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
      FROM organisations_organisation WHERE kind = 'university') AS o ON o.place = (p.id + k.k * 11) %% o.many
WHERE NOT EXISTS (SELECT FROM ledger_projectparty there WHERE there.project_id = p.id)
"""
LIGHTS = """
INSERT INTO ledger_projectlight (project_id, light, reasons, since_date, on_date)
SELECT p.id, 'on_track', '[["nothing", "", ""]]', current_date, current_date FROM ledger_project p
WHERE NOT EXISTS (SELECT FROM ledger_projectlight there WHERE there.project_id = p.id)
"""
INDICATORS = """
INSERT INTO ledger_projectindicator (project_id, target_id, promised)
SELECT p.id, t.id, p.id %% 20 + 1 FROM ledger_project p JOIN mandate_target t ON t.category_id = p.category_id
WHERE NOT EXISTS (SELECT FROM ledger_projectindicator there WHERE there.project_id = p.id)
"""


def fill(first: int, last: int) -> None:
    from django.db import connection

    from lianxiao.core.words import search_text

    titles = [f"面向{where}的{what}{how}" for where in WHERE for what in WHAT for how in HOW]
    span = {"first": first, "last": last, "user": official().pk}
    with connection.cursor() as cursor:
        cursor.execute(TITLES)
        cursor.executemany(
            "INSERT INTO bench_title VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(n, title, search_text(title)) for n, title in enumerate(titles)],
        )
        for statement in (APPLICATIONS, PROJECTS, PARTIES, LIGHTS, INDICATORS):
            cursor.execute(statement, span)
        cursor.execute("VACUUM ANALYZE")


def official() -> User:
    """A leader of the department, with a second factor set up."""
    from allauth.mfa.models import Authenticator
    from django.utils import timezone

    from lianxiao.organisations.models import Membership, Organisation, User

    user, _new = User.objects.get_or_create(username="bench", defaults={"name": "示例"})
    Membership.objects.get_or_create(
        user=user,
        organisation=Organisation.objects.get(kind="department"),
        role="department_leader",
        defaults={"confirmed_at": timezone.now()},
    )
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    return user


def signed_in() -> str:
    """The session of the official."""
    from django.test import Client

    client = Client()
    client.force_login(official(), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def main(first: int, last: int) -> None:
    django.setup()
    from lianxiao.mandate.models import Category

    fill(first, last)
    print(signed_in(), Category.objects.order_by("order")[0].pk)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
