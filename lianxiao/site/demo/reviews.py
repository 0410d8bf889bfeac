"""An expert review of the demo world under way: experts drawn, some done, one at the beginning, one unanswered."""

from decimal import Decimal

from lianxiao.calls.models import CallCategory
from lianxiao.core.actors import Actor
from lianxiao.core.shipped import Fact
from lianxiao.review.actions import assigning, inviting, plans, pool, sheets
from lianxiao.review.actions.sheets import Given
from lianxiao.review.models import Panel, Plan, PoolExpert, Seat, Sheet
from lianxiao.review.queries.experts import criteria_of
from lianxiao.site.demo.calls import DemoCall
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.times import midnight_after


class DemoReview:
    FIRST_STEP = 4
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, call: DemoCall, cast: Cast) -> None:
        self.fact, self.call, self.cast = fact, call, cast
        self.due_at = midnight_after(fact["due"])

    @property
    def _office(self) -> Actor:
        return self.cast.person(self.fact["by"])

    @property
    def _plan(self) -> Plan:
        return Plan.objects.get(call_category__call=self.call.there)

    def fill_pool(self) -> None:
        office = self._office
        for login in self.fact["pool"]:
            pool.add(user=self.cast.user(login), most=30, by=office)

    def begin(self) -> None:
        """With the day that scores are due."""
        category = CallCategory.objects.select_related("call", "category").get(
            call=self.call.there, category__code=self.fact["category"]
        )
        plan = plans.begin(call_category=category, by=self._office)
        values = {name: getattr(plan, name) for name in plans.EDITABLE}
        values |= {"due_at": self.due_at, "wanted": self.fact["wanted"]}
        lines = [{name: getattr(one, name) for name in plans.CRITERION} for one in plan.criteria.order_by("order")]
        plans.edit(plan=plan, values=values, criteria=lines, by=self._office)

    def open(self) -> None:
        plans.open_review(plan=self._plan, by=self._office)

    def assign(self) -> None:
        """By hand to the first of the pool, who is to find ten; to the others by a draw."""
        panel, office = Panel.objects.select_related("plan").get(plan=self._plan), self._office
        first = PoolExpert.objects.get(user=self.cast.user(self.fact["pool"][0]))
        for entry in panel.entries.select_related("application").order_by("id"):
            assigning.by_hand(panel=panel, application=entry.application, expert=first, by=office)

    def seal(self) -> None:
        assigning.seal_seed(panel=Panel.objects.select_related("plan").get(plan=self._plan), by=self._office)

    def draw(self) -> None:
        panel = Panel.objects.select_related("plan").get(plan=self._plan)
        assigning.carry_out(draw_=panel.draws.select_related("panel__plan").get(), by=self._office)

    def invite(self) -> None:
        inviting.invite(plan=self._plan, by=self._office)

    def accept(self) -> None:
        """All but the last of them."""
        for seat in self._seats()[:-1]:
            inviting.accept(seat=seat, declared=True, by=self.cast.person(seat.expert.username))

    def _seats(self) -> list[Seat]:
        """The first of the pool comes first."""
        rows = Seat.objects.filter(panel__plan=self._plan).select_related("expert", "panel__plan")
        return sorted(rows.order_by("expert"), key=lambda seat: seat.expert.username)

    def score(self) -> None:
        """Two are done, one is half through; the first has everything before him."""
        _first, *others = [seat for seat in self._seats() if seat.state == "accepted"]
        for place, seat in enumerate(others):
            rows = list(seat.sheets.select_related("seat").order_by("application__number", "id"))
            for sheet in rows if place < 2 else rows[: len(rows) // 2]:
                self._score(sheet, self.cast.person(seat.expert.username), place)

    def _score(self, sheet: Sheet, by: Actor, place: int) -> None:
        """Marks that differ from case to case and from judge to judge, the same at each loading."""
        texts = self.fact["texts"]
        given = {}
        for order, one in enumerate(criteria_of(sheet)):
            points = 6 + (sheet.application_id * 7 + order * 3 + place * 5) % 8 / 2
            given[one.pk] = Given(Decimal(str(points)), texts[(sheet.application_id + order) % len(texts)])
        overall = texts[(sheet.application_id + place) % len(texts)]
        saved = sheets.save(sheet=sheet, given=given, overall=overall, revision=0, by=by)
        sheets.submit(sheet=saved, by=by)
