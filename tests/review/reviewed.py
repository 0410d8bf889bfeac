"""A review brought where a test needs it, by the real actions: experts in the pool, a plan, sheets, scores."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianxiao.calls.actions import checks
from lianxiao.calls.models import Application, Call, CallCategory
from lianxiao.calls.queries.check_sheet import ItemAnswer, items_of
from lianxiao.calls.states import State
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import Role
from lianxiao.review.actions import assigning, inviting, plans, pool, second, sheets
from lianxiao.review.actions.sheets import Given
from lianxiao.review.models import Panel, Plan, PoolExpert, Seat, Sheet
from lianxiao.review.queries.experts import criteria_of
from tests.ledger.approving import checks_of, lead_office, reloaded
from tests.world import Campus, World, user_of

CATEGORY = "exchange"
MOST_OF_ONE = 5  # what a university may hand in


def with_review(world: World) -> None:
    Call.objects.filter(pk=world.call.pk).update(with_review=True)
    world.call.refresh_from_db()


def checked(world: World, title: str = "国际合作示例项目", campus: Campus | None = None) -> Application:
    """Passed the formal check of its only lead office, Nonglin."""
    return pass_checks(world, world.application(campus, category=CATEGORY, title=title, state=State.SUBMITTED))


def pass_checks(world: World, application: Application) -> Application:
    for check in checks_of(application):
        answers = {item.code: ItemAnswer(ok=True, note="已核") for item in items_of(check)}
        checks.pass_check(check=check, answers=answers, by=lead_office(world, check.office.code).officer)
    return reloaded(application)


def houses() -> list[str]:
    taken = ("4121010140", "4121010141", "4121010145")
    rows = Organisation.objects.filter(kind="university").exclude(code__in=taken).order_by("official_order", "id")
    return [str(code) for code in rows.values_list("code", flat=True)]


def expert(world: World, number: int, *, most: int = 30) -> Actor:
    """In the pool, of a university that has no part in anything."""
    actor = world.person(f"judge{number}", Role.EXPERT, houses()[number])
    if not PoolExpert.objects.filter(user_id=actor.person_id).exists():
        pool.add(user=user_of(actor), most=most, by=world.nonglin.officer)
    return actor


def in_pool(actor: Actor) -> PoolExpert:
    return PoolExpert.objects.get(user_id=actor.person_id)


def prepared(world: World, **how: Any) -> Plan:
    return ready(world, world.category(CATEGORY), world.nonglin.officer, **how)


def ready(
    world: World,
    category: CallCategory,
    by: Actor,
    *,
    wanted: int = 2,
    method: str = "mean",
    blind: bool = False,
    extra_rule: str = "with_others",
) -> Plan:
    """Planned and not open yet."""
    plan = plans.begin(call_category=category, by=by)
    values = {
        "method": method,
        "wanted": wanted,
        "spread_limit": 15,
        "extra_rule": extra_rule,
        "is_blind": blind,
        "due_at": timezone.now() + timedelta(days=10),
    }
    lines = [{name: getattr(line, name) for name in plans.CRITERION} for line in plan.criteria.order_by("order")]
    return plans.edit(plan=plan, values=values, criteria=lines, by=by)


def opened(world: World, *, applications: int = 1, **how: Any) -> Plan:
    """Under review, on one panel, nobody assigned."""
    with_review(world)
    for number in range(applications):
        campus = world.lnu if number < MOST_OF_ONE else world.dut
        checked(world, f"国际合作示例项目{number + 1}", campus)
    return plans.open_review(plan=prepared(world, **how), by=world.nonglin.officer)


def panel_of(plan: Plan) -> Panel:
    return Panel.objects.filter(plan=plan).order_by("id")[0]


def assigned(world: World, *, applications: int = 1, experts: int = 2, **how: Any) -> Plan:
    """Every expert has every application and has accepted."""
    plan = opened(world, applications=applications, wanted=experts, **how)
    people = [expert(world, number) for number in range(experts)]
    panel = panel_of(plan)
    for entry in panel.entries.order_by("id"):
        for person in people:
            assigning.by_hand(
                panel=panel, application=entry.application, expert=in_pool(person), by=world.nonglin.officer
            )
    inviting.invite(plan=plan, by=world.nonglin.officer)
    for person in people:
        accept(person)
    return plan


def accept(person: Actor) -> Seat:
    seat = Seat.objects.get(expert_id=person.person_id, state="invited")
    return inviting.accept(seat=seat, declared=True, by=person)


def sheets_of(person: Actor) -> list[Sheet]:
    return list(Sheet.objects.filter(seat__expert_id=person.person_id).order_by("application__number", "id"))


def fill(sheet: Sheet, person: Actor, points: float | Sequence[float] = 8, text: str = "思路清楚。") -> Sheet:
    criteria = list(criteria_of(sheet))
    each = [points] * len(criteria) if isinstance(points, int | float) else list(points)
    given = {one.pk: Given(Decimal(str(p)), text) for one, p in zip(criteria, each, strict=True)}
    sheet.refresh_from_db()
    return sheets.save(sheet=sheet, given=given, overall=text, revision=sheet.revision, by=person)


def scored(sheet: Sheet, person: Actor, points: float | Sequence[float] = 8, text: str = "思路清楚。") -> Sheet:
    fill(sheet, person, points, text)
    return sheets.submit(sheet=sheet, by=person)


def all_scored(world: World, *, applications: int = 2, experts: int = 2, method: str = "mean") -> Plan:
    plan = assigned(world, applications=applications, experts=experts, method=method)
    for number in range(experts):
        person = expert(world, number)
        for place, sheet in enumerate(sheets_of(person)):
            scored(sheet, person, 5 + place + number)
    plan.refresh_from_db()
    return plan


def far_apart(world: World, *, applications: int = 1, **how: Any) -> Plan:
    """All marks in: of the first application they lie 40 points apart, of the others they are the same."""
    plan = assigned(world, applications=applications, experts=2, **how)
    for number, points in enumerate((9, 5)):
        person = expert(world, number)
        for place, sheet in enumerate(sheets_of(person)):
            scored(sheet, person, 7 if place else points)
    plan.refresh_from_db()
    return plan


def second_round(world: World, *, applications: int = 2, experts: int = 1, **how: Any) -> Plan:
    """The first application by number in a second round, with nobody assigned to it yet."""
    plan = all_scored(world, applications=applications, experts=experts, **how)
    plan = plans.open_scores(plan=plan, by=world.nonglin.officer)
    chosen = [panel_of(plan).entries.order_by("application__number")[0].application_id]
    due_at = timezone.now() + timedelta(days=20)
    second.begin(plan=plan, applications=chosen, name="复评组", due_at=due_at, by=world.nonglin.officer)
    plan.refresh_from_db()
    return plan


def second_panel(plan: Plan) -> Panel:
    return Panel.objects.get(plan=plan, round=2)


def seated(world: World, plan: Plan, person: Actor) -> Sheet:
    """An expert of the second round, who has accepted."""
    panel = second_panel(plan)
    application = panel.entries.order_by("id")[0].application
    sheet = assigning.by_hand(panel=panel, application=application, expert=in_pool(person), by=world.nonglin.officer)
    inviting.invite(plan=plan, by=world.nonglin.officer)
    accept(person)
    return sheet
