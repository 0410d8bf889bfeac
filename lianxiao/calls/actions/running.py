"""What a running campus selection says about the single way of an application."""

from django.utils.translation import gettext as _

from lianxiao.calls.models import Application, Selection, Slot
from lianxiao.calls.queries.selections import running_selection, standing_candidates
from lianxiao.calls.states import RUNNING
from lianxiao.core.refusals import Refused


class InSelection(Refused):
    """A campus selection of the category is running; the choice decides."""

    def __init__(self, selection: Selection) -> None:
        super().__init__(
            _("A campus selection of “%(category)s” is running: the way out is its choice.") % {"category": selection}
        )
        self.selection = selection


def no_selection_runs(application: Application) -> None:
    """Raises InSelection while the category's way out of the university is a choice."""
    if running := running_selection(application):
        raise InSelection(running)


def leaves_selection(application: Application) -> None:
    """A candidate is taken out first (InSelection); what was chosen gives up the place that is held for it."""
    rows = Selection.objects.filter(candidates__in=standing_candidates(application), state__in=RUNNING)
    if running := rows.first():
        raise InSelection(running)
    Slot.objects.filter(application=application, held=True).delete()
