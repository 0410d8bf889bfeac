"""How the list of final acceptances is narrowed; each filter stands in the address."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from lianxiao.ledger.filters import shared
from lianxiao.ledger.filters.shared import ALL, ProjectPartFilter
from lianxiao.ledger.models import Acceptance
from lianxiao.ledger.queries import turns
from lianxiao.ledger.states import AcceptanceState


class AcceptanceFilter(ProjectPartFilter):
    turns_of = staticmethod(turns.acceptance_turns)

    state = filters.ChoiceFilter(label=_("State"), choices=AcceptanceState.choices, empty_label=ALL)
    lead_office = shared.lead_office()
    university = shared.university()
    q = shared.text()
    waiting = shared.waiting()

    class Meta:
        model = Acceptance
        fields: tuple[str, ...] = ()
