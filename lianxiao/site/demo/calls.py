"""The calls of the demo world, begun from the shipped call of 2020 by the people whose work it is."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lianxiao.calls.actions import calls as desk
from lianxiao.calls.actions import deadlines
from lianxiao.calls.models import Call
from lianxiao.core.actors import SYSTEM
from lianxiao.core.clock import database_now
from lianxiao.core.shipped import Fact
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.times import midnight_after

# As the text of 2020 says it.
CLOSING_DAY = ("8月20日", "20 August")


class DemoCall:
    """One call of the plot; `call` is there once it has been drafted."""

    FIRST_STEP = 0
    BY_THE_CLOCK = frozenset({"close"})

    def __init__(self, fact: Fact, cast: Cast) -> None:
        self.fact = fact
        self.cast = cast
        self.days: dict[str, int] = fact["call"]
        self.opens_at = midnight_after(self.days["opens"] + 1)
        self.closes_at = midnight_after(self.days["closes"])
        self.call: Call | None = None

    @property
    def closing_day(self) -> date:
        return timezone.localdate(self.closes_at - timedelta(seconds=1))

    @property
    def there(self) -> Call:
        assert self.call is not None
        self.call.refresh_from_db()
        return self.call

    def draft(self) -> None:
        drafter = self.cast.person("chu1")
        self.call = desk.copy_call(
            call=Call.objects.get(is_example=True),
            year=timezone.localdate(database_now()).year,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            by=drafter,
            is_demo=True,
        )
        categories = [
            desk.CategoryChoice(one.category_id, one.limit, one.form_id)
            for one in self.call.call_categories.order_by("id")
        ]
        desk.edit(call=self.call, values=self._texts(), categories=categories, by=drafter)

    def _texts(self) -> dict[str, Any]:
        call, day = self.there, self.closing_day
        values: dict[str, Any] = {name: getattr(call, name) for name in desk.EDITABLE}
        chinese, english = CLOSING_DAY
        return values | {
            "needs_consent": self.fact.values.get("needs_consent", False),
            "with_review": self.fact.values.get("with_review", False),
            "title": self.fact.text("title").format(year=call.year),
            "title_en": self.fact.text("title", "en").format(year=call.year),
            "document_number": self.fact["number"].format(year=call.year),
            "body": call.body.replace(chinese, f"{day.year}年{day.month}月{day.day}日"),
            "body_en": call.body_en.replace(english, f"{day.day} {day:%B %Y}"),
        }

    def hand_in(self) -> None:
        desk.hand_in(call=self.there, by=self.cast.person("chu1"))

    def pass_check(self) -> None:
        desk.pass_check(call=self.there, by=self.cast.person("chu2"))

    def publish(self) -> None:
        desk.publish(call=self.there, by=self.cast.person("ting"))

    def ask_extension(self) -> None:
        deadlines.ask_extension(
            call=self.there,
            new_closes_at=self.closes_at + timedelta(days=self.fact["extension"]["days"]),
            reason=self.fact["extension"]["reason"],
            by=self.cast.person("chu1"),
        )

    def close(self) -> None:
        deadlines.close(call=self.there, by=SYSTEM)

    def conclude(self) -> None:
        deadlines.conclude(call=self.there, by=self.cast.person("chu1"))
