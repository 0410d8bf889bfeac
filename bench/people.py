"""100,000 people from an Excel file into accounts: read, checked, checked again and written in one transaction."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO

import django

from bench.harness import ROOT, Row, database, manage

PEOPLE = 100_000
GOAL_S = 15.0
GOAL_BULK = 1.0  # reading, checking, sealing and the record come for what Django's own way to write saves
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "明红伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛超霞平刚桂兰玉华建国志文海东宁辽沈"


def rows() -> Iterator[Row]:
    with database() as url, tempfile.TemporaryDirectory(prefix="lianxiao-bench-") as folder:
        env = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings"}
        env["LIANXIAO_DATA"] = folder
        manage("migrate", env=env)
        manage("load_facts", env=env)
        command = [sys.executable, "-m", "bench.people", str(PEOPLE)]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True, check=True
        )
    checked, written, alone = (float(said) for said in done.stdout.split()[-3:])
    yield Row("import of 100,000 people: checked for the preview", round(checked, 1), "s", GOAL_S)
    name = "import of 100,000 people: checked again and written"
    yield Row(name, round(written, 1), "s", GOAL_S)
    yield Row(name, round(written, 1), "s", GOAL_BULK, "bulk_create of accounts and roles", round(alone, 1))


def filled_in(count: int) -> BytesIO:
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "账号", "角色", "职务", "电子邮箱", "联系电话"])
        for n in range(count):
            name = SURNAMES[n % 20] + GIVEN[n // 20 % 35] + GIVEN[n // 700 % 35]
            sheet.write_row(n + 1, 0, [name, f"b{n:07}", "学生", "本科生", f"b{n}@example.org", "024-62200000"])
    content.seek(0)
    return content


def measured(count: int) -> tuple[float, float, float]:
    """Seconds of the worker's first task, of its second, and of Django's bulk_create for as many rows."""
    from django.db import transaction

    from lianxiao.organisations.acting import actor_of
    from lianxiao.organisations.actions import imports
    from lianxiao.organisations.actions.people import Details, install
    from lianxiao.organisations.models import Membership, Organisation, User
    from lianxiao.organisations.roles import Role

    university = Organisation.objects.get(code="4121010140")
    details = Details("bench", "联络员", "bench@example.org")
    by = actor_of(install(details=details, organisation=university, role=Role.LIAISON, password=None))
    run = imports.upload(organisation=university, name="人员.xlsx", stream=filled_in(count), by=by)
    began = time.perf_counter()
    run = imports.check(run=run)
    checked = time.perf_counter() - began
    imports.confirm(run=run, by=by)
    began = time.perf_counter()
    run = imports.carry_out(run=run)
    if run.accounts.count() != count:
        raise RuntimeError(f"{run.state}: {run.refusal} {run.problems[:3]}")
    written = time.perf_counter() - began
    began = time.perf_counter()
    with transaction.atomic():
        users = User.objects.bulk_create([User(username=f"c{n:07}", name="王") for n in range(count)], batch_size=5_000)
        roles = (Membership(user=user, organisation=university, role=Role.STUDENT) for user in users)
        Membership.objects.bulk_create(roles, batch_size=5_000)
    return checked, written, time.perf_counter() - began


if __name__ == "__main__":
    django.setup()
    print(*measured(int(sys.argv[1])))
