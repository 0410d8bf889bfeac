"""Plays the plot: everything that happened, in the order in which it happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

from django.db import transaction

from lianxiao.calls.models import Application, Call
from lianxiao.core.actors import SYSTEM
from lianxiao.core.history import changed_by, speak_as
from lianxiao.core.shipped import Fact
from lianxiao.ledger.actions.lights import refresh
from lianxiao.organisations.actions.delegations import delegate
from lianxiao.organisations.actions.people import grant
from lianxiao.organisations.models import Notification, User
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.calls import DemoCall
from lianxiao.site.demo.cases import Case
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.changes import DemoChange
from lianxiao.site.demo.endings import DemoEnding
from lianxiao.site.demo.filings import DemoFiling, DemoRound
from lianxiao.site.demo.follow_ups import DemoFollowUp
from lianxiao.site.demo.forms import DemoForm
from lianxiao.site.demo.growth import DemoYear, Growth
from lianxiao.site.demo.leavers import DemoLeaver
from lianxiao.site.demo.lists import DemoList
from lianxiao.site.demo.material import Material
from lianxiao.site.demo.midterm import DemoMidterm
from lianxiao.site.demo.notices import DemoNotice
from lianxiao.site.demo.progress import DemoPeriod
from lianxiao.site.demo.reviews import DemoReview
from lianxiao.site.demo.selections import DemoGrant, DemoSelection
from lianxiao.site.demo.times import moment, night_after, stamp_cases, stamp_people, stamp_post, today, working_moment

A_MINUTE = timedelta(minutes=1)
LONG_AGO = 440  # days; everybody is in office before the first call is drafted
LONGER_AGO = 700  # and before the first of earlier years is entered


class RealDataPresent(Exception):
    """Demo data is never mixed with people's own."""


@dataclass(frozen=True, slots=True)
class Event:
    """`act` happens at that moment, or just after what came before."""

    at: datetime
    act: Callable[[], object]


def is_loaded() -> bool:
    return User.objects.filter(is_demo=True).exists()


def refuse_beside_real_data() -> None:
    """Raises RealDataPresent for an account, an application or a call that is not the shipped example."""
    if (
        User.objects.filter(is_demo=False).exists()
        or Application.objects.filter(is_demo=False).exists()
        or Call.objects.filter(is_demo=False, is_example=False).exists()
    ):
        raise RealDataPresent("This database holds accounts, applications or calls of its own.")


@transaction.atomic
def load(password: str, *, grown: bool = False) -> int:
    """All or nothing; how many applications there are then; with three earlier years, `grown`.

    Raises RealDataPresent.
    """
    refuse_beside_real_data()
    with changed_by(SYSTEM):  # also whoever speaks while the plot is laid out is heard no longer than that
        play(password, grown=grown)
    return Application.objects.count()


def play(password: str, *, grown: bool = False) -> None:
    material = Material()
    cast = Cast(material, password)
    then = working_moment(LONGER_AGO if grown else LONG_AGO, 0, 0)
    told: list[Notification] = []
    with moment(then, told), changed_by(SYSTEM):
        cast.enter()
    events = chain(plot(material, cast), growth(material, cast) if grown else ())
    for event in sorted(events, key=lambda one: one.at):
        then = max(event.at, then + A_MINUTE)
        with moment(then, told), changed_by(SYSTEM):
            event.act()
    speak_as(SYSTEM)
    stamp_post(told)
    stamp_people()
    stamp_cases()
    refresh()


def plot(material: Material, cast: Cast) -> Iterator[Event]:
    by_code: dict[str, DemoCall] = {}
    for order, fact in enumerate(material.plot.each("calls")):
        call = by_code[fact["code"]] = DemoCall(fact, cast)
        yield from in_turn(fact, call, order)
    cases = [
        Case(scene, by_code[scene.call], cast, material, number) for number, scene in enumerate(material.scenes, 1)
    ]
    for case in cases:
        yield from _events_of(case)
    for fact in material.plot.each("lists"):
        listed = [case for case in cases if case.scene.on_list == fact["code"]]
        yield from in_turn(fact, DemoList(fact, by_code[fact["call"]], listed, cast), 0)
    for order, fact in enumerate(material.plot.each("selections")):
        yield from in_turn(fact, DemoSelection(fact, by_code[fact["call"]], cast, material), order)
    for order, fact in enumerate(material.plot.each("places")):
        yield from in_turn(fact, DemoGrant(fact, by_code[fact["call"]], cast, material), order)
    for order, fact in enumerate(material.plot.each("notices")):
        yield from in_turn(fact, DemoNotice(fact, cast), order)
    yield from _events_of_projects(material, cast)
    yield from _events_of_reviews(material, cast, by_code)
    yield from _events_of_form(material, cast)
    yield from _events_of_filing(cast)
    yield from _events_of_people(material, cast, by_code)


