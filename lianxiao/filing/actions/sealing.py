"""Contacts that stand in the open in answers stored before they were sealed with every save."""

from collections.abc import Iterator

from django.db import transaction

from lianxiao.filing.models import Return
from lianxiao.filing.queries.returns import definition_of
from lianxiao.forms.actions.answers import seal_stored


def seal_returns() -> Iterator[int]:
    """One return and transaction at a time; how many of its rows were sealed. Can be run again at any time."""
    for pk in Return.objects.order_by("id").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            found = Return.objects.select_related("round__form").select_for_update(of=("self",)).get(pk=pk)
            yield seal_stored(found, definition_of(found), found.sections.order_by("id"))
