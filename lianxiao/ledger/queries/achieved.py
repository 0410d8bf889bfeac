"""What a project has achieved of what it promised: confirmed facts, and figures that wait for confirmation."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from lianxiao.ledger.models import IndicatorFact, Project, ProjectIndicator, ReportFigure
from lianxiao.ledger.states import ReportState

NOTHING = Decimal(0)
WHOLE = 100  # per cent


@dataclass(frozen=True, slots=True)
class Achieved:
    """One promised indicator; `share` in per cent of what was promised, None where nothing was."""

    indicator: ProjectIndicator
    unit: str
    achieved: Decimal
    under_way: Decimal

    @property
    def share(self) -> int | None:
        promised = self.indicator.promised
        return int(self.achieved * WHOLE / promised) if promised else None


def achieved(project: Project, *, english: bool) -> list[Achieved]:
    """In the order of the targets, of a project read with its indicators."""
    facts = IndicatorFact.objects.filter(project=project).order_by("target_id")
    done = dict(facts.values_list("target_id").annotate(Sum("amount")))
    waiting = ReportFigure.objects.filter(item__report__project=project, item__report__state=ReportState.SUBMITTED)
    said = dict(
        waiting.order_by("item__indicator__target_id").values_list("item__indicator__target_id").annotate(Sum("amount"))
    )
    return [
        Achieved(
            indicator=one,
            unit=one.target.unit_en if english else one.target.unit,
            achieved=done.get(one.target_id, NOTHING),
            under_way=said.get(one.target_id, NOTHING),
        )
        for one in project.indicators.all()
    ]
