"""Campus selections of the demo world, each as far as the plot says, and places beyond the limit."""

from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

from django.utils import timezone

from lianxiao.calls.actions import applications as campus
from lianxiao.calls.actions import grants
from lianxiao.calls.actions.selections import choosing, judging, preparing
from lianxiao.calls.models import CallCategory, Selection, SlotGrant
from lianxiao.calls.queries import selections as queries
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import arrange, parse
from lianxiao.core.documents import render_pdf
from lianxiao.core.shipped import Fact
from lianxiao.core.templatetags.lianxiao import day
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.calls import DemoCall
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.material import MARK, Material
from lianxiao.site.demo.partners import Partners
from lianxiao.site.demo.times import today


class DemoSelection:
    """More drafts than places at one university; whoever has not judged yet finds it on the workbench."""

    FIRST_STEP = 2
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, call: DemoCall, cast: Cast, material: Material) -> None:
        self.fact, self.call, self.cast, self.material = fact, call, cast, material
        self.partners = Partners(cast)
        self._pk = 0

    @property
    def there(self) -> Selection:
        return Selection.objects.select_related("call_category__call", "university").get(pk=self._pk)

    @property
    def category(self) -> CallCategory:
        rows = CallCategory.objects.select_related("call", "category", "form")
        return rows.get(call=self.call.there, category__code=self.fact["category"])

    def _of(self, role: Role) -> Actor:
        return self.cast.on_campus(self.material.organisations[self.fact["university"]].pk, role)

    def _judges(self) -> list[Actor]:
        return [self.cast.person(login) for login in self.fact["judges"]]

    def write(self) -> None:
        """By one colleague, who is none of the reviewers."""
        category, author = self.category, self.cast.person(self.fact["author"])
        definition = parse(category.form.definition)
        for title, story in self.fact["drafts"]:
            application = campus.begin(call_category=category, by=author)
            answers = self.material.retold(story, f"{title}{MARK}", self.fact["university"], self.call.closing_day)
            told = {key: values for key, values in arrange(definition, answers).items() if values}
            campus.fill_in(application=application, answers=told, by=author)
            if category.call.needs_consent:
                self.partners.ask(application, author)
                self.partners.answer(application)
            campus.hand_in(application=application, by=self.cast.person(self.fact["author"]))

    def begin(self) -> None:
        liaison = self._of(Role.LIAISON)
        self._pk = preparing.begin(call_category=self.category, by=liaison).pk
        preparing.prepare(
            selection=self.there,
            rules=self.fact["rules"],
            due_date=today() + timedelta(days=7),
            min_opinions=3,
            by=liaison,
        )
        for judge in self.fact["judges"]:
            preparing.invite(selection=self.there, username=judge, by=liaison)

    def open(self) -> None:
        preparing.open_review(selection=self.there, by=self._of(Role.LIAISON))

    def judge_partly(self) -> None:
        self._judge(self._judges()[:-1])

    def judge(self) -> None:
        self._judge(self._judges())

    def _judge(self, judges: list[Actor]) -> None:
        for turn, judge in enumerate(judges):
            for order, one in enumerate(queries.candidates(judge).filter(selection=self._pk).order_by("pk")):
                text = self.fact["opinions"][(order + turn) % len(self.fact["opinions"])]
                score = 92 - (order * 5 + turn * 3) % 27
                judging.judge(candidate=one, score=score, text=text, recused=False, by=judge)
            judging.hand_in(selection=self.there, by=judge)

    def rank(self) -> None:
        lines = queries.results(self.there)
        ranks = {line.candidate.pk: choosing.Rank(order) for order, line in enumerate(lines, 1)}
        for above, below in pairwise(lines):
            if above.mean == below.mean:
                ranks[above.candidate.pk] = choosing.Rank(ranks[above.candidate.pk].number, self.fact["tie"])
        choosing.rank(selection=self.there, ranks=ranks, by=self._of(Role.LIAISON))

    def put_on_notice(self) -> None:
        days: dict[str, int] = self.fact["notice"]
        choosing.put_on_notice(
            selection=self.there,
            name=f"校内公示{MARK}.pdf",
            stream=BytesIO(self._notice()),
            first=today() - timedelta(days=days["from"]),
            last=today() - timedelta(days=days["to"]),
            by=self._of(Role.LIAISON),
        )

    def _notice(self) -> bytes:
        rows = self.there.candidates.select_related("application").order_by("rank")
        data: dict[str, Any] = {
            "language": "zh-hans",
            "attachment": "附件",
            "title": f"校际合作项目校内遴选排序公示{MARK}",
            "subtitle": str(self.category.category.name),
            "columns": [{"label": label} for label in ("名次", "项目名称", "项目负责人")],
            "rows": [[str(one.rank), one.application.title, one.application.leader_name] for one in rows],
            "note": "公示期内如有异议，请向学校联络员实名提出。",
            "landscape": False,
            "signer": self.there.university.name,
            "date": day(timezone.localdate()),
            "demo": True,
        }
        return render_pdf("notice_list", data, at=timezone.now())

    def choose(self) -> None:
        ranked = list(self.there.candidates.order_by("rank").values_list("pk", flat=True))
        chosen: dict[int, Any] = dict.fromkeys(ranked[: self.fact["chosen"]])
        choosing.choose(selection=self.there, chosen=chosen, by=self._of(Role.LIAISON))


class DemoGrant:
    """Places beyond the limit, asked for, and granted where the plot says so."""

    FIRST_STEP = 4
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, call: DemoCall, cast: Cast, material: Material) -> None:
        self.fact, self.call, self.cast, self.material = fact, call, cast, material
        self._pk = 0

    def ask(self) -> None:
        category = CallCategory.objects.get(call=self.call.there, category__code=self.fact["category"])
        wish = grants.Wish(**{name: self.fact[name] for name in ("kind", "size", "reason", "name")})
        university = self.material.organisations[self.fact["university"]]
        by = self.cast.person(self.fact["by"])
        self._pk = grants.ask(call_category=category, university=university, wish=wish, by=by).pk

    def grant(self) -> None:
        grants.grant_places(grant=SlotGrant.objects.get(pk=self._pk), by=self.cast.person("ting"))
