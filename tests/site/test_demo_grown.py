"""The grown demo world: three earlier years come by Excel, and their projects report like all others."""

import pytest
from django.db.models import Count

from lianxiao.core.actors import SYSTEM
from lianxiao.core.history import changed_by
from lianxiao.core.shipped import Fact
from lianxiao.ledger.models import IndicatorFact, ProgressReport, Project
from lianxiao.ledger.states import ProjectState, ReportState
from lianxiao.site.demo import story
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.growth import DemoYear, Growth
from lianxiao.site.demo.material import Material
from lianxiao.site.demo.progress import DemoPeriod
from lianxiao.site.demo.times import moment, working_moment
from tests.world import load_facts

pytestmark = pytest.mark.django_db
FEW = 10  # of each year


def grown_a_little() -> None:
    """Only the earlier years and their periods, with fewer projects; nothing of the plot."""
    load_facts()
    material, told = Material(), []
    cast, growth, words = Cast(material, ""), Growth(), next(material.plot.each("periods")).values
    with moment(working_moment(story.LONGER_AGO, 0, 0), told), changed_by(SYSTEM):
        cast.enter()
    events = []
    for order, fact in enumerate(growth.fact.each("years")):
        finished = FEW // 2 if fact["finished"] else 0
        few = Fact(fact.place, {**fact.values, "projects": FEW, "finished": finished})
        events += story.in_turn(few, DemoYear(few, growth, cast), order)
    for order, fact in enumerate(growth.fact.each("periods")):
        said = Fact(fact.place, {**words, **fact.values})
        events += story.in_turn(said, DemoPeriod(said, cast), order)
    for event in sorted(events, key=lambda one: one.at):
        with moment(event.at, told), changed_by(SYSTEM):
            event.act()


def test_projects_of_three_years_are_there_and_report_by_month() -> None:
    grown_a_little()
    assert Project.objects.count() == 3 * FEW
    assert (
        Project.objects.filter(is_demo=True, imported_in__isnull=False, title__endswith="（演示）").count() == 3 * FEW
    )
    assert Project.objects.filter(state=ProjectState.FINISHED).count() == FEW // 2
    assert not ProgressReport.objects.exclude(state=ReportState.CONFIRMED).exists()
    # Of the year before last in both periods; of last year, and what is late, in the second.
    reports = Project.objects.annotate(n=Count("reports")).order_by("id").values_list("n", flat=True)
    assert sorted(reports) == [0] * 5 + [1] * 15 + [2] * 10
    months = IndicatorFact.objects.filter(figure__isnull=False).order_by().values("month").distinct().count()
    assert months > 6


def test_two_grown_worlds_are_alike() -> None:
    load_facts()
    one, other = Growth(), Growth()
    assert [row.pk for _n in range(9) for row in one.chosen(4)] == [
        row.pk for _n in range(9) for row in other.chosen(4)
    ]
