"""How the list of follow-ups is narrowed; each filter stands in the address."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.ledger.filters import shared
from lianxiao.ledger.filters.shared import ALL, ProjectPartFilter
from lianxiao.ledger.models import FollowUp
from lianxiao.ledger.queries import turns
from lianxiao.ledger.states import FollowUpState, Level, Light


class FollowUpFilter(ProjectPartFilter):
    turns_of = staticmethod(turns.follow_up_turns)

    state = filters.ChoiceFilter(label=_("State"), choices=FollowUpState.choices, empty_label=ALL)
    level = filters.ChoiceFilter(label=pgettext_lazy("follow-up", "Level"), choices=Level.choices, empty_label=ALL)
    light = filters.ChoiceFilter(
        label=_("Light"), field_name="project__lit__light", choices=Light.choices, empty_label=ALL
    )
    lead_office = shared.lead_office()
    university = shared.university()
    q = shared.text()
    waiting = shared.waiting()

    class Meta:
        model = FollowUp
        fields: tuple[str, ...] = ()