def growth(material: Material, cast: Cast) -> Iterator[Event]:
    """Earlier years, and the periods in which their projects report before those of the plot."""
    grown, words = Growth(), next(material.plot.each("periods")).values
    for order, fact in enumerate(grown.fact.each("years")):
        yield from in_turn(fact, DemoYear(fact, grown, cast), order)
    for order, fact in enumerate(grown.fact.each("periods")):
        told = Fact(fact.place, {**words, **fact.values})
        yield from in_turn(told, DemoPeriod(told, cast), order)


def _events_of_people(material: Material, cast: Cast, by_code: dict[str, DemoCall]) -> Iterator[Event]:
    for fact in material.plot.each("grants"):
        yield Event(working_moment(fact["days_ago"], 0, 0), partial(_grant, fact, material, cast))
    for fact in material.plot.each("delegations"):
        yield Event(working_moment(fact["days_ago"], 1, 0), partial(_delegate, fact, cast))
    for order, fact in enumerate(material.plot.each("leavers")):
        yield from in_turn(fact, DemoLeaver(fact, by_code[fact["call"]], cast, material), order)


def _events_of_projects(material: Material, cast: Cast) -> Iterator[Event]:
    for order, fact in enumerate(material.plot.each("periods")):
        yield from in_turn(fact, DemoPeriod(fact, cast), order)
    for order, fact in enumerate(material.plot.each("changes")):
        yield from in_turn(fact, DemoChange(fact, cast), order)
    for order, fact in enumerate(material.plot.each("follow_ups")):
        yield from in_turn(fact, DemoFollowUp(fact, cast), order)
    for order, fact in enumerate(material.plot.each("endings")):
        yield from in_turn(fact, DemoEnding(fact, cast), order)
    for order, fact in enumerate(material.plot.each("midterm_checks")):
        yield from in_turn(fact, DemoMidterm(fact, cast), order)


def _events_of_reviews(material: Material, cast: Cast, by_code: dict[str, DemoCall]) -> Iterator[Event]:
    for order, fact in enumerate(material.plot.each("reviews")):
        yield from in_turn(fact, DemoReview(fact, by_code[fact["call"]], cast), order)


def _events_of_filing(cast: Cast) -> Iterator[Event]:
    filing = DemoFiling(cast)
    for order, fact in enumerate(filing.material.each("rounds")):
        yield from in_turn(fact, DemoRound(fact, filing), order)


def _events_of_form(material: Material, cast: Cast) -> Iterator[Event]:
    form = DemoForm(cast)
    for order, (verb, days) in enumerate(material.plot["form"].items()):
        yield Event(working_moment(days, order, 0), getattr(form, verb))


def _events_of(case: Case) -> Iterator[Event]:
    days: dict[str, int] = case.call.fact["cases"]
    for order, verb in enumerate(case.steps, 1):
        yield Event(working_moment(days[verb], order, case.number), getattr(case, verb))


def in_turn(
    fact: Fact,
    thing: DemoCall
    | DemoList
    | DemoNotice
    | DemoSelection
    | DemoGrant
    | DemoReview
    | DemoRound
    | DemoLeaver
    | DemoPeriod
    | DemoChange
    | DemoFollowUp
    | DemoEnding
    | DemoMidterm
    | DemoYear,
    order: int,
) -> Iterator[Event]:
    """What the plot says of one thing: each verb with how many days ago it was done."""
    for step, (verb, days) in enumerate(fact["steps"].items(), thing.FIRST_STEP):
        then = night_after(days) if verb in thing.BY_THE_CLOCK else working_moment(days, step, order)
        yield Event(then, getattr(thing, verb))


def _delegate(fact: Fact, cast: Cast) -> None:
    """In force where the deputy holds the role already; else it waits for the security administrator."""
    delegate(
        username=fact["deputy"],
        from_date=today(),
        until_date=today() + timedelta(days=fact["days"]),
        reason=fact["reason"],
        by=cast.person(fact["by"]),
    )


def _grant(fact: Fact, material: Material, cast: Cast) -> None:
    """A role that waits for the security administrator's confirmation."""
    grant(
        user=cast.user(fact["person"]),
        organisation=material.organisations[fact["organisation"]],
        role=Role(fact["role"]),
        by=cast.person(fact["by"]),
    )
