"""Mid-term checks, by the real actions of the people whose turn it is."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone

from lianxiao.core.actors import Actor
from lianxiao.ledger.actions import midterm
from lianxiao.ledger.models import CheckedProject, MidtermCheck, Project
from lianxiao.ledger.models.midterm import Verdict
from lianxiao.ledger.queries.midterm import candidates
from tests.core.files.made import pdf
from tests.ledger.changing import campus_of
from tests.world import World


def values(**given: Any) -> dict[str, Any]:
    return {
        "name": "中期检查",
        "name_en": "Mid-term check",
        "due_at": timezone.now() + timedelta(days=20),
        "sample_size": 1,
        "note": "请对照任务书逐项自查。",
        **given,
    }


def drafted(world: World, **given: Any) -> MidtermCheck:
    return midterm.draft(values=values(**given), by=world.gongye.officer)


def opened(world: World, *projects: Project, **given: Any) -> MidtermCheck:
    """Of these, or of all that the office of industry leads."""
    made = drafted(world, **given)
    chosen = projects or tuple(candidates(made))
    return midterm.open_check(check=made, projects=[one.pk for one in chosen], by=world.gongye.officer)


def of(check: MidtermCheck, project: Project) -> CheckedProject:
    return CheckedProject.objects.get(check_of=check, project=project)


def concluded(
    world: World,
    checked: CheckedProject,
    verdict: str = Verdict.PASSED,
    words: str = "进度与任务书一致。",
    name: str = "自查报告.pdf",
) -> CheckedProject:
    by = campus_of(world, checked.project).liaison
    file = [(name, BytesIO(pdf()))]
    return midterm.conclude(checked=checked, verdict=verdict, words=words, uploads=file, by=by)


def drawn(world: World, check: MidtermCheck, verdict: str = Verdict.PASSED) -> MidtermCheck:
    """Once everybody concluded."""
    for one in check.projects.filter(state="asked").select_related("project").order_by("id"):
        concluded(world, one, verdict)
    return midterm.draw(check=check, by=world.gongye.officer)


def looked_at(checked: CheckedProject, by: Actor, verdict: str = Verdict.PASSED) -> CheckedProject:
    return midterm.check_project(checked=checked, verdict=verdict, words="现场核查，情况属实。", by=by)
