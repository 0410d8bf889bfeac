"""The ledger is fed by approvals alone, from the frozen copy, and its sums keep themselves."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from lianxiao.calls.facts import approved_project
from lianxiao.calls.models import Application
from lianxiao.calls.states import State
from lianxiao.ledger.actions.projects import UnknownTarget, open_project
from lianxiao.ledger.models import Project, ProjectIndicator, ProjectTotal, PromiseTotal
from lianxiao.mandate.models import Target
from tests.ledger.approving import confirm, project, release
from tests.world import World

pytestmark = pytest.mark.django_db
CELL = ("year", "category", "city", "university", "lead_office", "state")


@pytest.fixture
def world() -> World:
    return World()


def test_before_the_approval_nothing_is_in_the_ledger(world: World) -> None:
    confirm(world, world.application(state=State.SUBMITTED))
    assert not Project.objects.exists()


def test_everything_comes_from_the_frozen_copy(world: World) -> None:
    application = world.application(state=State.SUBMITTED, title="教学联盟建设")
    confirm(world, application)
    Application.objects.filter(pk=application.pk).update(title="后来改的", leader_name="别人")
    opened = release(world, application)[0]
    assert (opened.title, opened.leader_name) == ("教学联盟建设", "王牵头")
    assert (opened.start_date, opened.end_date) == (date(2027, 1, 1), date(2028, 12, 31))
    assert opened.funding == Decimal("60")
    assert opened.number == application.approval.project_number
    assert opened.university == world.lnu.organisation
    assert opened.city_id == "210100"
    assert opened.lead_office == world.gongye.organisation
    assert opened.year == world.call.year
    assert [(party.name, party.organisation_id) for party in opened.parties.all()] == [
        ("东北大学", world.neu.organisation.pk)
    ]
    assert {milestone.due_date for milestone in opened.milestones.all()} == {date(2027, 9, 1)}
    assert {one.target.code: one.promised for one in opened.indicators.select_related("target")} == dict(
        approved_project(application).indicators
    )


def test_targets_are_those_of_the_last_mandate_before_the_call(world: World) -> None:
    opened = project(world)
    last = Target.objects.filter(year__lte=world.call.year).order_by("-year").values_list("year", flat=True)[0]
    assert set(opened.indicators.values_list("target__year", flat=True)) == {last}


def test_a_target_that_nobody_set_is_refused_with_the_approval(world: World) -> None:
    application = world.application(state=State.SUBMITTED)
    confirm(world, application)
    Target.objects.all().delete()
    assert release_or_none(world, application) is None
    application.refresh_from_db()
    assert application.state == State.ON_NOTICE


def release_or_none(world: World, application: Application) -> Project | None:
    try:
        return release(world, application)[0]
    except Project.DoesNotExist:
        return None


def test_an_application_opens_one_project(world: World) -> None:
    application = project(world).application
    with pytest.raises(IntegrityError), transaction.atomic():
        open_project(application=application, approved=approved_project(application))


def test_an_unknown_target_says_so(world: World) -> None:
    application = project(world).application
    Project.objects.all().delete()
    PromiseTotal.objects.all().delete()
    Target.objects.all().delete()
    with pytest.raises(UnknownTarget):
        open_project(application=application, approved=approved_project(application))


class TestSums:
    def check(self) -> None:
        rows = Project.objects.values_list(*CELL).annotate(Count("pk"), Sum("funding"))
        kept = ProjectTotal.objects.filter(projects__gt=0).values_list(*CELL, "projects", "funding")
        assert sorted(map(repr, kept)) == sorted(map(repr, rows))
        promises = ProjectIndicator.objects.values_list("target", "project__year").annotate(Sum("promised"))
        kept_promises = PromiseTotal.objects.filter(promised__gt=0).values_list("target", "year", "promised")
        assert sorted(kept_promises) == sorted(promises)

    def test_follow_what_is_opened_changed_and_taken_out(self, world: World) -> None:
        for campus in (world.lnu, world.dut, world.neu):
            project(world, campus)
        self.check()
        Project.objects.filter(university=world.dut.organisation).update(city=None, funding="7.25")
        ProjectIndicator.objects.update(promised="3")
        self.check()
        Project.objects.update(funding="1")
        self.check()
        Project.objects.filter(university__in=[world.dut.organisation, world.lnu.organisation]).delete()
        self.check()
        assert ProjectTotal.objects.filter(projects__gt=0).count() == 1
