"""Contacts that stand in the open in answers stored before they were sealed with every save."""

from collections.abc import Iterator

from django.db import transaction

from lianxiao.calls.models import Application, ApplicationSection, SectionVersion
from lianxiao.calls.queries.applications import definition_of
from lianxiao.forms.actions.answers import Stored, seal_stored


def seal_applications() -> Iterator[int]:
    """One application and transaction at a time; how many of its rows were sealed. Can be run again at any time."""
    for pk in Application.objects.order_by("id").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            found = Application.objects.select_related("form").select_for_update(of=("self",)).get(pk=pk)
            rows: list[Stored] = [*ApplicationSection.objects.filter(application=found).order_by("id")]
            rows += SectionVersion.objects.filter(application=found).order_by("id")
            yield seal_stored(found, definition_of(found.form), rows)
