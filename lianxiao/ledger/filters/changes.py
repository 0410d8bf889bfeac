"""How the list of change requests is narrowed; each filter stands in the address."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from lianxiao.ledger.filters import shared
from lianxiao.ledger.filters.shared import ALL, ProjectPartFilter
from lianxiao.ledger.models import ChangeRequest
from lianxiao.ledger.queries import turns
from lianxiao.ledger.states import ChangeKind, ChangeState


class ChangeFilter(ProjectPartFilter):
    turns_of = staticmethod(turns.change_turns)

    kind = filters.ChoiceFilter(label=_("Kind of change"), choices=ChangeKind.choices, empty_label=ALL)
    state = filters.ChoiceFilter(label=_("State"), choices=ChangeState.choices, empty_label=ALL)
    lead_office = shared.lead_office()
    university = shared.university()
    q = shared.text()
    waiting = shared.waiting()

    class Meta:
        model = ChangeRequest
        fields: tuple[str, ...] = ()
