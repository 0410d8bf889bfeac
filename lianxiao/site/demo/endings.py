"""The end of projects in the demo world: one finished, one that waits for the office, one that is to be withdrawn."""

from datetime import timedelta

from lianxiao.core.shipped import Fact
from lianxiao.ledger.actions import endings
from lianxiao.ledger.models import Acceptance
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.changes import paper, project_of
from lianxiao.site.demo.material import MARK
from lianxiao.site.demo.times import today

SINCE_THE_MEETING = timedelta(days=6)


class DemoEnding:
    FIRST_STEP = 6
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, cast: Cast) -> None:
        self.fact, self.cast = fact, cast

    def apply(self) -> None:
        project = project_of(self.fact)
        opinion = endings.Opinion(
            meeting_date=today() - SINCE_THE_MEETING,
            members="\n".join(self.fact["members"]),
            opinion=self.fact["opinion"],
            conclusion=self.fact["conclusion"],
        )
        stream = paper("结题材料清单", self.fact["papers"], self.fact["opinion"])
        by = self.cast.on_campus(project.university_id, Role.LIAISON)
        endings.apply(project=project, opinion=opinion, uploads=[(f"结题报告{MARK}.pdf", stream)], by=by)

    def confirm(self) -> None:
        acceptance = Acceptance.objects.get(project=project_of(self.fact))
        endings.confirm(acceptance=acceptance, by=self.cast.officer(acceptance.project.lead_office_id))

    def propose(self) -> None:
        project = project_of(self.fact)
        by = self.cast.officer(project.lead_office_id)
        endings.propose_withdrawal(project=project, reason=self.fact["reason"], by=by)
