"""A call with expert review: the conclusion of a review held outside stands on record before anything is proposed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from lianxiao.calls.actions import reviews
from lianxiao.calls.actions.decisions import ReviewFirst
from lianxiao.calls.models import Application, Call
from lianxiao.core import steps
from tests.calls.test_decisions import checked, proposes
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
CONCLUSION = "2026年11月20日会议评审，专家7人，建议立项。"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def application(world: World) -> Application:
    Call.objects.filter(pk=world.call.pk).update(with_review=True)
    world.call.refresh_from_db()
    return checked(world)


def test_after_the_conclusion_a_decision_can_be_proposed(world: World, application: Application) -> None:
    with pytest.raises(ReviewFirst):
        proposes(world, application)
    reviewed = reviews.record_conclusion(application=application, conclusion=CONCLUSION, by=world.gongye.officer)
    assert reviewed.state == "reviewed"
    assert [(step.verb, step.remark) for step in steps.of_case(application)][-2:] == [
        ("open_review", ""),
        ("close_review", CONCLUSION),
    ]
    assert proposes(world, reviewed).outcome == "approve"


def test_it_is_given_with_words(world: World, application: Application) -> None:
    with pytest.raises(reviews.ConclusionMissing):
        reviews.record_conclusion(application=application, conclusion=" ", by=world.gongye.officer)


def test_only_the_responsible_office_puts_it_on_record(world: World, application: Application) -> None:
    for stranger in (world.xuewei.officer, world.ting, world.lnu.liaison):
        with pytest.raises(PermissionDenied):
            reviews.record_conclusion(application=application, conclusion=CONCLUSION, by=stranger)


def test_a_call_without_review_has_none(world: World) -> None:
    with pytest.raises(reviews.NoReviewNeeded):
        reviews.record_conclusion(application=checked(world), conclusion=CONCLUSION, by=world.gongye.officer)


def test_the_office_does_it_on_the_page_of_the_decision(world: World, application: Application, client: Client) -> None:
    office = sign_in(client, world.gongye.officer)
    address = f"/decisions/{application.pk}/"
    assert office.post(f"{address}review/", {"conclusion": ""}).status_code == 422
    assert office.post(f"{address}review/", {"conclusion": CONCLUSION})["Location"] == address
    assert office.get(address).context["may"].propose
