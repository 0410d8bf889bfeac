"""Mid-term checks in the demo world: one that waits for a university, one that is drawn and waits for its office."""

from lianxiao.core.shipped import Fact
from lianxiao.ledger.actions import midterm
from lianxiao.ledger.models import MidtermCheck
from lianxiao.ledger.models.midterm import Verdict
from lianxiao.ledger.queries.midterm import candidates
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.changes import paper
from lianxiao.site.demo.material import MARK
from lianxiao.site.demo.times import midnight_after


class DemoMidterm:
    FIRST_STEP = 4
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, cast: Cast) -> None:
        self.fact, self.cast = fact, cast
        self.due_at = midnight_after(fact["due"])
        self.check: MidtermCheck | None = None

    @property
    def there(self) -> MidtermCheck:
        assert self.check is not None
        self.check.refresh_from_db()
        return self.check

    def draft(self) -> None:
        values = {
            "name": f"{self.fact['name']}{MARK}",
            "name_en": f"{self.fact['name_en']} (demo)",
            "due_at": self.due_at,
            "sample_size": self.fact["sample"],
            "note": self.fact.text("text"),
        }
        self.check = midterm.draft(values=values, by=self.cast.person(self.fact["by"]), is_demo=True)

    def open(self) -> None:
        rows = candidates(self.there).exclude(university__code__in=self.fact["without"])
        chosen = [one.pk for one in rows]
        midterm.open_check(check=self.there, projects=chosen, by=self.cast.person(self.fact["by"]))

    def conclude(self) -> None:
        """All but those that are still asked."""
        rows = self.there.projects.exclude(project__university__code__in=self.fact["asked"])
        for one in rows.select_related("project").order_by("id"):
            by = self.cast.on_campus(one.project.university_id, Role.LIAISON)
            stream = paper("中期自查材料清单", self.fact["papers"], self.fact["words"])
            file = [(f"中期自查报告{MARK}.pdf", stream)]
            midterm.conclude(checked=one, verdict=Verdict.PASSED, words=self.fact["words"], uploads=file, by=by)

    def draw(self) -> None:
        midterm.draw(check=self.there, by=self.cast.person(self.fact["by"]))
