"""Somebody who has left the university, and a draft of his that nobody has taken over."""

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.models import CallCategory
from lianxiao.core.definitions import arrange, parse
from lianxiao.core.shipped import Fact
from lianxiao.organisations.actions.people import end_membership
from lianxiao.organisations.models import Membership
from lianxiao.site.demo.calls import DemoCall
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.material import MARK, Material


class DemoLeaver:
    FIRST_STEP = 1
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, call: DemoCall, cast: Cast, material: Material) -> None:
        self.fact, self.call, self.cast, self.material = fact, call, cast, material

    def begin(self) -> None:
        category = CallCategory.objects.select_related("call", "form").get(
            call=self.call.there, category__code=self.fact["category"]
        )
        title = f"{self.fact['title']}{MARK}"
        told = self.material.retold(self.fact["story"], title, self.fact["university"], self.call.closing_day)
        answers = arrange(parse(category.form.definition), told)
        author = self.cast.person(self.fact["login"])
        application = campus.begin(call_category=category, by=author)
        campus.fill_in(application=application, answers={"cover": answers["cover"]}, by=author)

    def leave(self) -> None:
        membership = Membership.objects.select_related("user", "organisation").get(user__username=self.fact["login"])
        end_membership(membership=membership, reason=self.fact["reason"], by=self.cast.person(self.fact["by"]))
