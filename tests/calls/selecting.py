"""A campus selection brought to where a test needs it, by the real actions and the people whose turn it is."""

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone

from lianxiao.calls.actions import grants
from lianxiao.calls.actions.selections import choosing, judging, preparing
from lianxiao.calls.models import Application, Candidate, Selection, SlotGrant
from lianxiao.calls.queries import selections as queries
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.organisations.roles import Role
from tests.core.files.made import pdf
from tests.races.cast import copies
from tests.world import LNU, World, organisation

CATEGORY = "exchange"
A_DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def handed_in(world: World, count: int) -> list[Application]:
    """Complete applications of Liaoning University, with the liaison."""
    first = world.application(category=CATEGORY, state=State.WITH_LIAISON)
    return copies(first, count)


def reviewers(world: World, count: int = 3) -> list[Actor]:
    return [world.person(f"judge{number}", Role.TEACHER, LNU) for number in range(1, count + 1)]


def begun(world: World, judges: int = 3) -> Selection:
    selection = preparing.begin(call_category=world.category(CATEGORY), by=world.lnu.liaison)
    preparing.prepare(
        selection=selection,
        rules="看合作基础和预期成果。",
        due_date=today() + 7 * A_DAY,
        min_opinions=min(judges, 3),
        by=world.lnu.liaison,
    )
    for judge in reviewers(world, judges):
        preparing.invite(selection=selection, username=judge.name, by=world.lnu.liaison)
    return anew(selection)


def opened(world: World, applications: int = 3, judges: int = 3) -> Selection:
    handed_in(world, applications)
    return preparing.open_review(selection=begun(world, judges), by=world.lnu.liaison)


def candidates(selection: Selection) -> list[Candidate]:
    return list(
        selection.candidates.filter(withdrawn_at=None).select_related("application", "selection").order_by("id")
    )


def judged(world: World, selection: Selection, marks: Mapping[int, list[int]] | None = None) -> Selection:
    """By every reviewer; without marks the candidates stand 90, 89, 88 … in their order."""
    for turn, judge in enumerate(reviewers(world, selection.reviewers.count())):
        for order, one in enumerate(candidates(selection)):
            score = marks[order][turn] if marks else 90 - order
            judging.judge(candidate=one, score=score, text="基础好，分工清楚。", recused=False, by=judge)
        judging.hand_in(selection=anew(selection), by=judge)
    return anew(selection)


def ranked(world: World, selection: Selection) -> Selection:
    lines = [line for line in queries.results(selection) if not line.is_out]
    ranks = {line.candidate.pk: choosing.Rank(order, "同分，向青年教师倾斜。") for order, line in enumerate(lines, 1)}
    return choosing.rank(selection=selection, ranks=ranks, by=world.lnu.liaison)


def on_notice(world: World, selection: Selection, ended_days_ago: int = 1) -> Selection:
    last = today() - ended_days_ago * A_DAY
    return choosing.put_on_notice(
        selection=selection,
        name="公示.pdf",
        stream=BytesIO(pdf()),
        first=last - 5 * A_DAY,
        last=last,
        by=world.lnu.liaison,
    )


def chosen(
    world: World, selection: Selection, count: int, pool: SlotGrant | None = None, in_pool: int = 0
) -> Selection:
    """The first `count` of the ranking; the last `in_pool` of them in the pool."""
    first = list(selection.candidates.filter(rank__isnull=False).order_by("rank").values_list("pk", flat=True)[:count])
    choice = {pk: pool if order >= count - in_pool else None for order, pk in enumerate(first)}
    return choosing.choose(selection=selection, chosen=choice, by=world.lnu.liaison)


def to_choose(world: World, applications: int = 3) -> Selection:
    return on_notice(world, ranked(world, judged(world, opened(world, applications))))


def approved(world: World, applications: int, count: int, pool: SlotGrant | None = None, in_pool: int = 0) -> Selection:
    selection = chosen(world, to_choose(world, applications), count, pool, in_pool)
    return choosing.approve(selection=selection, by=world.lnu.leader)


def asked(world: World, size: int = 2, kind: str = "pool", name: str = "示范校专项", code: str = LNU) -> SlotGrant:
    """By an officer of the responsible office of the category."""
    return grants.ask(
        call_category=world.category(CATEGORY),
        university=organisation(code),
        wish=grants.Wish(kind=kind, size=size, reason="省级示范校建设任务。", name=name),
        by=world.nonglin.officer,
    )


def granted(world: World, size: int = 2, kind: str = "pool", name: str = "示范校专项") -> SlotGrant:
    return grants.grant_places(grant=asked(world, size, kind, name), by=world.ting)


def anew(selection: Selection) -> Selection:
    return Selection.objects.select_related("call_category__call", "call_category__category", "university").get(
        pk=selection.pk
    )
