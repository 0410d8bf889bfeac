"""Steps of a mid-term check: of its office, and of the universities that conclude."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lianxiao.ledger.models import CheckedProject, MidtermCheck
from tests.core.files.made import pdf
from tests.ledger import approving, midterm, reporting
from tests.races.posts.rows import Post, Rows, form, row, step
from tests.world import World


def opened(world: World) -> MidtermCheck:
    return midterm.opened(world, reporting.begun(approving.project(world, world.lnu, title="在研项目")))


def asked(world: World) -> CheckedProject:
    return CheckedProject.objects.select_related("project").get(check_of=opened(world))


def concluded(world: World) -> CheckedProject:
    return midterm.concluded(world, asked(world))


@row("ledger:midterm_new")
def midterm_new(world: World, rows: Rows) -> Post:
    later = timezone.localtime() + timedelta(days=30)
    words = {"name": "中期检查", "due_at_0": f"{later:%Y-%m-%d}", "due_at_1": "17:00", "sample_size": "1"}
    return form(world.gongye.officer, reverse("ledger:midterm_new"), "ledger:midterm_new", **words)


@row("ledger:midterm_edit")
def midterm_edit(world: World, rows: Rows) -> Post:
    pk = midterm.drafted(world).pk
    here = reverse("ledger:midterm_edit", args=[pk])
    return form(world.gongye.officer, here, "ledger:midterm_edit", pk, name="改过的检查")


@row("ledger:midterm_open")
def midterm_open(world: World, rows: Rows) -> Post:
    project = reporting.begun(approving.project(world, world.lnu, title="在研项目"))
    return step(world.gongye.officer, "ledger:midterm_open", midterm.drafted(world).pk, project=[str(project.pk)])


@row("ledger:midterm_conclude")
def midterm_conclude(world: World, rows: Rows) -> Post:
    file = SimpleUploadedFile("自查报告.pdf", pdf(), "application/pdf")
    words = {"verdict": "passed", "words": "进度与任务书一致。", "file": file}
    return step(world.lnu.liaison, "ledger:midterm_conclude", asked(world).pk, **words)


@row("ledger:midterm_return")
def midterm_return(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:midterm_return", concluded(world).pk, reason="请补充经费情况。")


@row("ledger:midterm_draw")
def midterm_draw(world: World, rows: Rows) -> Post:
    return step(world.gongye.officer, "ledger:midterm_draw", concluded(world).check_of_id)


@row("ledger:midterm_check")
def midterm_check(world: World, rows: Rows) -> Post:
    found = concluded(world)
    midterm.drawn(world, found.check_of)
    words = {"verdict": "mend", "words": "经费执行偏慢。"}
    return step(world.gongye.officer, "ledger:midterm_check", found.pk, **words)


@row("ledger:midterm_close")
def midterm_close(world: World, rows: Rows) -> Post:
    found = concluded(world)
    midterm.drawn(world, found.check_of)
    midterm.looked_at(CheckedProject.objects.get(pk=found.pk), world.gongye.officer)
    return step(world.gongye.officer, "ledger:midterm_close", found.check_of_id)
