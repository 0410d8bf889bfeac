"""Follow-ups in the demo world: one that waits for its university, one that is answered."""

from lianxiao.core.shipped import Fact
from lianxiao.ledger.actions import follow_ups
from lianxiao.ledger.models import FollowUp
from lianxiao.organisations.roles import Role
from lianxiao.site.demo.cast import Cast
from lianxiao.site.demo.changes import project_of


class DemoFollowUp:
    FIRST_STEP = 2
    BY_THE_CLOCK: frozenset[str] = frozenset()

    def __init__(self, fact: Fact, cast: Cast) -> None:
        self.fact, self.cast = fact, cast

    @property
    def there(self) -> FollowUp:
        return FollowUp.objects.select_related("project").get(project=project_of(self.fact))

    def begin(self) -> None:
        project = project_of(self.fact)
        by = self.cast.officer(project.lead_office_id)
        follow_ups.raise_by_hand(project=project, text=self.fact["text"], by=by)

    def answer(self) -> None:
        there = self.there
        by = self.cast.on_campus(there.project.university_id, Role.LIAISON)
        follow_ups.answer(follow_up=there, statement=self.fact["statement"], by=by)
