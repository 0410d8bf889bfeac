"""The whole road to the ledger, by the real actions of the people whose turn it is."""

from datetime import timedelta
from typing import Any

from lianxiao.calls.actions import approvals, checks, decisions, public_notices
from lianxiao.calls.models import Application, FormalCheck
from lianxiao.calls.queries.check_sheet import ItemAnswer, items_of
from lianxiao.calls.states import State
from lianxiao.core import clock
from lianxiao.ledger.models import Project
from tests.world import Campus, Office, World

WORDS = {
    "title": "关于拟立项项目的公示",
    "title_en": "Public notice of projects to be approved",
    "body": "现将拟立项项目予以公示。",
    "body_en": "The projects to be approved are shown here.",
    "contact": "省教育厅工业高等教育处，024-00000000",
    "working_days": 5,
}


def project(world: World, campus: Campus | None = None, **given: Any) -> Project:
    """A project that came from a complete application of this campus (Liaoning University)."""
    application = world.application(campus, state=State.SUBMITTED, **given)
    confirm(world, application)
    return release(world, application)[0]


def confirm(world: World, application: Application) -> None:
    propose(world, application)
    decisions.confirm(application=reloaded(application), by=world.ting)


def propose(world: World, application: Application) -> None:
    """Checked, proposed and countersigned."""
    offices = [lead_office(world, check.office.code) for check in checks_of(application)]
    for check, office in zip(checks_of(application), offices, strict=True):
        answers = {item.code: ItemAnswer(ok=True, note="已核") for item in items_of(check)}
        checks.pass_check(check=check, answers=answers, by=office.officer)
    leads = application.call_category.category.leads.select_related("office").order_by("order")
    responsible, *others = (lead_office(world, lead.office.code) for lead in leads)
    decisions.propose(
        application=reloaded(application), outcome="approve", reason="基础扎实，任务明确。", by=responsible.officer
    )
    for office in others:
        decisions.countersign(application=reloaded(application), agrees=True, opinion="", by=office.officer)


def release(world: World, *applications: Application) -> list[Project]:
    """On one public notice that ended without an objection."""
    office = world.gongye.officer
    drafted = public_notices.draft(
        call=applications[0].call_category.call,
        values=WORDS,
        applications=[reloaded(one) for one in applications],
        by=office,
    )
    with clock.shifted(-timedelta(days=30)):
        published = public_notices.publish(notice=drafted, by=office)
    approvals.release(notice=public_notices.close(notice=published, by=office), by=world.ting)
    return [Project.objects.get(application=application) for application in applications]


def checks_of(application: Application) -> list[FormalCheck]:
    return list(FormalCheck.objects.filter(submission__application=application).select_related("office").order_by("id"))


def lead_office(world: World, code: str | None) -> Office:
    found: Office = getattr(world, code or "")
    return found


def reloaded(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)
